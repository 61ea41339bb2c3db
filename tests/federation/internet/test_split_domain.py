"""An instance whose people are called after another domain than its own (row I-30).

The host is ``social.split.test``; on ``split.test`` stands nothing but a server that sends questions about
names on to it.
"""

from collections.abc import AsyncIterator

import attrs
import pytest
import pytest_twisted

from tests.support.instance import ALL_SCOPES, Person
from tests.support.neighbours import Neighbours
from tests.support.peer import Asked, Peer, Served
from tests.support.tiny_internet import TinyInternet

HOST, DOMAIN = "social.split.test", "split.test"
NAMES = (f"@zoe@{DOMAIN}", f"@zoe@{HOST}", f"https://{HOST}/users/zoe", f"https://{HOST}/@zoe")


@attrs.frozen
class Split(Neighbours):
    """Alice in the north; bob is zoe's neighbour here. ``door`` is what stands on the account domain."""

    zoe: Person
    door: Peer


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest_twisted.async_yield_fixture
async def split(internet: TinyInternet) -> AsyncIterator[Split]:
    north = await internet.instance("north.test")
    social = await internet.instance(HOST, general={"account_domain": DOMAIN})
    door = await internet.peer(DOMAIN)
    door.answers["/.well-known/webfinger"] = _sent_on
    alice, bob, zoe = [
        await internet.person(server, name)
        for server, name in ((north, "alice"), (social, "bob"), (social, "zoe"))
    ]
    yield Split(internet, alice, bob, zoe, door)


def _sent_on(asked: Asked) -> Served:
    return Served(status=301, headers={"Location": f"https://{HOST}{asked.path}"})


@pytest.mark.parametrize("name", NAMES)
async def test_somebody_is_found_under_every_address_and_shown_by_the_domain(split: Split, name: str) -> None:
    found = (await split.alice.get("/api/v2/search", q=name, resolve=True)).json["accounts"]
    assert [one["acct"] for one in found] == [f"zoe@{DOMAIN}"]
    assert found[0]["url"] == f"https://{HOST}/@zoe"
    for again in NAMES:
        same = (await split.alice.get("/api/v2/search", q=again, resolve=True)).json["accounts"]
        assert [one["id"] for one in same] == [found[0]["id"]], again
    looked_up = await split.alice.get("/api/v1/accounts/lookup", acct=f"zoe@{DOMAIN}")
    assert looked_up.json["id"] == found[0]["id"]


async def test_posts_and_mentions_carry_the_domain(split: Split) -> None:
    await split.follow(split.alice, split.zoe)
    post = await split.zoe.publish("@alice@north.test come and see @bob", visibility="public")
    await split.settle()
    seen = (await split.alice.get("/api/v1/timelines/home")).json[0]
    assert (seen["uri"], seen["account"]["acct"]) == (post["uri"], f"zoe@{DOMAIN}")
    assert sorted(one["acct"] for one in seen["mentions"]) == ["alice", f"bob@{DOMAIN}"]
    sent = await split.north.instance.near.abroad.client.get_json(post["uri"])
    assert {tag["name"] for tag in sent.document["tag"]} == {"@alice@north.test", f"@bob@{DOMAIN}"}

    answer = await split.alice.publish(
        f"@zoe@{DOMAIN} @bob@{HOST} on my way", in_reply_to_id=seen["id"], visibility="public"
    )
    assert sorted(one["acct"] for one in answer["mentions"]) == [f"bob@{DOMAIN}", f"zoe@{DOMAIN}"]
    await split.settle()
    assert await split.notifications(split.zoe) == ["mention", "follow"]
    assert await split.notifications(split.bob) == ["mention", "mention"]
    context = (await split.zoe.get(f"/api/v1/statuses/{post['id']}/context")).json
    (below,) = context["descendants"]
    assert sorted(one["acct"] for one in below["mentions"]) == ["bob", "zoe"]


async def test_both_names_are_here_for_those_who_live_here(split: Split) -> None:
    for name in ("@zoe", f"@zoe@{DOMAIN}", f"@zoe@{HOST}"):
        (found,) = (await split.bob.get("/api/v2/search", q=name, resolve=True)).json["accounts"]
        assert (found["id"], found["acct"]) == (split.zoe.id, "zoe"), name
    assert split.door.asked == []
    post = await split.bob.publish(f"@zoe@{DOMAIN} and @alice@north.test", visibility="public")
    assert sorted(one["acct"] for one in post["mentions"]) == ["alice@north.test", "zoe"]
    for resource in (f"acct:zoe@{DOMAIN}", f"acct:zoe@{HOST}", f"https://{HOST}/users/zoe"):
        answer = await split.zoe.server.ask("GET", f"/.well-known/webfinger?resource={resource}")
        assert answer.json["subject"] == f"acct:zoe@{DOMAIN}", resource


async def test_blocking_the_name_shuts_out_who_lives_elsewhere(internet: TinyInternet) -> None:
    north = await internet.instance("north.test")
    far = await internet.instance("far.test", general={"account_domain": "names.test"})
    door = await internet.peer("names.test")
    door.answers["/.well-known/webfinger"] = lambda asked: Served(
        status=301, headers={"Location": f"https://far.test{asked.path}"}
    )
    alice, zoe = await internet.person(north, "alice"), await internet.person(far, "zoe")
    pair = Neighbours(internet, alice, zoe)
    await pair.follow(alice, zoe)
    root = await internet.person(north, "root", is_admin=True, scopes=ALL_SCOPES | {"admin:write"})
    assert (await root.post("/api/v1/admin/domain_blocks", {"domain": "names.test"})).status == 200
    await internet.settle()
    newcomer = await internet.person(far, "newcomer")
    for who in (zoe, newcomer):
        post = await who.publish("@alice@north.test hello", visibility="public")
        await internet.settle()
        assert not await pair.is_there(alice, post)
        for name in (f"@{who.account.username}@names.test", who.account.uri, post["uri"]):
            found = (await alice.get("/api/v2/search", q=name, resolve=True)).json
            assert (found["accounts"], found["statuses"]) == ([], []), name
    assert await pair.notifications(alice) == []


async def test_a_domain_that_does_not_know_the_name_lends_it_to_nobody(split: Split) -> None:
    split.door.answers["/.well-known/webfinger"] = Served(status=404)
    for name in NAMES:
        found = (await split.alice.get("/api/v2/search", q=name, resolve=True)).json["accounts"]
        assert found == [], name
