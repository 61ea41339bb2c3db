"""A disk that can be filled and freed again: a file system in memory, mounted by root."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

_PIECE = 64 * 1024


@attrs.frozen
class SmallDisk:
    """The mounted folder. What fills it is one file, which grows and goes."""

    folder: Path

    @property
    def ballast(self) -> Path:
        """The file that fills the disk."""
        return self.folder / "ballast"

    def fill(self) -> None:
        """Write until not one byte more fits."""
        size = _PIECE
        with self.ballast.open("ab", buffering=0) as ballast:
            while size:
                try:
                    ballast.write(b"\0" * size)
                except OSError:
                    size //= 2

    def free(self) -> None:
        """Give all the room back."""
        self.ballast.unlink(missing_ok=True)


def can_mount() -> bool:
    """Tell whether this process may mount file systems at all."""
    if os.geteuid() != 0:
        return False
    with TemporaryDirectory() as folder:
        if not _mount(Path(folder), 1):
            return False
        _unmount(Path(folder))
    return True


@contextmanager
def small_disk(folder: Path, mebibytes: int) -> Iterator[SmallDisk]:
    """Mount an empty disk at the folder, which is made."""
    folder.mkdir()
    assert _mount(folder, mebibytes)
    try:
        yield SmallDisk(folder)
    finally:
        _unmount(folder)


def _mount(folder: Path, mebibytes: int) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], capture_output=True, check=True)
