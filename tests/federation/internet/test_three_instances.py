"""Three instances: what one of them says reaches people of the second by way of the third."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_twisted

from gotosocial.errors import Trouble
from tests.support.instance import Person
from tests.support.neighbours import db_of
from tests.support.three import Three, fetched_a_while_ago, found, three_instances


@pytest_twisted.async_yield_fixture
async def three(kind: str, tmp_path: Path) -> AsyncIterator[Three]:
    """Bob follows alice; carol is a stranger to both."""
    async with three_instances(tmp_path, kind) as started:
        yield started


async def test_a_strangers_post_comes_with_a_boost(three: Three) -> None:
    post = await three.carol.publish("look here", visibility="public")
    seen = await found(three.alice, post["uri"])
    assert (await three.alice.post(f"/api/v1/statuses/{seen['id']}/reblog")).status == 200
    await three.settle()
    (boost,) = (await three.bob.get("/api/v1/timelines/home")).json
    original = boost["reblog"]
    assert boost["account"]["acct"] == "alice@north.test"
    assert (original["account"]["acct"], original["uri"]) == ("carol@west.test", post["uri"])
    assert original["content"] == "<p>look here</p>"
    assert await three.notifications(three.carol) == ["reblog"]

    await three.bob.post(f"/api/v1/statuses/{original['id']}/favourite")
    await three.settle()
    assert await three.notifications(three.carol) == ["favourite", "reblog"]
    assert await three.notifications(three.alice) == ["follow"]
    now = (await three.carol.get(f"/api/v1/statuses/{post['id']}")).json
    assert (now["favourites_count"], now["reblogs_count"]) == (1, 1)


async def test_a_thread_that_is_opened_on_the_third_server_shows_all(three: Three) -> None:
    top = await three.alice.publish("top", visibility="public")
    await three.settle()
    here = await three.seen(three.bob, top)
    middle = await three.bob.publish("middle", in_reply_to_id=here.id, visibility="public")
    await three.settle()
    there = await three.seen(three.alice, middle)
    last = await three.alice.publish("last", in_reply_to_id=there.id, visibility="public")
    side = await three.alice.publish("side", in_reply_to_id=top["id"], visibility="public")
    await three.settle()

    await found(three.carol, middle["uri"])
    await three.settle()
    above, below = await three.thread(three.carol, middle)
    assert above == [f"alice@north.test: {top['uri']}"]
    assert below == [f"alice@north.test: {last['uri']}"]
    # What stood above came without its other answers; they are fetched when it is opened a while later.
    await fetched_a_while_ago(three.carol, top)
    await three.thread(three.carol, top)
    await three.settle()
    _, below = await three.thread(three.carol, top)
    assert sorted(below) == sorted(
        [
            f"bob@south.test: {middle['uri']}",
            f"alice@north.test: {last['uri']}",
            f"alice@north.test: {side['uri']}",
        ]
    )


async def test_a_post_for_followers_is_read_by_their_server_and_by_no_other(three: Three) -> None:
    post = await three.alice.publish("for friends", visibility="private")
    await three.settle()
    assert await three.home(three.bob) == [post["uri"]]
    assert not await three.is_there(three.carol, post)
    for reader in (three.bob.id, ""):
        client = three.south.instance.near.abroad.client
        assert (await client.get_json(post["uri"], as_=reader)).document["content"] == "<p>for friends</p>"
    for reader in (three.carol.id, ""):
        with pytest.raises(Trouble, match=r"not found|404"):
            await three.west.instance.near.abroad.client.get_json(post["uri"], as_=reader)
    unsigned = await three.north.ask(
        "GET", f"/users/alice/statuses/{post['id']}", headers={"Accept": "application/activity+json"}
    )
    assert unsigned.status == 401
    assert (await three.carol.get("/api/v2/search", q=post["uri"], resolve=True)).json["statuses"] == []
    assert not await three.is_there(three.carol, post)


async def test_a_direct_post_goes_round_among_those_whom_it_names(three: Three) -> None:
    dora = await three.internet.person(three.south, "dora")
    post = await three.alice.publish("@bob@south.test @carol@west.test a secret", visibility="direct")
    await three.settle()
    assert not await may_open(three, dora, post["uri"])
    seen = await three.seen(three.carol, post)
    answer = await three.carol.publish(
        "@alice@north.test @bob@south.test mine too", in_reply_to_id=seen.id, visibility="direct"
    )
    await three.settle()
    assert await three.thread(three.bob, post) == ([], [f"carol@west.test: {answer['uri']}"])
    assert await three.thread(three.alice, post) == ([], [f"carol@west.test: {answer['uri']}"])
    assert await three.notifications(three.bob) == ["mention", "mention"]
    shown = await three.shown(three.bob, answer)
    assert shown["visibility"] == "direct"
    assert sorted(one["acct"] for one in shown["mentions"]) == ["alice@north.test", "bob"]
    assert not await may_open(three, dora, answer["uri"])


async def test_a_mention_of_somebody_unknown_is_resolved_at_posting(three: Three) -> None:
    text = "@carol@west.test meet @nobody@west.test and @someone@nowhere.test"
    post = await three.alice.publish(text, visibility="unlisted")
    assert [one["acct"] for one in post["mentions"]] == ["carol@west.test"]
    assert "https://west.test/@carol" in post["content"]
    assert "@nobody@west.test and @someone@nowhere.test" in post["content"]
    await three.settle()
    assert await three.notifications(three.carol) == ["mention"]
    seen = await three.shown(three.carol, post)
    assert [(one["acct"], one["username"]) for one in seen["mentions"]] == [("carol", "carol")]
    # Bob's server has to know her too, since the post that he reads names her.
    assert [one["acct"] for one in (await three.shown(three.bob, post))["mentions"]] == ["carol@west.test"]


async def may_open(three: Three, who: Person, uri: str) -> bool:
    """Tell whether somebody may open a post that their instance has."""
    status = await db_of(who).statuses.find_by_uri(uri)
    assert status is not None, f"{uri} is not known there"
    return (await who.get(f"/api/v1/statuses/{status.id}")).status == 200
