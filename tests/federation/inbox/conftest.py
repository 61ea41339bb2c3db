"""Every test of the receivers runs on both engines, with Eve's server beside the instance."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_twisted

from tests.support.beside import Beside, beside
from tests.support.databases import KINDS


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The name of the engine."""
    return str(request.param)


@pytest_twisted.async_yield_fixture
async def here(kind: str, tmp_path: Path) -> AsyncIterator[Beside]:
    """Alice's instance beside Eve's server."""
    async with beside(kind, tmp_path) as started:
        yield started
