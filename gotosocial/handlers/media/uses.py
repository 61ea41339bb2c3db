"""Noting that somebody looks at files of other servers, so that those that nobody wants go first.

Many look at the same file at about the same time. So each one is noted once a minute, and whatever comes
while a note is being written goes into the next one: a page full of pictures is one or two statements. Not
more rarely, since a small cache may turn over in an hour. Clients keep files for days, so that few ask again.
"""

import attrs

from gotosocial.storage.stores import Database
from gotosocial.util.clock import Clock
from gotosocial.util.flow import Background
from gotosocial.util.lru import Lru

NOTED_FOR = 60.0
"""Seconds for which a file that was noted is not noted again."""
_MOST_REMEMBERED = 20_000


@attrs.define
class Uses:
    """Writes down what is looked at."""

    db: Database
    background: Background
    clock: Clock
    _noted: Lru[str, float] = attrs.field(init=False, factory=lambda: Lru(_MOST_REMEMBERED))
    _media: set[str] = attrs.field(init=False, factory=set)
    _emojis: set[str] = attrs.field(init=False, factory=set)
    _is_writing: bool = attrs.field(init=False, default=False)

    def note(self, row_id: str, *, is_emoji: bool) -> None:
        """Note that the file of a row is looked at now; written down soon."""
        now, before = self.clock.monotonic(), self._noted.get(row_id)
        if before is not None and now - before < NOTED_FOR:
            return
        self._noted.put(row_id, now)
        (self._emojis if is_emoji else self._media).add(row_id)
        if not self._is_writing:
            self._is_writing = True
            self.background.spawn("uses of media", self._write())

    async def _write(self) -> None:
        try:
            while self._media or self._emojis:
                media, self._media = sorted(self._media), set()
                emojis, self._emojis = sorted(self._emojis), set()
                await self.db.kept_files.note_use(media, emojis, self.clock.now())
        finally:
            self._is_writing = False
