"""Every test of the gate runs on both engines, with a peer beside it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_twisted

from tests.support.databases import KINDS
from tests.support.gated import Gated, gated
from tests.support.peer import Peer, open_peer


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The name of the engine."""
    return str(request.param)


@pytest_twisted.async_yield_fixture
async def here(kind: str, tmp_path: Path) -> AsyncIterator[Gated]:
    """Open inboxes, and Alice behind one of them."""
    async with gated(kind, tmp_path) as open_inboxes:
        await open_inboxes.local("alice")
        yield open_inboxes


@pytest_twisted.async_yield_fixture
async def peer() -> AsyncIterator[Peer]:
    """Another server."""
    opened = await open_peer()
    yield opened
    await opened.close()
