"""Temporary files with known owners: a folder whose leftovers of dead processes can be told and removed."""

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

import attrs

_DAY = 86_400


@attrs.frozen
class TemporaryFolder:
    """Makes new private files in one folder; their names begin with the process that made them.

    And with where its number counts: containers that share the folder have numbers of their own.
    """

    path: Path

    def create(self) -> tuple[str, int]:
        """Make an empty file; return its path and a descriptor for the caller to close. Raises OSError."""
        name = self.path / f"{os.getpid()}-{_place()}-{secrets.token_hex(12)}"
        return str(name), os.open(name, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_NOFOLLOW, 0o640)

    def sweep(self) -> int:
        """Make the folder if needed and remove what ended processes left there; for the start only.

        Files with other names, and those of other containers, whose processes cannot be seen, go when they
        are a day old.
        """
        self.path.mkdir(parents=True, exist_ok=True, mode=0o750)
        removed = 0
        for left in self.path.iterdir():
            owner, place, *_ = *left.name.split("-"), ""
            is_seen = owner.isdecimal() and place == _place()
            if _is_stale(left, int(owner)) if is_seen else _age(left) > _DAY:
                discard(str(left))
                removed += 1
        return removed


def discard(path: str) -> None:
    """Remove a file that may be gone already."""
    with suppress(FileNotFoundError):
        os.unlink(path)


def _place() -> str:
    """Return what tells this container's processes from those of others; nothing where there are none."""
    try:
        return f"{os.stat('/proc/self/ns/pid').st_ino:x}"
    except OSError:
        return "0"


def _is_stale(path: Path, owner: int) -> bool:
    if owner == os.getpid():
        return True
    try:
        os.kill(owner, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return _age(path) > _DAY
    return _age(path) > _DAY


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
