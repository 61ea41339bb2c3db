"""Idempotency-Key (rows G-030, Q-03) and identical requests at the same moment."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest

from gotosocial.util import flow
from gotosocial.util.clock import SystemClock
from tests.support.builders import a_media
from tests.support.instance import Answer, Person, Running
from tests.support.keep import keep

STATUSES = "/api/v1/statuses"


def post(person: Person, key: str, **body: Any) -> Awaitable[Answer]:
    return person.post(STATUSES, {"status": "once", **body}, Idempotency_Key=key)


async def count(person: Person) -> int:
    return len((await person.get(f"/api/v1/accounts/{person.id}/statuses", limit=80)).json)


async def test_a_repeated_key_gives_the_first_status(server: Running) -> None:
    alice = await server.person("alice")
    first, again = await post(alice, "k"), await post(alice, "k", status="other words")
    assert (first.status, again.status) == (200, 200)
    assert again.json == first.json
    assert await count(alice) == 1
    account = (await alice.get("/api/v1/accounts/verify_credentials")).json
    assert account["statuses_count"] == 1


async def test_another_key_and_another_account_give_another_status(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    ids = {
        (await post(alice, "k")).json["id"],
        (await post(alice, "l")).json["id"],
        (await post(bob, "k")).json["id"],
    }
    ids |= {(await alice.post(STATUSES, {"status": "once"})).json["id"] for _ in range(2)}
    assert len(ids) == 5


async def test_many_at_once_give_one_status(server: Running) -> None:
    alice = await server.person("alice")
    media = a_media(of=alice.account)
    await keep(server.instance.cellar.db, media)
    answers = await flow.gather(*(post(alice, "k", media_ids=[media.id]) for _ in range(6)))
    assert [one.status for one in answers] == [200] * 6
    assert len({one.json["id"] for one in answers}) == 1
    assert await count(alice) == 1


async def test_a_failed_attempt_does_not_burn_the_key(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    taken = a_media(of=alice.account, status_id="another")
    await keep(server.instance.cellar.db, taken)
    assert (await post(alice, "k", status="x" * 6_000)).status == 400
    assert (await post(alice, "k", media_ids=[taken.id])).status == 422
    secret = await bob.publish("psst", visibility="direct")
    assert (await post(alice, "k", in_reply_to_id=secret["id"])).status == 404
    assert (await post(alice, "k")).status == 200
    assert await count(alice) == 1


async def test_a_deleted_status_does_not_come_back(server: Running) -> None:
    alice = await server.person("alice")
    first = (await post(alice, "k")).json
    assert (await alice.ask("DELETE", f"{STATUSES}/{first['id']}")).status == 200
    again = await post(alice, "k")
    assert (again.status, again.json["error"]) == (
        404,
        "the status that was published with this Idempotency-Key is deleted",
    )
    assert await count(alice) == 0
    assert (await post(alice, "another")).status == 200


@pytest.mark.parametrize(("minutes", "is_same"), [(59, True), (61, False)])
async def test_a_key_holds_for_an_hour(server: Running, minutes: int, is_same: bool) -> None:
    alice = await server.person("alice")
    old = await alice.publish("once")
    then = SystemClock().now() - timedelta(minutes=minutes)
    await server.instance.cellar.db.transact(
        lambda t: t.idempotency_keys.insert(alice.id, "k", old["id"], then)
    )
    again = await post(alice, "k")
    assert again.status == 200
    assert (again.json["id"] == old["id"]) is is_same


async def test_a_key_has_a_length(server: Running) -> None:
    alice = await server.person("alice")
    assert (await post(alice, "k" * 255)).status == 200
    assert (await post(alice, "k" * 256)).status == 400
    assert (await post(alice, "")).json["id"] != (await post(alice, "")).json["id"]


@pytest.mark.parametrize("deed", ["favourite", "bookmark", "reblog", "pin", "mute"])
async def test_the_same_deed_many_times_at_once_has_one_effect(server: Running, deed: str) -> None:
    alice = await server.person("alice")
    made = await alice.publish("hello", visibility="public")
    answers = await flow.gather(*(alice.post(f"{STATUSES}/{made['id']}/{deed}") for _ in range(5)))
    if deed == "pin":
        assert {one.status for one in answers} <= {200, 422}
    else:
        assert [one.status for one in answers] == [200] * 5
        assert len({one.json["id"] for one in answers}) == 1
    seen = (await alice.get(f"{STATUSES}/{made['id']}")).json
    flag = {
        "favourite": "favourited",
        "bookmark": "bookmarked",
        "reblog": "reblogged",
        "pin": "pinned",
        "mute": "muted",
    }
    assert seen[flag[deed]] is True
    assert seen["favourites_count"] + seen["reblogs_count"] == (1 if deed in ("favourite", "reblog") else 0)
    undone = await flow.gather(*(alice.post(f"{STATUSES}/{made['id']}/un{deed}") for _ in range(5)))
    assert [one.status for one in undone] == [200] * 5
    seen = (await alice.get(f"{STATUSES}/{made['id']}")).json
    assert seen[flag[deed]] is False
    assert seen["favourites_count"] + seen["reblogs_count"] == 0
    account = (await alice.get("/api/v1/accounts/verify_credentials")).json
    assert account["statuses_count"] == 1


@pytest.mark.parametrize("deed", ["favourite", "bookmark", "reblog"])
async def test_a_deed_that_meets_the_deletion_is_done_or_finds_nothing(server: Running, deed: str) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    for _ in range(5):
        made = await alice.publish("hello", visibility="public")
        path = f"{STATUSES}/{made['id']}"
        done, deleted = await flow.gather(bob.post(f"{path}/{deed}"), alice.ask("DELETE", path))
        assert done.status in (200, 404)
        assert deleted.status == 200
    await server.settle()
    for person in (alice, bob):
        assert (await person.get("/api/v1/accounts/verify_credentials")).json["statuses_count"] == 0
        assert (await person.get("/api/v1/timelines/home")).json == []
        assert (await person.get("/api/v1/notifications")).json == []
