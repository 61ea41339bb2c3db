"""Reading accounts and what they posted (rows A-02, A-31, A-32, A-35, A-36, A-38, A-39)."""

import re
from typing import Any

import attrs
import pytest

from gotosocial.util.clock import SystemClock
from tests.support.builders import an_account
from tests.support.forms import MULTIPART, multipart
from tests.support.instance import HOST, Person, Running
from tests.support.keep import keep
from tests.support.pictures import jpeg

NOBODY = "01HZZZZZZZZZZZZZZZZZZZZZZZ"


async def account(viewer: Person, account_id: str) -> dict[str, Any]:
    answer = await viewer.get(f"/api/v1/accounts/{account_id}")
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


async def posted(viewer: Person, by: Person, **query: Any) -> list[str]:
    answer = await viewer.get(f"/api/v1/accounts/{by.id}/statuses", **query)
    assert answer.status == 200, answer.body
    return [one["id"] for one in answer.json]


async def test_accounts_of_here_and_elsewhere_are_shown(server: Running) -> None:
    alice = await server.person("alice")
    group = an_account("club", "there.example", actor_type="Group")
    robot = an_account("robot", "xn--bcher-kva.example", actor_type="Application", is_locked=True)
    await keep(server.instance.cellar.db, group, robot)
    mine, club, machine = [await account(alice, one) for one in (alice.id, group.id, robot.id)]
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{26}", mine["id"])
    assert (mine["acct"], mine["url"], mine["uri"]) == (
        "alice", f"http://{HOST}/@alice", f"http://{HOST}/users/alice",
    )  # fmt: skip
    assert (club["acct"], club["group"], club["bot"]) == ("club@there.example", True, False)
    assert (machine["acct"], machine["bot"], machine["locked"]) == ("robot@bücher.example", True, True)
    assert "roles" in mine
    assert "roles" not in club
    assert mine["avatar"] == (await account(alice, alice.id))["avatar"] == mine["avatar_static"]
    assert (await server.ask("GET", mine["avatar"].removeprefix(f"http://{HOST}"))).status == 200
    assert (await server.ask("GET", mine["header"].removeprefix(f"http://{HOST}"))).status == 200


async def test_who_is_not_there_is_not_found(server: Running) -> None:
    alice = await server.person("alice")
    gone = an_account("gone", "there.example", suspended_at=SystemClock().now())
    await keep(server.instance.cellar.db, gone)
    unconfirmed = await server.person("unconfirmed")
    db = server.instance.cellar.db
    user = await db.users.get(unconfirmed.user.id)
    await db.users.update(attrs.evolve(user, confirmed_at=None))
    for unknown in (NOBODY, "nonsense", "1", "%20", gone.id, unconfirmed.id):
        for rest in ("", "/statuses", "/followers", "/following"):
            answer = await alice.get(f"/api/v1/accounts/{unknown}{rest}")
            assert (answer.status, set(answer.json)) == (404, {"error"}), (unknown, rest)
    many = (await alice.get("/api/v1/accounts", id=[NOBODY, alice.id, gone.id, alice.id])).json
    assert [one["id"] for one in many] == [alice.id]
    assert (await alice.get("/api/v1/accounts", id=[f"{number}" for number in range(41)])).status == 400


async def test_counts_follow_what_is_posted(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    first = await alice.publish("one", visibility="public")
    await alice.publish("two", visibility="direct")
    await bob.post(f"/api/v1/statuses/{first['id']}/reblog")
    seen = await account(bob, alice.id)
    assert (seen["statuses_count"], seen["last_status_at"]) == (2, first["created_at"][:10])
    assert (await account(bob, bob.id))["statuses_count"] == 1
    assert first["account"]["statuses_count"] == 1
    await alice.ask("DELETE", f"/api/v1/statuses/{first['id']}")
    assert (await account(bob, alice.id))["statuses_count"] == 1
    seen = await account(alice, bob.id)
    assert (seen["statuses_count"], seen["last_status_at"]) == (0, None)


async def test_posts_are_chosen_by_kind(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    other = await bob.publish("by bob", visibility="public")
    plain = await alice.publish("plain #cats", visibility="public")
    quiet = await alice.publish("quiet", visibility="unlisted")
    reply = await alice.publish("@bob indeed", in_reply_to_id=other["id"], visibility="public")
    own_reply = await alice.publish("and more", in_reply_to_id=plain["id"], visibility="public")
    boost = (await alice.post(f"/api/v1/statuses/{other['id']}/reblog")).json
    picture = await upload(alice)
    media = await alice.publish("a picture", media_ids=[picture], visibility="public")
    everything = [media, boost, own_reply, reply, quiet, plain]
    assert await posted(bob, alice) == names(*everything)
    assert await posted(bob, alice, exclude_reblogs=True) == names(media, own_reply, reply, quiet, plain)
    assert await posted(bob, alice, exclude_replies=True) == names(media, boost, own_reply, quiet, plain)
    assert await posted(bob, alice, only_media=True) == names(media)
    assert await posted(bob, alice, only_public=True) == names(media, boost, own_reply, reply, plain)
    assert await posted(bob, alice, tagged="CATS") == names(plain)
    assert await posted(bob, alice, exclude_replies=1, exclude_reblogs="on", only_public="true") == names(
        media, own_reply, plain
    )
    for query in ({"only_media": "perhaps"}, {"limit": "many"}, {"tagged": "no tag"}):
        assert (await bob.get(f"/api/v1/accounts/{alice.id}/statuses", **query)).status == 400


def names(*statuses: dict[str, Any]) -> list[str]:
    return [one["id"] for one in statuses]


async def upload(person: Person) -> str:
    answer = await person.ask("POST", "/api/v2/media", multipart({"file": jpeg()}), Content_Type=MULTIPART)
    assert answer.status == 200, answer.body
    media_id: str = answer.json["id"]
    return media_id


async def test_posts_are_shown_to_those_they_are_for(server: Running) -> None:
    alice, bob, carol = [await server.person(name) for name in ("alice", "bob", "carol")]
    await bob.post(f"/api/v1/accounts/{alice.id}/follow")
    public, unlisted, private, mutual = [
        await alice.publish(level, visibility=level)
        for level in ("public", "unlisted", "private", "mutuals_only")
    ]
    direct = await alice.publish("@carol psst", visibility="direct")
    assert await posted(alice, alice) == names(direct, mutual, private, unlisted, public)
    assert await posted(bob, alice) == names(private, unlisted, public)
    assert await posted(carol, alice) == names(direct, unlisted, public)
    await alice.post(f"/api/v1/accounts/{bob.id}/follow")
    assert await posted(bob, alice) == names(mutual, private, unlisted, public)


async def test_posts_are_paged(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    made = [(await alice.post("/api/v1/statuses", {"status": str(number)})).json for number in range(5)]
    newest_first = names(*reversed(made))
    path = f"/api/v1/accounts/{alice.id}/statuses"
    answer, met = await bob.get(path, limit=2, exclude_replies=True), []
    while True:
        met += [one["id"] for one in answer.json]
        link = answer.headers["link"]
        assert "exclude_replies=true" in link
        if 'rel="next"' not in link:
            break
        answer = await bob.get("/" + link.partition(">")[0].split("/", 3)[3])
    assert met == newest_first
    assert await posted(bob, alice, min_id=newest_first[-1], limit=2) == newest_first[-3:-1]
    assert await posted(bob, alice, since_id=newest_first[1]) == newest_first[:1]
    assert await posted(bob, alice, max_id=newest_first[-1]) == []


async def test_pinned_posts_come_last_pinned_first(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    first = await alice.publish("one", visibility="public")
    second = await alice.publish("two", visibility="private")
    await alice.publish("three", visibility="public")
    for status in (first, second):
        assert (await alice.post(f"/api/v1/statuses/{status['id']}/pin")).json["pinned"] is True
    assert await posted(alice, alice, pinned=True) == names(second, first)
    assert await posted(bob, alice, pinned=True) == names(first)
    await alice.post(f"/api/v1/statuses/{first['id']}/unpin")
    assert await posted(bob, alice, pinned=True) == []


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/api/v1/accounts/verify_credentials", "profile"),
        ("GET", "/api/v1/accounts/verify_credentials", "read:accounts"),
        ("PATCH", "/api/v1/accounts/update_credentials", "write:accounts"),
        ("GET", "/api/v1/accounts/{id}", "read:accounts"),
        ("GET", "/api/v1/accounts/{id}/statuses", "read:statuses"),
        ("GET", "/api/v1/accounts/{id}/followers", "read:accounts"),
        ("POST", "/api/v1/accounts/{other}/follow", "write:follows"),
        ("POST", "/api/v1/accounts/{other}/block", "write:blocks"),
        ("POST", "/api/v1/accounts/{other}/unblock", "write:blocks"),
        ("POST", "/api/v1/accounts/{other}/mute", "write:mutes"),
        ("POST", "/api/v1/accounts/{other}/note", "write:accounts"),
        ("GET", "/api/v1/blocks", "read:blocks"),
        ("GET", "/api/v1/mutes", "read:mutes"),
        ("GET", "/api/v1/follow_requests", "read:follows"),
        ("GET", "/api/v1/preferences", "read:accounts"),
        ("DELETE", "/api/v1/profile/avatar", "write:accounts"),
    ],
)
async def test_each_door_wants_its_scope_and_nothing_more(
    server: Running, method: str, path: str, scope: str
) -> None:
    other = await server.person("other")
    fits = await server.person("fits", scopes=frozenset({scope}))
    does_not = await server.person("does_not", scopes=frozenset({"read:lists", "write:lists", "push"}))
    for person, status in ((fits, 200), (does_not, 403)):
        target = path.format(id=person.id, other=other.id)
        assert (await person.ask(method, target)).status == status
    assert (await server.ask(method, path.format(id=fits.id, other=other.id))).status == 401
