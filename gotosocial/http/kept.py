"""Answers that need not be made again: kept until anything has changed that they could have been made of.

Apps ask for the same page again and again. What a page is made of (rows, relations, marks, counts) is told
over the bus when it changes, so as long as nothing at all was told, the same question of the same person
has the same answer. One counter says it: every message makes everything kept before worthless. A busy
instance gains little by this and loses less; a small one answers most questions without looking.

Time alone changes little (a mute ends, a count is rounded), so answers are kept for ten seconds at most.
"""

import attrs

from gotosocial.http.reply import AnyReply, Reply
from gotosocial.util.clock import Clock
from gotosocial.util.lru import Lru

LONGEST_SECONDS = 10.0
MOST_ENTRIES = 256
MOST_BYTES = 4 * 1024 * 1024

Key = tuple[str | None, str, str]
"""Who asks (None: nobody, an empty text: an application), the path, the query."""


@attrs.frozen
class _Kept:
    reply: Reply
    epoch: int
    until: float


class KeptReplies:
    """Keeps the answers of routes that say ``kept=True``."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: Lru[Key, _Kept] = Lru(MOST_ENTRIES, MOST_BYTES, lambda one: len(one.reply.body) + 500)
        self.epoch = 0

    def changed(self, key: str = "") -> None:
        """Note that something has changed; ``key`` is what the bus says and does not matter."""
        self.epoch += 1

    def find(self, key: Key) -> Reply | None:
        """Return the answer if it still holds."""
        kept = self._entries.get(key)
        if kept is None or kept.epoch != self.epoch or kept.until < self._clock.monotonic():
            return None
        return kept.reply

    def keep(self, key: Key, epoch: int, reply: AnyReply) -> None:
        """Keep an answer that was begun at the epoch, unless something has changed meanwhile."""
        if epoch == self.epoch and isinstance(reply, Reply) and reply.status == 200:
            self._entries.put(key, _Kept(reply, epoch, self._clock.monotonic() + LONGEST_SECONDS))
