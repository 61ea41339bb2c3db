"""Whose temporary files are swept: those of processes that are seen to have ended, and what is old."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gotosocial.util.temporary import TemporaryFolder


@pytest.fixture
def folder(tmp_path: Path) -> TemporaryFolder:
    return TemporaryFolder(tmp_path)


def left_by(folder: TemporaryFolder, process: int, *, place: str = "") -> Path:
    """Make a file as another process would, and return its path."""
    path, descriptor = folder.create()
    os.close(descriptor)
    _, ours, token = Path(path).name.split("-")
    return Path(path).rename(folder.path / f"{process}-{place or ours}-{token}")


def ended() -> int:
    """Return the number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        return child.pid


def test_what_ended_processes_left_goes_at_once(folder: TemporaryFolder) -> None:
    left_by(folder, ended())
    left_by(folder, os.getpid())
    running = left_by(folder, os.getppid())
    assert folder.sweep() == 2
    assert list(folder.path.iterdir()) == [running]


def test_what_another_container_uses_stays_whatever_its_numbers_are(folder: TemporaryFolder) -> None:
    # In containers of their own the server and a command beside it are both the process 1.
    files = {left_by(folder, process, place="f0000001") for process in (os.getpid(), ended(), 1)}
    assert folder.sweep() == 0
    assert set(folder.path.iterdir()) == files
    for one in files:
        two_days_ago = time.time() - 2 * 86_400
        os.utime(one, (two_days_ago, two_days_ago))
    assert folder.sweep() == 3


def test_files_with_other_names_stay_for_a_day(folder: TemporaryFolder) -> None:
    (folder.path / "readme.txt").write_text("x")
    (folder.path / "12-").write_text("x")
    assert folder.sweep() == 0
    assert len(list(folder.path.iterdir())) == 2
