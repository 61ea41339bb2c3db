"""Every attack runs on both engines, against Alice's instance with hostile servers around it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_twisted

from tests.support.besieged import Besieged, besieged
from tests.support.databases import KINDS


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The name of the engine."""
    return str(request.param)


@pytest_twisted.async_yield_fixture
async def here(kind: str, tmp_path: Path) -> AsyncIterator[Besieged]:
    """Alice's instance, and Eve's server that means no harm."""
    async with besieged(kind, tmp_path) as started:
        yield started
