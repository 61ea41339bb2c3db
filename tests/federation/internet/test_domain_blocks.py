"""A domain is blocked by one instance: what both sides see of it, and how it ends (rows J-01, J-02, J-04)."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import attrs
import pytest
import pytest_twisted

from tests.support.instance import ALL_SCOPES, Person
from tests.support.neighbours import db_of
from tests.support.three import Three, found, signed_get, three_instances

ADMIN = ALL_SCOPES | {"admin:read", "admin:write"}
BLOCKS, ALLOWS = "/api/v1/admin/domain_blocks", "/api/v1/admin/domain_allows"


@attrs.frozen
class Realm(Three):
    """Root is the admin of the northern instance."""

    root: Person

    async def block(self, domain: str) -> dict[str, Any]:
        """Let the north block a domain, and everything that follows happen."""
        block: dict[str, Any] = (await self.root.post(BLOCKS, {"domain": domain})).json
        await self.settle()
        return block


async def realm_of(three: Three) -> Realm:
    root = await three.internet.person(three.north, "root", is_admin=True, scopes=ADMIN)
    return Realm(**attrs.asdict(three, recurse=False), root=root)


@pytest.fixture
def kind() -> str:
    """One engine is enough: what is removed is tried on both of them where it is done."""
    return "sqlite"


@pytest_twisted.async_yield_fixture
async def realm(kind: str, tmp_path: Path) -> AsyncIterator[Realm]:
    """Alice and bob follow each other."""
    async with three_instances(tmp_path, kind) as three:
        await three.follow(three.alice, three.bob)
        yield await realm_of(three)


async def test_a_blocked_server_leaves_and_hears_nothing_more(realm: Realm) -> None:
    mine = await realm.alice.publish("mine", visibility="public")
    theirs = await realm.bob.publish("@alice@north.test theirs", visibility="public")
    await realm.settle()
    seen = await realm.seen(realm.bob, mine)
    await realm.bob.post(f"/api/v1/statuses/{seen.id}/favourite")
    await realm.bob.post(f"/api/v1/statuses/{seen.id}/reblog")
    await realm.settle()
    bob = await realm.known(realm.alice, realm.bob)
    assert sorted(await realm.notifications(realm.alice)) == ["favourite", "follow", "mention", "reblog"]

    await realm.block("south.test")
    assert await realm.home(realm.alice) == [mine["uri"]]
    assert await realm.notifications(realm.alice) == []
    assert not await realm.is_there(realm.alice, theirs)
    now = (await realm.alice.get(f"/api/v1/statuses/{mine['id']}")).json
    assert (now["favourites_count"], now["reblogs_count"]) == (0, 0)
    me = (await realm.alice.get(f"/api/v1/accounts/{realm.alice.id}")).json
    assert (me["followers_count"], me["following_count"]) == (0, 0)
    for path in (f"/api/v1/accounts/{bob.id}", f"/api/v1/accounts/{bob.id}/statuses"):
        assert (await realm.alice.get(path)).status == 404

    asked = len(realm.internet.resolver.asked)
    later = await realm.alice.publish("@bob@south.test do you hear me?", visibility="public")
    await realm.alice.ask("DELETE", f"/api/v1/statuses/{mine['id']}")
    await realm.settle()
    assert await db_of(realm.alice).deliveries.hosts() == []
    states = await db_of(realm.alice).delivery_reports.count_by_state()
    assert {state for state, number in states.items() if number} == {"delivered"}
    assert realm.internet.resolver.asked[asked:] == []
    assert not await realm.is_there(realm.bob, later)
    assert await realm.is_there(realm.bob, mine)


async def test_a_blocked_server_is_refused_everything(realm: Realm) -> None:
    post = await realm.alice.publish("public", visibility="public")
    await realm.settle()
    await realm.block("south.test")
    for path in ("/users/alice", f"/users/alice/statuses/{post['id']}", "/users/alice/followers"):
        assert await signed_get(realm.bob, realm.north, path) == 403, path
    seen = await realm.seen(realm.bob, post)
    await realm.bob.post(f"/api/v1/statuses/{seen.id}/favourite")
    await realm.bob.publish("@alice@north.test hello?", in_reply_to_id=seen.id, visibility="public")
    await realm.settle()
    assert await realm.notifications(realm.alice) == []
    now = (await realm.alice.get(f"/api/v1/statuses/{post['id']}")).json
    assert (now["favourites_count"], now["replies_count"]) == (0, 0)
    for address in ("@bob@south.test", "https://south.test/@bob"):
        nobody = (await realm.alice.get("/api/v2/search", q=address, resolve=True)).json
        assert (nobody["accounts"], nobody["statuses"]) == ([], [])


async def test_a_blocked_servers_posts_do_not_come_by_way_of_others(realm: Realm) -> None:
    await realm.follow(realm.alice, realm.carol)
    await realm.block("south.test")
    post = await realm.bob.publish("round the corner", visibility="public")
    there = await found(realm.carol, post["uri"])
    await realm.carol.post(f"/api/v1/statuses/{there['id']}/reblog")
    answer = await realm.carol.publish(
        "@bob@south.test @alice@north.test well", in_reply_to_id=there["id"], visibility="public"
    )
    await realm.settle()
    assert not await realm.is_there(realm.alice, post)
    (seen,) = (await realm.alice.get("/api/v1/timelines/home")).json
    assert (seen["uri"], seen["reblog"]) == (answer["uri"], None)
    assert (await realm.alice.get("/api/v2/search", q=post["uri"], resolve=True)).json["statuses"] == []


async def test_both_find_each_other_again_when_the_block_ends(realm: Realm) -> None:
    block = await realm.block("south.test")
    assert (await realm.root.ask("DELETE", f"{BLOCKS}/{block['id']}")).status == 200
    await realm.settle()
    bob = await realm.known(realm.alice, realm.bob)
    relation = (await realm.alice.get("/api/v1/accounts/relationships", id=[bob.id])).json[0]
    assert (relation["following"], relation["followed_by"]) == (False, False)
    await realm.follow(realm.alice, realm.bob)
    assert (await realm.alice.get(f"/api/v1/accounts/{bob.id}")).json["acct"] == "bob@south.test"
    post = await realm.bob.publish("back again", visibility="public")
    await realm.settle()
    assert await realm.home(realm.alice) == [post["uri"]]


async def test_an_allowlist_lets_in_only_who_is_named(kind: str, tmp_path: Path) -> None:
    async with three_instances(tmp_path, kind) as three:
        post = await three.alice.publish("quiet here", visibility="public")
        closed = await three.internet.instance("closed.test", instance={"federation_mode": "allowlist"})
        dora = await three.internet.person(closed, "dora", display_name="Dora", note="at home")
        root = await three.internet.person(closed, "root", is_admin=True, scopes=ADMIN)
        assert (await dora.get("/api/v2/search", q=post["uri"], resolve=True)).json["statuses"] == []
        for who in (three.alice, three.bob):
            assert await signed_get(who, closed, "/users/dora") == 403
        await root.post(ALLOWS, {"domain": "north.test"})
        assert (await found(dora, post["uri"]))["account"]["acct"] == "alice@north.test"
        assert await signed_get(three.alice, closed, "/users/dora") == 200
        await three.follow(three.alice, dora)
        mine = await dora.publish("@alice@north.test @bob@south.test hi", visibility="public")
        await three.settle()
        assert await three.home(three.alice) == [mine["uri"], post["uri"]]
        assert [one["acct"] for one in mine["mentions"]] == ["alice@north.test"]
        assert not await three.is_there(three.bob, mine)

        # What everybody may read is a name and a key; nothing comes of asking her.
        (known,) = (await three.bob.get("/api/v2/search", q="@dora@closed.test", resolve=True)).json[
            "accounts"
        ]
        assert (known["display_name"], known["note"]) == ("dora", "")
        await three.bob.post(f"/api/v1/accounts/{known['id']}/follow")
        await three.settle()
        assert await three.notifications(dora) == ["follow"]
