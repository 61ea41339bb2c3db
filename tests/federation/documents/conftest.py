"""Every test of the documents runs on both engines, with a peer beside it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_twisted

from tests.federation.documents.reading import Reading, reading
from tests.support.databases import KINDS
from tests.support.peer import Peer, open_peer


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The name of the engine."""
    return str(request.param)


@pytest_twisted.async_yield_fixture
async def here(kind: str, tmp_path: Path) -> AsyncIterator[Reading]:
    """An instance, at the default level of signed fetch."""
    async with reading(kind, tmp_path) as started:
        yield started


@pytest_twisted.async_yield_fixture
async def peer() -> AsyncIterator[Peer]:
    """Another server."""
    opened = await open_peer()
    yield opened
    await opened.close()
