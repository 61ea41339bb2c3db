"""The lines in front of the inboxes of one destination: who is next. Pure.

Each inbox gets one thing at a time and in the order of the ids; several inboxes are served at once, in turns.
"""

from collections import deque
from collections.abc import Sequence

import attrs

from gotosocial.models.delivery import WaitingDelivery


@attrs.define(eq=False)
class Lines:
    """What was read of a destination's rows and is not done. ``at_once``: inboxes served together."""

    at_once: int = 4
    _free: dict[str, deque[WaitingDelivery]] = attrs.field(factory=dict, init=False)
    _held: dict[str, deque[WaitingDelivery]] = attrs.field(factory=dict, init=False)
    _flying: dict[int, WaitingDelivery] = attrs.field(factory=dict, init=False)
    _known: set[int] = attrs.field(factory=set, init=False)

    @property
    def flying(self) -> int:
        """How many are under way."""
        return len(self._flying)

    @property
    def waiting(self) -> int:
        """How many were read and are not under way."""
        return len(self._known) - len(self._flying)

    def __len__(self) -> int:
        return len(self._known)

    def add(self, rows: Sequence[WaitingDelivery]) -> list[WaitingDelivery]:
        """Let rows stand in line, which come in the order of their ids; return those that are new."""
        fresh = [row for row in rows if row.id not in self._known]
        for row in fresh:
            self._known.add(row.id)
            line = self._held.get(row.inbox)
            if line is None:
                line = self._free.setdefault(row.inbox, deque())
            line.append(row)
        return fresh

    def next(self) -> WaitingDelivery | None:
        """Let the first of the next line go, or return None where none can; its inbox waits until then."""
        if not self._free or len(self._flying) >= self.at_once:
            return None
        inbox = next(iter(self._free))
        line = self._free.pop(inbox)
        row = line.popleft()
        self._held[inbox] = line
        self._flying[row.id] = row
        return row

    def landed(self, row: WaitingDelivery) -> None:
        """Forget a row that was under way; its inbox is served again when the others had their turn."""
        del self._flying[row.id]
        self._known.discard(row.id)
        line = self._held.pop(row.inbox)
        if line:
            self._free[row.inbox] = line

    def forget(self) -> None:
        """Forget everything that is not under way: it may be different by now."""
        self._free.clear()
        for line in self._held.values():
            line.clear()
        self._known = set(self._flying)
