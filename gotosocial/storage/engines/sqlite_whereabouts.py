"""Notices that the file of the database was moved away, removed or replaced while it is open.

SQLite goes on with the file that it has opened, wherever that is: all that people are answered would be gone
with the next start, which opens what stands in the configuration.
"""

import os

import attrs
from twisted.logger import Logger

_log = Logger()


@attrs.define
class Whereabouts:
    """The place of one open file; ``is_here`` is what ``look`` found last."""

    path: str
    is_here: bool = attrs.field(default=True, init=False)
    _identity: tuple[int, int] | None = attrs.field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        self._identity = self._found()

    def look(self) -> None:
        """Look for the file, and say so once when it goes and once when it is back."""
        is_here = self._found() == self._identity
        if self.is_here and not is_here:
            _log.error(
                "the database {path} was moved away, removed or replaced while the server runs: nothing is"
                " written until it is back; restart the server to use another one",
                path=self.path,
            )
        elif is_here and not self.is_here:
            _log.warn("the database {path} is back", path=self.path)
        self.is_here = is_here

    def _found(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self.path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError:
            return self._identity  # Not to be seen just now, which says nothing of the file.
        return found.st_dev, found.st_ino
