"""Every test that asks for an ``internet`` gets instances on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_twisted

from tests.support.databases import KINDS
from tests.support.tiny_internet import TinyInternet, an_internet


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The name of the engine that the first instance of a test runs on."""
    return str(request.param)


@pytest_twisted.async_yield_fixture
async def internet(kind: str, tmp_path: Path) -> AsyncIterator[TinyInternet]:
    """Names and trust; tests start instances."""
    async with an_internet(tmp_path) as started:
        yield started
