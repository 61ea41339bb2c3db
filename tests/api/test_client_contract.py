"""What every client relies on, whatever it asks for (rows K4-33 to K4-37, W-07)."""

from typing import Any

import pytest

from gotosocial.crypto.tokens import digest
from gotosocial.util import flow
from tests.support.forms import MULTIPART, URLENCODED, multipart, urlencoded
from tests.support.instance import Person, Running

ORIGIN = "https://app.example"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api"),
        ("GET", "/api/v1/nothing"),
        ("POST", "/api/v1/nothing"),
        ("GET", "/api/v9/instance"),
        ("GET", "/api/v1/accounts/1/nothing"),
        ("GET", "/api/v2/notifications"),
        ("GET", "/api/v2/notifications/policy"),
        ("GET", "/api/v1/annual_reports"),
        ("GET", "/api/v1/../../etc/passwd"),
        ("GET", "/oauth/nothing"),
    ],
)
async def test_an_unknown_endpoint_says_so_in_json(server: Running, method: str, path: str) -> None:
    alice = await server.person("alice")
    for headers in ({}, {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}):
        answer = await alice.ask(method, path, **headers)
        assert answer.status == 404
        assert answer.headers["content-type"].startswith("application/json")
        assert set(answer.json) == {"error"}


async def test_a_wrong_method_names_the_right_ones(server: Running) -> None:
    alice = await server.person("alice")
    answer = await alice.ask("PUT", "/api/v1/notifications")
    assert (answer.status, "GET" in answer.headers["allow"]) == (405, True)
    assert set(answer.json) == {"error"}


async def test_a_missing_token_is_told_from_a_wrong_one(server: Running) -> None:
    missing = await server.ask("GET", "/api/v1/preferences")
    assert (missing.status, missing.json) == (401, {"error": "this method needs an access token"})
    wrong = await server.ask("GET", "/api/v1/preferences", token="never given")
    assert (wrong.status, wrong.json) == (401, {"error": "the access token is invalid or was revoked"})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/timelines/home"),
        ("PATCH", "/api/v1/accounts/update_credentials"),
        ("POST", "/api/v1/statuses"),
        ("DELETE", "/api/v1/statuses/1"),
        ("GET", "/api/v2/instance"),
        ("POST", "/oauth/token"),
    ],
)
async def test_web_apps_may_ask_from_anywhere(server: Running, method: str, path: str) -> None:
    answer = await server.ask(
        "OPTIONS",
        path,
        headers={
            "Origin": ORIGIN,
            "Access_Control_Request_Method": method,
            "Access_Control_Request_Headers": "authorization,content-type,idempotency-key",
        },
    )
    assert answer.status in (200, 204)
    assert answer.headers["access-control-allow-origin"] in ("*", ORIGIN)
    assert method in answer.headers["access-control-allow-methods"]
    allowed = answer.headers["access-control-allow-headers"].lower()
    assert all(name in allowed for name in ("authorization", "content-type", "idempotency-key"))


async def test_web_apps_read_the_headers_they_need(server: Running) -> None:
    alice = await server.person("alice")
    for path in ("/api/v1/timelines/home", "/api/v1/nothing"):
        answer = await alice.ask("GET", path, Origin=ORIGIN)
        exposed = answer.headers["access-control-expose-headers"].lower()
        for name in ("link", "x-ratelimit-remaining", "mastodon-async-refresh", "deprecation"):
            assert name in exposed, (path, name)


@pytest.mark.parametrize("yes", ["1", "true", "on", "t", "True"])
async def test_a_boolean_may_be_written_in_many_ways(server: Running, yes: str) -> None:
    alice = await server.person("alice")
    path = "/api/v1/accounts/update_credentials"
    for body, content_type in (
        (urlencoded(bot=yes), URLENCODED),
        (multipart({}, bot=yes), MULTIPART),
        (f'{{"bot": "{yes}"}}'.encode(), "application/json; charset=utf-8"),
    ):
        assert (await alice.ask("PATCH", path, body, Content_Type=content_type)).json["bot"] is True
        assert (await alice.ask("PATCH", path, {"bot": False})).json["bot"] is False


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"comment": ', "application/json", 400),
        (b"[1]", "application/json", 400),
        (b'{"comment": ["a"]}', "application/json", 400),
        (b'{"comment": "\xff"}', "application/json", 400),
        (b"comment=%ff", URLENCODED, 400),
        (b'{"comment": "a\\u0000b"}', "application/json", 400),
        (b"<comment/>", "application/xml", 406),
        (b"--other\r\n", MULTIPART, 400),
    ],
)
async def test_a_body_that_cannot_be_read_changes_nothing(
    server: Running, body: bytes, content_type: str, status: int
) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    path = f"/api/v1/accounts/{bob.id}/note"
    await alice.post(path, {"comment": "kept"})
    answer = await alice.ask("POST", path, body, Content_Type=content_type)
    assert (answer.status, set(answer.json)) == (status, {"error"})
    (found,) = (await alice.get("/api/v1/accounts/relationships", id=bob.id)).json
    assert found["note"] == "kept"


async def test_json_is_refused_to_who_cannot_take_it(server: Running) -> None:
    alice = await server.person("alice")
    path = "/api/v1/accounts/verify_credentials"
    assert (await alice.ask("GET", path, Accept="text/html")).status == 406
    for accept in ("application/json", "*/*", "text/html, application/json;q=0.5"):
        assert (await alice.ask("GET", path, Accept=accept)).status == 200


async def test_a_token_that_is_revoked_while_it_is_used_stays_revoked(server: Running) -> None:
    async def use(person: Person) -> Any:
        return await person.get("/api/v1/preferences")

    async def revoke(person: Person) -> Any:
        return await server.instance.cellar.db.access_tokens.delete(digest(person.token))

    for number in range(10):
        person = await server.person(f"person{number}")
        await flow.gather(use(person), revoke(person), use(person))
        await server.instance.base.background.drain()
        assert (await use(person)).status == 401
