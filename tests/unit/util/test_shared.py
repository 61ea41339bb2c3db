"""Those who come while work is under way share its outcome."""

import pytest
from twisted.internet.defer import CancelledError, Deferred

from gotosocial.util import flow
from gotosocial.util.shared import SharedWork


async def test_who_comes_meanwhile_gets_the_same_and_who_comes_later_does_not() -> None:
    shared: SharedWork[str, int] = SharedWork()
    waits: list[Deferred[int]] = []

    async def deed() -> int:
        waits.append(Deferred())
        return await waits[-1]

    first, second = (flow.start(shared.run("key", deed)) for _ in range(2))
    other = flow.start(shared.run("other", deed))
    assert (len(waits), len(shared)) == (2, 2)
    waits[0].callback(7)
    assert (await first, await second) == (7, 7)
    third = flow.start(shared.run("key", deed))
    waits[1].callback(1)
    waits[2].callback(8)
    assert (await third, await other, len(shared)) == (8, 1, 0)


async def test_errors_are_shared_too() -> None:
    shared: SharedWork[str, int] = SharedWork()
    waiting: Deferred[int] = Deferred()

    async def deed() -> int:
        return await waiting

    both = [flow.start(shared.run("key", deed)) for _ in range(2)]
    waiting.errback(ValueError("no"))
    for one in both:
        with pytest.raises(ValueError, match="no"):
            await one
    assert len(shared) == 0


async def test_who_waits_begins_anew_where_the_first_one_leaves() -> None:
    shared: SharedWork[str, int] = SharedWork()
    waits: list[Deferred[int]] = []

    async def deed() -> int:
        waits.append(Deferred())
        return await waits[-1]

    first, second, third = (flow.start(shared.run("key", deed)) for _ in range(3))
    first.cancel()
    with pytest.raises(CancelledError):
        await first
    assert len(waits) == 2
    second.cancel()
    with pytest.raises(CancelledError):
        await second
    waits[2].callback(7)
    assert (await third, len(shared)) == (7, 0)
