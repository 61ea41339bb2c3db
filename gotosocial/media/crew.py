"""The child processes that decode media: one file each, a few at a time, the next one waiting.

The problem: a decoder may crash, hang or eat memory, and starting Python with Pillow takes longer than
most pictures need. So a child lives for one file only, but the successor of one that works on pictures is
started while it works: it has everything imported and waits on a socket for its job. The files cross that
socket as open descriptors (SCM_RIGHTS), because their names are not known when the child starts and because
a confined child could not open them.

    spawn -> imports -> waits ... job + descriptors -> limits -> work -> one line of JSON -> ends

Films are another trade: their children take longer and are needed rarely, so no spare waits for them, and
they step aside: while a picture is worked on, a film's child is stopped where it is (SIGSTOP), so that
nobody waits for minutes with a picture because somebody else sent a film.

Invariants: never more than ``size`` children work; a child gets at most one job; a child that does not end in
time is killed; a spare that nobody needs for a minute is dismissed, so an idle server has no child.
Failures: a child that ends in any other way than with an answer is ``Refused``, for that file only.
"""

import os
import signal
import socket
import sys
from collections.abc import Sequence
from typing import Any

import attrs
from twisted.internet.defer import Deferred, DeferredSemaphore
from twisted.internet.error import ProcessDone, ProcessExitedAlready
from twisted.internet.protocol import ProcessProtocol
from twisted.logger import Logger
from twisted.python.failure import Failure

import gotosocial
from gotosocial.errors import Overloaded, Refused
from gotosocial.media.job import FILM_LIMITS, Limits
from gotosocial.util import flow

_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(gotosocial.__file__)))
_SPARE_SECONDS = 60.0
_MOST_WAITING = 100
_LONGEST_ANSWER = 64 * 1024
_ENVIRONMENT = {"PYTHONPATH": _ROOT, "MALLOC_ARENA_MAX": "1"}
_FAILED = "the file could not be worked on"
_WHY = {int(signal.SIGXCPU): "the file takes too long to work on"}
_log = Logger()


@attrs.frozen
class Trade:
    """A kind of child: the program it runs, what one file may cost, the most seconds of the wall's clock.

    ``keeps_spare``: one that waits for the next job is worth its memory. ``is_patient``: it steps aside.
    """

    program: Sequence[str]
    limits: Limits
    seconds: float
    keeps_spare: bool = False
    is_patient: bool = False


def _program(module: str) -> tuple[str, ...]:
    return (sys.executable, "-s", "-P", "-m", module)


PICTURES = Trade(_program("gotosocial.media.worker"), Limits(), seconds=60, keeps_spare=True)
LARGE_WEBP = Trade(_program("gotosocial.media.large_webp"), Limits(), seconds=60)
FILMS = Trade(_program("gotosocial.media.film_worker"), FILM_LIMITS, seconds=3_600, is_patient=True)


class Child(ProcessProtocol):
    """One child process from start to end; ``ended`` fires with how it ended: empty where well.

    ``gone`` fires when it is no more, also where nobody waits for ``ended`` any longer.
    """

    def __init__(self, door: socket.socket) -> None:
        self.door = door
        self.said = bytearray()
        self.complained = bytearray()
        self.signal = 0
        self._is_paused = False
        self.ended: Deferred[str] = Deferred(lambda _: self.kill())
        self.gone: Deferred[None] = Deferred()

    @property
    def pid(self) -> int | None:
        """The process id, or None when it has ended."""
        transport: Any = self.transport
        return transport.pid if transport is not None else None

    def outReceived(self, data: bytes) -> None:
        """Collect the answer."""
        self._collect(self.said, data)

    def errReceived(self, data: bytes) -> None:
        """Collect what the log may want to know."""
        self._collect(self.complained, data)

    def _collect(self, where: bytearray, data: bytes) -> None:
        where += data
        if len(where) > _LONGEST_ANSWER:
            self.kill()

    def give(self, message: bytes, descriptors: Sequence[int]) -> bool:
        """Hand over the job; return whether the child was still there to take it."""
        try:
            socket.send_fds(self.door, [message], descriptors)
        except (BrokenPipeError, ConnectionResetError):
            return False
        finally:
            self.door.close()
        return True

    def pause(self, is_wanted: bool) -> None:
        """Stop the child where it is, or let it go on."""
        if is_wanted != self._is_paused and self.pid is not None and not self.ended.called:
            self._is_paused = is_wanted
            os.kill(self.pid, signal.SIGSTOP if is_wanted else signal.SIGCONT)

    def kill(self) -> None:
        """End the child at once."""
        self.door.close()
        transport: Any = self.transport
        try:
            if transport is not None:
                transport.signalProcess("KILL")
        except ProcessExitedAlready:
            return

    def processEnded(self, reason: Failure) -> None:
        """Tell whoever waits."""
        self.door.close()
        self.signal = getattr(reason.value, "signal", 0) or 0
        if not self.ended.called:
            self.ended.callback("" if isinstance(reason.value, ProcessDone) else reason.getErrorMessage())
        self.gone.callback(None)


@attrs.define
class Crew:
    """At most ``size`` children working side by side."""

    reactor: Any
    size: int = 1
    _turns: dict[bool, DeferredSemaphore] = attrs.field(init=False)
    _at_work: dict[bool, list[Child]] = attrs.field(init=False, factory=lambda: {True: [], False: []})
    _spare: tuple[Trade, Child] | None = attrs.field(init=False, default=None)
    _dismissal: Any = attrs.field(init=False, default=None)
    _living: set[Child] = attrs.field(init=False, factory=set)

    def __attrs_post_init__(self) -> None:
        self.size = max(1, self.size)
        self._turns = {patient: DeferredSemaphore(self.size) for patient in (True, False)}

    async def work(self, message: bytes, descriptors: Sequence[int], trade: Trade = PICTURES) -> bytes:
        """Give one job to a child of the trade and return what it says.

        Raises Refused where the child crashes or takes too long, Overloaded where too many wait already.
        """
        turns = self._turns[trade.is_patient]
        if len(turns.waiting) >= _MOST_WAITING:
            raise Overloaded("too many files are being worked on, try again")
        outcome: bytes = await turns.run(lambda: flow.start(self._one(message, descriptors, trade)))
        return outcome

    def children(self) -> list[int]:
        """Return the process ids of all children, the spare included."""
        return [pid for child in self._living if (pid := child.pid) is not None]

    async def stop(self) -> None:
        """End every child and wait until they are gone."""
        self._dismiss()
        for child in list(self._living):
            child.kill()
        await flow.gather(*(_wait_for(child) for child in list(self._living)))

    async def _one(self, message: bytes, descriptors: Sequence[int], trade: Trade) -> bytes:
        child = self._take(trade)
        if not child.give(message, descriptors):
            child = self._start(trade)
            child.give(message, descriptors)
        if trade.keeps_spare:
            self._prepare(trade)
        too_late = self.reactor.callLater(trade.seconds, child.kill)
        self._at_work[trade.is_patient].append(child)
        self._balance()
        try:
            how = await child.ended
        finally:
            self._at_work[trade.is_patient].remove(child)
            self._balance()
            if too_late.active():
                too_late.cancel()
        if how or not child.said:
            noise = child.complained.decode(errors="replace")[-1000:]
            _log.warn("a child that worked on a file failed: {how} {noise}", how=how, noise=noise)
            raise Refused(_WHY.get(child.signal, _FAILED), detail=f"{how} {noise}".strip())
        return bytes(child.said)

    def _balance(self) -> None:
        """Let as many patient children work as the others leave turns for."""
        places = self.size - len(self._at_work[False])
        for index, child in enumerate(self._at_work[True]):
            child.pause(index >= places)

    def _take(self, trade: Trade) -> Child:
        if self._spare is not None and self._spare[0] == trade:
            child, self._spare = self._spare[1], None
            if not child.ended.called:
                return child
        return self._start(trade)

    def _prepare(self, trade: Trade) -> None:
        """Have a spare ready, and dismiss it when it was not needed for a while."""
        if self._spare is None or self._spare[1].ended.called:
            self._spare = (trade, self._start(trade))
        if self._dismissal is not None and self._dismissal.active():
            self._dismissal.cancel()
        self._dismissal = self.reactor.callLater(_SPARE_SECONDS, self._dismiss)

    def _dismiss(self) -> None:
        if self._dismissal is not None and self._dismissal.active():
            self._dismissal.cancel()
        if self._spare is not None:
            self._spare[1].kill()
            self._spare = None

    def _start(self, trade: Trade) -> Child:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        child = Child(ours)
        with theirs:
            self.reactor.spawnProcess(
                child,
                trade.program[0],
                list(trade.program),
                env=_ENVIRONMENT,
                childFDs={0: theirs.fileno(), 1: "r", 2: "r"},
            )
        self._living.add(child)
        child.gone.addCallback(lambda _: self._living.discard(child))
        return child


async def _wait_for(child: Child) -> None:
    if not child.gone.called:
        waiting: Deferred[None] = Deferred()
        child.gone.addCallback(waiting.callback)
        await waiting
