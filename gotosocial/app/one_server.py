"""One server for each SQLite database: a second one would do the same jobs again and send everything twice.

A file beside the database is locked as long as the server runs; the system unlocks it when the process ends,
however that happens. Commands do not lock it: they may work beside the server.
"""

import fcntl
import os
from pathlib import Path

import attrs

from gotosocial.errors import Misconfigured


@attrs.define
class OneServer:
    """The right to serve one SQLite database; ``path`` is that of the database."""

    path: Path
    _descriptor: int | None = attrs.field(default=None, init=False)

    def claim(self) -> None:
        """Take the right; raise Misconfigured when another process has it, or when nobody can."""
        lock = self.path.resolve().with_name(self.path.resolve().name + "-server")
        if not lock.parent.is_dir():
            return  # The database cannot be there either, which is told when it is opened.
        try:
            self._descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = lock.read_text("ascii", "replace").strip()
            raise Misconfigured(
                f"the database {self.path} is being served already, by the process {pid}: SQLite is for one"
            ) from None
        except OSError as error:
            raise Misconfigured(f"{lock} cannot be locked: {error.strerror}") from error
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    async def release(self) -> None:
        """Give the right back, if it was taken."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
