"""Accounts elsewhere that go for good, or that their own server hides (rows I-09, G-124)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted

from gotosocial.storage.stores import Transaction
from tests.support.canned_server import CannedServer, Village, canned_servers
from tests.support.neighbours import db_of

Shown = dict[str, Any]


@pytest_twisted.async_yield_fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    """Alice, and no other server yet."""
    async with canned_servers(tmp_path) as started:
        yield started


async def meet(village: Village) -> tuple[CannedServer, Shown, Shown]:
    """Let Alice and Maria follow each other, and leave marks on each other's posts."""
    mastodon = await village.server("mastodon")
    maria = await village.follow(mastodon)
    mine = await village.post()
    for name in ("follow", "create", "like", "announce"):
        await village.hear(mastodon, name, STATUS=mine["uri"])
    reply = mastodon.load("reply", STATUS=mine["uri"])
    await village.hear(mastodon, mastodon.load("create") | {"id": f"{reply['id']}/create", "object": reply})
    theirs = await village.shown(mastodon.load("note")["id"])
    for deed in ("favourite", "reblog", "bookmark"):
        assert (await village.alice.post(f"/api/v1/statuses/{theirs['id']}/{deed}")).status == 200
    await village.settle()
    return mastodon, maria, mine


async def check_gone(village: Village, maria: Shown, mine: Shown) -> None:
    """Nothing of Maria may be left for Alice to see."""
    alice = village.alice
    assert [one["uri"] for one in await village.home()] == [mine["uri"]]
    assert await village.notifications() == []
    now = await village.shown(mine["uri"])
    assert (now["favourites_count"], now["reblogs_count"], now["replies_count"]) == (0, 0, 0)
    context = (await alice.get(f"/api/v1/statuses/{mine['id']}/context")).json
    assert (context["ancestors"], context["descendants"]) == ([], [])
    me = (await alice.get(f"/api/v1/accounts/{alice.id}")).json
    assert (me["followers_count"], me["following_count"], me["statuses_count"]) == (0, 0, 1)
    for path in ("/api/v1/favourites", "/api/v1/bookmarks", f"/api/v1/statuses/{mine['id']}/favourited_by"):
        assert (await alice.get(path)).json == [], path
    for path in (f"/api/v1/accounts/{maria['id']}", f"/api/v1/accounts/{maria['id']}/statuses"):
        assert (await alice.get(path)).status == 404
    handle = maria["acct"]
    found = (await alice.get("/api/v2/search", q=f"@{handle}", resolve=True)).json
    assert found["accounts"] == []


@pytest.mark.parametrize("is_away", [True, False])
async def test_a_deleted_account_takes_everything_along(village: Village, is_away: bool) -> None:
    mastodon, maria, mine = await meet(village)
    if is_away:
        mastodon.peer.gone("/users/maria")
    await village.hear(mastodon, "delete_actor")
    await check_gone(village, maria, mine)
    note = mastodon.load("note")
    assert await village.known(note["id"]) is None

    # Nothing of it comes back by what was still on its way, or by what others say.
    await village.hear(mastodon, "create")
    await village.hear(mastodon, "delete_actor")
    await check_gone(village, maria, mine)
    await village.post("another")
    assert mastodon.heard("Create") == []
    assert await db_of(village.alice).deliveries.hosts() == []


async def test_a_deleted_account_does_not_come_back_from_a_cache(village: Village) -> None:
    mastodon, maria, mine = await meet(village)
    await village.hear(mastodon, "delete_actor")
    await grows_old(village, maria["id"])
    other = mastodon.load("note") | {"id": "https://mastodon.example/users/maria/statuses/1"}
    mastodon.serve(other)
    found = (await village.alice.get("/api/v2/search", q=other["id"], resolve=True)).json
    assert found["statuses"] == []
    await village.settle()
    await check_gone(village, maria, mine)


async def test_an_account_that_its_server_denies_goes_when_it_is_asked_for(village: Village) -> None:
    mastodon, maria, mine = await meet(village)
    mastodon.peer.gone("/users/maria")
    await grows_old(village, maria["id"])
    await village.alice.get(f"/api/v1/accounts/{maria['id']}")
    await village.settle()
    await check_gone(village, maria, mine)


async def grows_old(village: Village, account_id: str) -> None:
    """Let what is known of an account be old."""

    async def deed(t: Transaction) -> None:
        created_at = (await t.accounts.get(account_id)).created_at
        await t.accounts.fetched(account_id, created_at - timedelta(days=1))

    await db_of(village.alice).transact(deed)


async def test_whom_their_own_server_suspends_is_hidden_until_it_is_over(village: Village) -> None:
    mastodon, maria, mine = await meet(village)
    suspended = mastodon.load("actor") | {"suspended": True, "name": "", "summary": ""}
    update = {
        "@context": suspended["@context"],
        "id": "https://mastodon.example/users/maria#updates/1",
        "type": "Update",
        "actor": suspended["id"],
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
        "object": suspended,
    }
    await village.hear(mastodon, update)
    alice = village.alice
    for path in (f"/api/v1/accounts/{maria['id']}", f"/api/v1/accounts/{maria['id']}/statuses"):
        assert (await alice.get(path)).status == 404
    assert [one["uri"] for one in await village.home()] == [mine["uri"]]
    assert await village.notifications() == []
    context = (await alice.get(f"/api/v1/statuses/{mine['id']}/context")).json
    assert context["descendants"] == []
    assert (await alice.get("/api/v2/search", q=f"@{maria['acct']}", resolve=True)).json["accounts"] == []
    # It is hidden, not gone: when the suspension ends all is there again.
    again = update | {"id": f"{update['id']}-again", "object": mastodon.load("actor")}
    await village.hear(mastodon, again)
    assert (await alice.get(f"/api/v1/accounts/{maria['id']}")).json["display_name"] == "Maria :turtle:"
    assert (await village.shown(mastodon.load("note")["id"]))["account"]["acct"] == maria["acct"]
    assert len(await village.home()) > 1
    relation = (await alice.get("/api/v1/accounts/relationships", id=[maria["id"]])).json[0]
    assert (relation["following"], relation["followed_by"]) == (True, True)
