"""A pipeline with its children and a folder for temporary files, which must be empty in the end."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
import pytest_twisted
from twisted.internet import reactor

from gotosocial.media.crew import PICTURES, Crew
from gotosocial.media.pipeline import MediaPipeline
from gotosocial.util.temporary import TemporaryFolder

CLOCK: Any = reactor


@pytest.fixture
def folder(tmp_path: Path) -> TemporaryFolder:
    made = TemporaryFolder(tmp_path / "temporary")
    made.sweep()
    return made


@pytest_twisted.async_yield_fixture
async def crew() -> AsyncIterator[Crew]:
    made = Crew(CLOCK, size=2)
    yield made
    await made.stop()


@pytest.fixture
def pipeline(crew: Crew, folder: TemporaryFolder) -> Iterator[MediaPipeline]:
    """A pipeline for one file or two: no child waits for a next one, which halves the time of most tests."""
    yield MediaPipeline(crew, folder, pictures=attrs.evolve(PICTURES, keeps_spare=False))
    assert list(folder.path.iterdir()) == []
