"""Deletions and edits reach whoever holds the post: by likes, boosts, answers, and along the boosts."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import attrs
import pytest
import pytest_twisted

from gotosocial.handlers.shared.rewrite_status import StatusRewriter
from gotosocial.storage.stores import Transaction
from tests.support.instance import Person
from tests.support.neighbours import db_of
from tests.support.three import Three, found, three_instances


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest_twisted.async_yield_fixture
async def three(kind: str, tmp_path: Path) -> AsyncIterator[Three]:
    """Bob follows alice; carol has no followers at all."""
    async with three_instances(tmp_path, kind) as started:
        yield started


@pytest.mark.parametrize("deed", ["favourite", "reblog", "answer"])
async def test_who_has_to_do_with_a_post_hears_that_it_is_gone(three: Three, deed: str) -> None:
    post = await three.carol.publish("not for long", visibility="public")
    seen = await found(three.bob, post["uri"])
    if deed == "answer":
        await three.bob.publish("well", in_reply_to_id=seen["id"], visibility="public")
    else:
        await three.bob.post(f"/api/v1/statuses/{seen['id']}/{deed}")
    await three.settle()
    await three.carol.ask("DELETE", f"/api/v1/statuses/{post['id']}")
    await three.settle()
    assert not await three.is_there(three.bob, post)
    assert (await three.bob.get(f"/api/v1/statuses/{seen['id']}")).status == 404


async def test_a_boosted_post_that_is_deleted_goes_where_the_boost_went(three: Three) -> None:
    post = await three.carol.publish("not for long", visibility="public")
    seen = await found(three.alice, post["uri"])
    await three.alice.post(f"/api/v1/statuses/{seen['id']}/reblog")
    await three.settle()
    assert len(await three.home(three.bob)) == 1
    await three.carol.ask("DELETE", f"/api/v1/statuses/{post['id']}")
    await three.settle()
    for who in (three.alice, three.bob):
        assert await three.home(who) == []
        assert not await three.is_there(who, post)


async def test_a_post_that_a_neighbour_boosted_is_deleted_among_their_followers(three: Three) -> None:
    dora = await three.internet.person(three.north, "dora")
    await three.follow(three.carol, dora)
    post = await three.alice.publish("not for long", visibility="public")
    await dora.post(f"/api/v1/statuses/{post['id']}/reblog")
    await three.settle()
    assert len(await three.home(three.carol)) == 1
    await three.alice.ask("DELETE", f"/api/v1/statuses/{post['id']}")
    await three.settle()
    assert await three.home(three.carol) == []
    assert not await three.is_there(three.carol, post)


async def test_nobody_has_a_post_deleted_that_is_still_there(three: Three) -> None:
    post = await three.carol.publish("for long", visibility="public")
    seen = await found(three.bob, post["uri"])
    lie = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": f"{post['uri']}#delete",
        "type": "Delete",
        "actor": three.carol.account.uri,
        "object": post["uri"],
    }
    assert await three.say(three.alice, three.bob, lie) == 202
    await three.settle()
    assert (await three.bob.get(f"/api/v1/statuses/{seen['id']}")).status == 200


async def test_a_boost_that_is_deleted_by_its_own_id_is_taken_back(three: Three) -> None:
    post = await three.carol.publish("boosted", visibility="public")
    seen = await found(three.alice, post["uri"])
    boost = (await three.alice.post(f"/api/v1/statuses/{seen['id']}/reblog")).json
    await three.settle()
    assert len(await three.home(three.bob)) == 1
    assert (await three.carol.get(f"/api/v1/statuses/{post['id']}")).json["reblogs_count"] == 1
    assert (await three.alice.ask("DELETE", f"/api/v1/statuses/{boost['id']}")).status == 200
    await three.settle()
    assert await three.home(three.bob) == []
    assert (await three.carol.get(f"/api/v1/statuses/{post['id']}")).json["reblogs_count"] == 0


async def test_new_words_reach_who_holds_the_old_ones(three: Three) -> None:
    post = await three.carol.publish("teh words", visibility="public")
    for deed, who in (("favourite", three.bob), ("reblog", three.alice)):
        seen = await found(who, post["uri"])
        await who.post(f"/api/v1/statuses/{seen['id']}/{deed}")
    await three.settle()
    await edit(three, three.carol, post, "<p>the words</p>")
    for who in (three.alice, three.bob):
        shown = await three.shown(who, post)
        assert (shown["content"], shown["edited_at"] is not None) == ("<p>the words</p>", True)


async def test_new_words_for_followers_do_not_follow_an_old_favourite(three: Three) -> None:
    post = await three.alice.publish("for friends", visibility="private")
    await three.settle()
    seen = await three.seen(three.bob, post)
    await three.bob.post(f"/api/v1/statuses/{seen.id}/favourite")
    await three.settle()
    alice = await three.known(three.bob, three.alice)
    assert (await three.bob.post(f"/api/v1/accounts/{alice.id}/unfollow")).status == 200
    await three.settle()
    await edit(three, three.alice, post, "<p>for closer friends</p>")
    assert (await three.seen(three.bob, post)).content == "<p>for friends</p>"
    await three.alice.ask("DELETE", f"/api/v1/statuses/{post['id']}")
    await three.settle()
    assert not await three.is_there(three.bob, post)


async def test_whom_an_edit_leaves_out_still_hears_what_becomes_of_the_post(three: Three) -> None:
    assert (await three.alice.get("/api/v2/search", q=three.carol.account.uri, resolve=True)).json["accounts"]
    posts = {}
    for visibility in ("public", "direct"):
        posts[visibility] = await three.alice.publish("look, @carol@west.test", visibility=visibility)
        await three.settle()
        await edit(three, three.alice, posts[visibility], "<p>look, you</p>", mentioned_ids=())
    assert (await three.seen(three.carol, posts["public"])).content == "<p>look, you</p>"
    assert "carol" in (await three.seen(three.carol, posts["direct"])).content, "it is not for her any more"
    for post in posts.values():
        await three.alice.ask("DELETE", f"/api/v1/statuses/{post['id']}")
        await three.settle()
        assert not await three.is_there(three.carol, post)


async def edit(three: Three, who: Person, post: dict[str, Any], content: str, **more: Any) -> None:
    """Let somebody's post say something else, as the deed for it would, and let that arrive."""
    base = who.server.instance.base
    before = await three.seen(who, post)

    async def deed(t: Transaction) -> None:
        rewriter = StatusRewriter(base.ulids, base.clock)
        await rewriter.rewrite(t, before, attrs.evolve(before, content=content, **more), ())

    await db_of(who).transact(deed)
    await three.settle()
