"""Films step aside for pictures: never do more children work than there are turns."""

import gc
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import attrs
import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.defer import CancelledError
from twisted.internet.task import deferLater

from gotosocial.errors import Refused
from gotosocial.media.crew import FILMS, PICTURES, Child, Crew, Trade
from gotosocial.media.pipeline import MediaPipeline
from gotosocial.util import flow
from gotosocial.util.temporary import TemporaryFolder
from tests.support import pictures
from tests.support.films import film
from tests.support.media_files import upload
from tests.support.waiting import until

CLOCK: Any = reactor
HERE = Path(__file__).parent


def nosy(trade: Trade, program: str, *arguments: str) -> Trade:
    """Return the trade with one of the programs beside this one in place of its own."""
    return attrs.evolve(trade, program=(sys.executable, "-s", "-P", str(HERE / program), *arguments))


@pytest_twisted.async_yield_fixture
async def crew() -> AsyncIterator[Crew]:
    made = Crew(CLOCK, size=1)
    yield made
    await made.stop()


def state(pid: int) -> str:
    """Return what the kernel says a process does: R and S at work, T stopped."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


async def use(pipeline: MediaPipeline, path: str) -> str:
    async with pipeline.file(path) as facts:
        return facts.kind


async def test_a_film_stands_still_while_a_picture_is_worked_on(crew: Crew, folder: TemporaryFolder) -> None:
    gate = folder.path.with_name("gate")
    os.mkfifo(gate)
    opener = os.open(gate, os.O_RDWR)
    held = nosy(PICTURES, "nosy_worker.py", "hold", str(gate))
    spinning = nosy(FILMS, "nosy_film_worker.py", "spin")
    pipeline = MediaPipeline(crew, folder, pictures=held, films=spinning)
    long_one = flow.start(use(pipeline, upload(folder, film("mp4", "libx264"), "film")))
    await deferLater(CLOCK, 0, lambda: None)
    [child] = crew.children()
    picture = flow.start(use(pipeline, upload(folder, pictures.jpeg(), "picture")))
    # The picture cannot be ready before the gate is opened, however slow this machine is.
    await until(lambda: state(child) == "T")
    assert not picture.called
    os.write(opener, b"x")
    assert await picture == "image"
    await until(lambda: state(child) in "RS")
    assert not long_one.called
    await crew.stop()
    os.close(opener)
    with pytest.raises(Refused):
        await long_one


async def test_a_child_whose_job_was_called_off_is_waited_for_and_forgotten(
    crew: Crew, folder: TemporaryFolder
) -> None:
    pipeline = MediaPipeline(crew, folder, films=nosy(FILMS, "nosy_film_worker.py", "spin"))
    path = upload(folder, film("mp4", "libx264"), "film")
    before, known = os.listdir(folder.path), children_in_memory()
    for _ in range(3):
        working = flow.start(use(pipeline, path))
        await deferLater(CLOCK, 0, lambda: None)
        [child] = crew.children()
        working.cancel()
        with pytest.raises(CancelledError):
            await working
        await crew.stop()
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)
    assert os.listdir(folder.path) == before
    # The last one may still be held by the error that was raised here.
    assert children_in_memory() <= known + 1


def children_in_memory() -> int:
    gc.collect()
    return sum(isinstance(one, Child) for one in gc.get_objects())


async def test_two_films_take_turns(crew: Crew, folder: TemporaryFolder) -> None:
    pipeline = MediaPipeline(crew, folder)
    paths = [upload(folder, film("mp4", "libx264", "aac"), name) for name in ("one", "two")]
    working = [flow.start(use(pipeline, path)) for path in paths]
    await deferLater(CLOCK, 0, lambda: None)
    assert len(crew.children()) == 1
    assert [await one for one in working] == ["video", "video"]


@pytest.mark.parametrize("stands_still", [False, True])
async def test_a_child_does_not_outlive_its_parent(folder: TemporaryFolder, stands_still: bool) -> None:
    child = orphaned(upload(folder, pictures.jpeg()), stands_still=stands_still)
    await until(lambda: has_ended(child))


def orphaned(picture: str, *, stands_still: bool) -> int:
    """Start a child at work, kill its parent, and return its process id."""
    program = [sys.executable, str(HERE / "lonely_parent.py"), picture]
    environment = {"PYTHONPATH": str(HERE.parents[2])}
    with subprocess.Popen(program, stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        if stands_still:
            os.kill(child, signal.SIGSTOP)
        parent.kill()
    return child


def has_ended(pid: int) -> bool:
    """Tell whether a process is gone, or waits for nothing but to be counted."""
    try:
        return state(pid) == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True
