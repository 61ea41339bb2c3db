"""Requests in the very form in which known apps make them, each read from the source of its app.

They differ from what the documentation of the API shows: fields in the query of a POST, empty files, empty
bodies with a type, numbered lists, identifiers before the first.
"""

from typing import Any

import pytest

from tests.support.forms import MULTIPART, URLENCODED, urlencoded
from tests.support.instance import Person, Running
from tests.support.live import knock
from tests.support.pictures import see_through_png

CREDENTIALS = "/api/v1/accounts/update_credentials"
STATUSES = "/api/v1/statuses"
JSON = "application/json; charset=utf-8"


async def test_an_app_signs_on_with_everything_in_the_query(server: Running) -> None:
    """Ice Cubes; Mammoth says besides that the empty body is JSON."""
    query = "client_name=IceCubesApp&redirect_uris=icecubesapp://&scopes=read%20write%20follow%20push"
    app = (await server.ask("POST", f"/api/v1/apps?{query}")).json
    assert (app["redirect_uri"], app["scopes"]) == ("icecubesapp://", ["follow", "push", "read", "write"])
    query = f"client_id={app['client_id']}&client_secret={app['client_secret']}&grant_type=client_credentials"
    for headers in ({}, {"Content_Type": JSON}):
        answer = await server.ask("POST", f"/oauth/token?{query}", headers=headers)
        assert (answer.status, answer.json["token_type"]) == (200, "Bearer")


NEW_STATUSES: dict[str, tuple[bytes, str]] = {
    "Tusky": (
        b'{"status":"hi","spoiler_text":"","in_reply_to_id":null,"visibility":"public","sensitive":false,'
        b'"media_ids":[],"media_attributes":[],"scheduled_at":null,"poll":null,"language":"en"}',
        JSON,
    ),
    "Elk": (
        b'{"status":"hi","visibility":"public","sensitive":false,"spoiler_text":"","language":"en",'
        b'"media_ids":[],"quote_approval_policy":"nobody"}',
        "application/json",
    ),
    "Fedilab": (urlencoded(status="hi", sensitive="false", visibility="public", language="en"), URLENCODED),
    "a form with empty fields": (
        b"status=hi&spoiler_text=&in_reply_to_id=&media_ids[]=&sensitive=&scheduled_at=&visibility=public",
        URLENCODED,
    ),
}


@pytest.mark.parametrize("app", NEW_STATUSES)
async def test_a_post_is_published_with_its_empty_fields(server: Running, app: str) -> None:
    alice = await server.person("alice")
    body, content_type = NEW_STATUSES[app]
    answer = await alice.ask("POST", STATUSES, body, Content_Type=content_type)
    assert (answer.status, answer.json["content"], answer.json["visibility"]) == (200, "<p>hi</p>", "public")


async def test_apps_are_told_the_policy_that_holds_and_may_send_it(server: Running) -> None:
    """Elk puts the policy of the source on every post, and ``public`` where it finds none."""
    alice = await server.person("alice")
    source = (await alice.get("/api/v1/accounts/verify_credentials")).json["source"]
    preferences = (await alice.get("/api/v1/preferences")).json
    assert source["quote_policy"] == preferences["posting:default:quote_policy"] == "nobody"
    posted = await alice.post(STATUSES, {"status": "hi", "quote_approval_policy": source["quote_policy"]})
    assert posted.status == 200
    assert (await alice.ask("PATCH", CREDENTIALS, {"source": source})).status == 200


async def test_a_profile_comes_with_files_that_were_not_chosen(server: Running) -> None:
    """Phanpy sends its whole form, so that an unchosen picture is a file without name and content."""
    alice = await server.person("alice")
    chosen = await edit(alice, part("avatar", see_through_png(), "me.png"), part("display_name", b"A"))
    assert "/avatar/" in chosen["avatar"]
    unchosen = [part(name, b"", "") for name in ("header", "avatar")]
    fields = [part(f"fields_attributes[{row}][{name}]", text) for row, name, text in ROWS]
    edited = await edit(alice, *unchosen, part("display_name", b"B"), *fields)
    assert (edited["avatar"], edited["display_name"]) == (chosen["avatar"], "B")
    assert [(one["name"], one["value"]) for one in edited["fields"]] == [("a", "1"), ("b", "2")]
    # Mastodon for Android takes all fields away by sending one that is empty.
    emptied = [part("fields_attributes[0][name]", b""), part("fields_attributes[0][value]", b"")]
    assert (await edit(alice, *emptied))["fields"] == []


ROWS = [(1, "name", b"b"), (1, "value", b"2"), (0, "name", b"a"), (0, "value", b"1"), (2, "name", b"")]


@pytest.mark.parametrize("body", [b"", b"{}", b'{"reblogs":null,"notify":null}', b'{"languages":[]}'])
async def test_a_follow_may_say_nothing_in_json(server: Running, body: bytes) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    answer = await alice.ask("POST", f"/api/v1/accounts/{bob.id}/follow", body, Content_Type=JSON)
    assert (answer.status, answer.json["following"], answer.json["showing_reblogs"]) == (200, True, True)


async def test_notifications_are_asked_from_before_the_first(server: Running) -> None:
    """Tusky knows no notification yet and asks for those after 0."""
    alice, bob = await server.person("alice"), await server.person("bob")
    await bob.publish("@alice hi")
    for query in ("min_id=0", "since_id=0&limit=30", "max_id=&since_id=&min_id=", "exclude_types[0]=follow"):
        answer = await alice.get(f"/api/v1/notifications?{query}")
        assert [one["type"] for one in answer.json] == ["mention"], query


@pytest.mark.parametrize("path", ["/api/v1/streaming", "/api/v1/streaming/"])
async def test_the_stream_opens_with_and_without_a_slash(server: Running, path: str) -> None:
    """Mastodon's own web app puts a slash between path and query."""
    alice = await server.person("alice")
    live, status = await knock(server, token=alice.token, query="stream=user", path=path)
    assert (live is not None, status) == (True, 101)


async def edit(person: Person, *parts: bytes) -> dict[str, Any]:
    body = b"".join(parts) + b"--between--\r\n"
    answer = await person.ask("PATCH", CREDENTIALS, body, Content_Type=MULTIPART)
    assert answer.status == 200, answer.body
    edited: dict[str, Any] = answer.json
    return edited


def part(name: str, content: bytes, file_name: str | None = None) -> bytes:
    head = f'--between\r\nContent-Disposition: form-data; name="{name}"'
    if file_name is not None:
        head += f'; filename="{file_name}"\r\nContent-Type: application/octet-stream'
    return head.encode() + b"\r\n\r\n" + content + b"\r\n"
