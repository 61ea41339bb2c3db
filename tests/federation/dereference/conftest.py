"""Every test of the fetchers runs on both engines, with a peer beside it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_twisted

from tests.support.databases import KINDS
from tests.support.fetching import Fetching, fetching
from tests.support.peer import Peer, open_peer


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The name of the engine."""
    return str(request.param)


@pytest_twisted.async_yield_fixture
async def here(kind: str, tmp_path: Path) -> AsyncIterator[Fetching]:
    """The fetchers of an instance where Alice lives."""
    async with fetching(kind, tmp_path) as standing:
        await standing.local("alice")
        yield standing


@pytest_twisted.async_yield_fixture
async def peer() -> AsyncIterator[Peer]:
    """Another server."""
    opened = await open_peer()
    yield opened
    await opened.close()
