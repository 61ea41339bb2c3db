"""A page costs a fixed number of statements, however long it is: with empty caches and with full ones."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import attrs
import pytest
import pytest_twisted

from tests.support.counting import Counted, counted
from tests.support.crowd import Crowd, make_crowd

_BESIDE = re.compile(r"\bjobs\b|\bdelivery_shares\b|^UPDATE access_tokens")
"""What is not part of the answer: the runner looks for work, the sender says every ten seconds that it lives,
and the hourly note that a token is in use.
"""
SHORT, LONG = 5, 40
MOST_COLD, MOST_WARM = 16, 3


@attrs.frozen
class Ask:
    """One request; ``length``: how many items its answer must have, where it is a list."""

    path: str
    query: dict[str, Any] = attrs.field(factory=dict)
    length: int | None = None


@attrs.frozen
class Bench:
    """A crowd on an instance that counts."""

    counted: Counted
    crowd: Crowd

    async def statements(self, ask: Ask) -> list[str]:
        """Return the statements of one request."""
        noted = self.counted.engine.statements
        noted.clear()
        answer = await self.crowd.owner.get(ask.path, **ask.query)
        assert answer.status == 200, answer.body
        assert ask.length is None or len(answer.json) == ask.length, ask
        return [sql for sql in noted if not _BESIDE.search(sql)]

    async def compare(self, name: str, short: Ask, long: Ask) -> None:
        """Check that the long answer costs no more than the short one."""
        self.counted.forget()
        cold, warm = await self.statements(short), await self.statements(short)
        self.counted.forget()
        long_cold, long_warm = await self.statements(long), await self.statements(long)
        assert len(long_cold) <= len(cold), (name, "cold", cold, long_cold)
        assert len(long_warm) <= len(warm), (name, "warm", warm, long_warm)
        assert 0 < len(cold) <= MOST_COLD, (name, cold)
        assert len(warm) <= MOST_WARM, (name, warm)


@pytest_twisted.async_yield_fixture
async def bench(kind: str, tmp_path: Path) -> AsyncIterator[Bench]:
    async with counted(kind, tmp_path) as started:
        crowd = await make_crowd(started.server)
        for _ in range(2):  # the first use of a token is noted, which takes a moment
            assert (await crowd.owner.get("/api/v1/markers")).status == 200
        await started.server.settle()
        yield Bench(started, crowd)


@pytest.mark.parametrize("cursors", [{}, {"min_id": "0"}], ids=["down", "up"])
async def test_no_list_costs_more_where_its_page_is_longer(bench: Bench, cursors: dict[str, str]) -> None:
    for name, listing in bench.crowd.lists().items():
        short, long = (Ask(listing.path, {"limit": one, **cursors}, one) for one in (SHORT, LONG))
        await bench.compare(name, short, long)


async def test_a_long_thread_costs_no_more_than_a_short_one(bench: Bench) -> None:
    short, long = (f"/api/v1/statuses/{top}/context" for top in bench.crowd.threads)
    assert len((await bench.crowd.owner.get(long)).json["descendants"]) == LONG
    await bench.compare("context", Ask(short), Ask(long))


@pytest.mark.parametrize("what", ["statuses", "accounts", "accounts/relationships"])
async def test_several_at_once_cost_what_a_few_do(bench: Bench, what: str) -> None:
    things = bench.crowd.home if what == "statuses" else bench.crowd.fans
    ids = [one.id for one in things]
    short, long = (Ask(f"/api/v1/{what}", {"id": ids[:count]}, count) for count in (3, 20))
    await bench.compare(what, short, long)


async def test_a_long_search_costs_what_a_short_one_does(bench: Bench) -> None:
    short, long = (Ask("/api/v1/accounts/search", {"q": "fan", "limit": one}, one) for one in (SHORT, LONG))
    await bench.compare("search", short, long)
