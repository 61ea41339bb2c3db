"""Answers that the followers of who is answered would not hear of are passed on to them (row G-128)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_twisted

from tests.support.three import Three, fetched_a_while_ago, found, three_instances


@pytest_twisted.async_yield_fixture
async def three(kind: str, tmp_path: Path) -> AsyncIterator[Three]:
    """Bob follows alice; carol is a stranger to both."""
    async with three_instances(tmp_path, kind) as started:
        yield started


async def test_an_answer_from_a_third_server_reaches_the_authors_followers(three: Three) -> None:
    post = await three.alice.publish("what do you think?", visibility="public")
    await three.settle()
    seen = await found(three.carol, post["uri"])
    answer = await three.carol.publish("a lot", in_reply_to_id=seen["id"], visibility="public")
    await three.settle()
    assert await three.thread(three.bob, post) == ([], [f"carol@west.test: {answer['uri']}"])
    assert (await three.shown(three.bob, post))["replies_count"] == 1
    assert await three.home(three.bob) == [post["uri"]]

    await fetched_a_while_ago(three.bob, answer)
    await three.carol.ask("DELETE", f"/api/v1/statuses/{answer['id']}")
    await three.settle()
    assert await three.thread(three.bob, post) == ([], [])


async def test_an_answer_for_few_is_passed_on_to_nobody(three: Three) -> None:
    post = await three.alice.publish("what do you think?", visibility="public")
    await three.settle()
    seen = await found(three.carol, post["uri"])
    for visibility in ("private", "direct"):
        text = f"@alice@north.test {visibility}"
        answer = await three.carol.publish(text, in_reply_to_id=seen["id"], visibility=visibility)
        await three.settle()
        assert await three.is_there(three.alice, answer)
        assert not await three.is_there(three.bob, answer)
