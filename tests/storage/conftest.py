"""Every test that asks for an ``engine`` runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_twisted

from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Engine
from tests.support.databases import KINDS, Opened, opened


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The name of the engine."""
    return str(request.param)


@pytest_twisted.async_yield_fixture
async def database(kind: str, tmp_path: Path) -> AsyncIterator[Opened]:
    """A started engine with the whole schema, and its bus."""
    async with opened(kind, tmp_path) as both:
        yield both


@pytest_twisted.async_yield_fixture
async def bare(kind: str, tmp_path: Path) -> AsyncIterator[Opened]:
    """A started engine without any table, and its bus."""
    async with opened(kind, tmp_path, is_migrated=False) as both:
        yield both


@pytest.fixture
def engine(database: Opened) -> Engine:
    """The started engine with the whole schema."""
    started: Engine = database.engine
    return started


@pytest.fixture
def bus(database: Opened) -> Bus:
    """The bus of the engine."""
    return database.bus
