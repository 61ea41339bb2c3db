"""The turn of one destination: its rows in order, several inboxes at once, until nothing waits or it fails.

The hard part is to tell a host that is away from one activity that it cannot digest. The first must stop
everything and keep the order; the second must hold up nobody::

    an attempt fails     it becomes a *suspect*; nothing new is sent for the moment
    another is answered  the host is well: suspects get a time of their own (parked), the others go on
    another fails too    the host is ill: everything stays where it was, and the host is left alone
    nobody is left       the same, but whatever is queued next is tried at once, to find out

While nothing else is under way, the next row is sent to find out, but only where the suspect was answered
with an error of the server's own (500), or has failed for hours. A host that does not answer is believed.
Who was parked once is no witness against a host any more.

Invariants: one thing at a time for each inbox; the next one leaves after the result of the last one was
written; a row that was withdrawn is not sent once this was heard. Failures of the database end the turn.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import attrs
from twisted.internet.defer import Deferred

from gotosocial.federation.sender.lines import Lines
from gotosocial.federation.sender.outcome import ANSWERS, Meaning, Outcome
from gotosocial.federation.sender.results import answered, parked, still_waiting
from gotosocial.models.delivery import DeliveryChoice, DeliveryResult, WaitingDelivery
from gotosocial.storage.stores import Database
from gotosocial.util.clock import Clock
from gotosocial.util.flow import Background

INBOXES_AT_ONCE = 2
"""As many as connections are kept open to a host: more would cost a handshake for each delivery."""
INBOXES_OF_SLOW_HOSTS = 4
SLOW_SECONDS = 0.5
ROWS_AT_ONCE = 64
FEW_ROWS = 16
TRIES_BEFORE_DOUBT = 10
"""After so many tries without an answer, which takes hours, the next row may be sent to find out."""


class Carrier(Protocol):
    """Makes one attempt."""

    async def prepare(self, rows: Sequence[WaitingDelivery]) -> None:
        """Load what the rows need, in one read."""

    async def carry(self, row: WaitingDelivery) -> Outcome:
        """Send it and say what that came to; never raises for what the other side does."""


class Health(Protocol):
    """Hears how a host does."""

    async def failed(
        self, host: str, words: str, retry_after: float | None = None, *, is_unsure: bool = False
    ) -> None:
        """Leave the host alone for a while; ``is_unsure``: only until something new waits for it."""

    async def resume(self, host: str) -> None:
        """Forget that the host failed."""

    async def well(self, host: str) -> None:
        """Note that the host answers."""


@attrs.frozen(kw_only=True)
class Post:
    """What every turn needs. ``write`` fires when a result is committed."""

    db: Database
    carrier: Carrier
    health: Health
    write: Callable[[DeliveryResult], Awaitable[None]]
    is_blocked: Callable[[str], Awaitable[bool]]
    clock: Clock


@attrs.define(eq=False)
class Batch:
    """One destination while it is served.

    ``is_mine`` tells whether this process may still send to it. ``is_probe``: it failed last time, so one
    attempt must show first that it is well.
    """

    host: str
    post: Post
    is_mine: Callable[[str], bool]
    is_probe: bool
    has_more: bool = attrs.field(default=True, init=False)
    """Whether something may wait that was not read yet."""
    _lines: Lines = attrs.field(factory=Lines, init=False)
    _suspects: list[tuple[WaitingDelivery, Outcome]] = attrs.field(factory=list, init=False)
    _background: Background = attrs.field(factory=Background, init=False)
    _done: set[int] = attrs.field(factory=set, init=False)
    _is_slow: bool = attrs.field(default=False, init=False)
    _is_loading: bool = attrs.field(default=False, init=False)
    _is_stopping: bool = attrs.field(default=False, init=False)
    _error: Exception | None = attrs.field(default=None, init=False)
    _quiet: Deferred[None] | None = attrs.field(default=None, init=False)

    async def run(self) -> None:
        """Send what waits; return when nothing does, the host fails, or ``stop`` was called."""
        self._lines.at_once = 1 if self.is_probe else INBOXES_AT_ONCE
        while self.has_more and self._may_send():
            await self._load()
            self._pump()
            await self._until_quiet()
            if self._error is not None:
                raise self._error
            if self._suspects:
                await self._fail()
                return

    def more(self) -> None:
        """Note that something new waits for this host."""
        self.has_more = True
        self._refill()

    def forget(self) -> None:
        """Read again what waits: it was changed."""
        self._lines.forget()
        self.more()

    def stop(self) -> None:
        """Begin nothing more; what is under way comes to its end."""
        self._is_stopping = True

    async def _load(self) -> None:
        """Read the next rows."""
        self._is_loading, self.has_more = True, False
        self._done.clear()
        try:
            if await self.post.is_blocked(self.host):
                self._lines.forget()
                await drop_all(self.post, self.host)
                return
            limit = len(self._lines) + len(self._suspects) + ROWS_AT_ONCE
            rows = await self.post.db.deliveries.waiting(self.host, limit)
            # What ended while the database was asked is in the answer all the same.
            known = self._done.union(row.id for row, _ in self._suspects)
            fresh = self._lines.add([row for row in rows if row.id not in known])
            self.has_more = self.has_more or (len(rows) == limit and bool(fresh))
            await self.post.carrier.prepare(fresh)
        finally:
            self._is_loading = False

    def _refill(self) -> None:
        is_wanted = self.has_more and not self._is_loading and self._lines.flying > 0
        if is_wanted and self._lines.waiting < FEW_ROWS and not self._is_stopping:
            self._background.spawn(f"rows for {self.host}", self._load_and_pump())

    async def _load_and_pump(self) -> None:
        try:
            await self._load()
        except Exception as error:
            self._error = error
        self._pump()

    def _pump(self) -> None:
        while self._may_start() and (row := self._lines.next()) is not None:
            self._background.spawn(f"delivery {row.id}", self._deliver(row))
        if self._is_quiet() and self._quiet is not None:
            quiet, self._quiet = self._quiet, None
            quiet.callback(None)

    def _may_start(self) -> bool:
        if not self._may_send():
            return False
        if not self._suspects:
            return True
        return not self._lines.flying and len(self._suspects) == 1 and _is_doubtful(*self._suspects[0])

    def _may_send(self) -> bool:
        return not self._is_stopping and self._error is None and self.is_mine(self.host)

    def _is_quiet(self) -> bool:
        return not self._lines.flying and not self._is_loading

    async def _until_quiet(self) -> None:
        if not self._is_quiet():
            self._quiet = Deferred()
            await self._quiet

    async def _deliver(self, row: WaitingDelivery) -> None:
        try:
            begun = self.post.clock.monotonic()
            outcome = await self.post.carrier.carry(row)
            self._is_slow = self._is_slow or self.post.clock.monotonic() - begun > SLOW_SECONDS
            await self._judge(row, outcome)
        except Exception as error:
            self._error = error
        finally:
            self._done.add(row.id)
            self._lines.landed(row)
            self._refill()
            self._pump()

    async def _judge(self, row: WaitingDelivery, outcome: Outcome) -> None:
        now = self.post.clock.millis()
        if outcome.meaning not in ANSWERS:
            if row.failing_since is not None and outcome.meaning is not Meaning.BUSY:
                await self.post.write(parked(row, outcome, now))
            else:
                self._suspects.append((row, outcome))
            return
        await self.post.write(answered(row, outcome, now))
        await self.post.health.well(self.host)
        self._lines.at_once = INBOXES_OF_SLOW_HOSTS if self._is_slow else INBOXES_AT_ONCE
        if outcome.meaning is Meaning.GONE:
            await self.post.db.destinations.note(self.host, f"{outcome.words} at {row.inbox}")
        if not any(one.meaning is Meaning.BUSY for _, one in self._suspects):
            await self._park_suspects(now)

    async def _park_suspects(self, now: int) -> None:
        while self._suspects:
            row, outcome = self._suspects[0]
            await self.post.write(parked(row, outcome, now))
            self._done.add(row.id)
            self._suspects = [one for one in self._suspects if one[0] is not row]

    async def _fail(self) -> None:
        now, (row, last) = self.post.clock.millis(), self._suspects[-1]
        is_unsure = len(self._suspects) == 1 and last.meaning is Meaning.DOUBTFUL
        if is_unsure and row.attempts + 1 >= TRIES_BEFORE_DOUBT:
            await self.post.write(parked(row, last, now))
            await self.post.health.resume(self.host)
            return
        for row, outcome in self._suspects:
            await self.post.write(still_waiting(row, outcome, now))
        waits = [outcome.retry_after for _, outcome in self._suspects if outcome.retry_after is not None]
        wait = max(waits, default=None)
        await self.post.health.failed(self.host, last.words, wait, is_unsure=is_unsure)


async def drop_all(post: Post, host: str) -> None:
    """Drop what waits for a host that is blocked; that it failed does not matter any more."""
    await post.db.delivery_reports.drop(
        DeliveryChoice(destination=host), "the server is blocked", post.clock.now()
    )
    await post.health.resume(host)


def _is_doubtful(row: WaitingDelivery, outcome: Outcome) -> bool:
    if outcome.meaning is Meaning.BUSY:
        return False
    return outcome.meaning is Meaning.DOUBTFUL or row.attempts + 1 >= TRIES_BEFORE_DOUBT
