"""Every test that asks for a ``server`` runs against a whole instance, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_twisted

from tests.support.databases import KINDS, postgres_copies_return
from tests.support.instance import Running, running


@pytest.fixture(autouse=True)
def _copies_return() -> Iterator[None]:
    with postgres_copies_return():
        yield


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The name of the engine."""
    return str(request.param)


@pytest_twisted.async_yield_fixture
async def server(kind: str, tmp_path: Path) -> AsyncIterator[Running]:
    """A started instance."""
    async with running(kind, tmp_path) as started:
        yield started
