"""The child processes that decode pictures: one picture each, a few at a time, the next one waiting.

The problem: a decoder may crash, hang or eat memory, and starting Python with Pillow takes longer than
most pictures need. So a child lives for one picture only, but its successor is started while it works: it
has everything imported and waits on a socket for its job. The files cross that socket as open descriptors
(SCM_RIGHTS), because their names are not known when the child starts and because a confined child could
not open them.

    spawn -> imports -> waits ... job + descriptors -> limits -> work -> one line of JSON -> ends

Invariants: never more than ``size`` children work; a child gets at most one job; a child that does not end in
time is killed; a spare that nobody needs for a minute is dismissed, so an idle server has no child.
Failures: a child that ends in any other way than with an answer is ``Refused``, for that file only.
"""

import os
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
from gotosocial.util import flow

PROGRAM = (sys.executable, "-s", "-P", "-m", "gotosocial.media.worker")
_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(gotosocial.__file__)))
_SPARE_SECONDS = 60.0
_MOST_WAITING = 100
_LONGEST_ANSWER = 64 * 1024
_log = Logger()


class Child(ProcessProtocol):
    """One child process from start to end; ``ended`` fires with how it ended: empty where well."""

    def __init__(self, door: socket.socket) -> None:
        self.door = door
        self.said = bytearray()
        self.complained = bytearray()
        self.ended: Deferred[str] = Deferred(lambda _: self.kill())

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
        if not self.ended.called:
            self.ended.callback("" if isinstance(reason.value, ProcessDone) else reason.getErrorMessage())


@attrs.define
class Crew:
    """At most ``size`` children working side by side, each for so many ``seconds`` of the wall's clock."""

    reactor: Any
    size: int = 1
    seconds: float = 60.0
    program: Sequence[str] = PROGRAM
    _turns: DeferredSemaphore = attrs.field(init=False)
    _spare: Child | None = attrs.field(init=False, default=None)
    _dismissal: Any = attrs.field(init=False, default=None)
    _living: set[Child] = attrs.field(init=False, factory=set)

    def __attrs_post_init__(self) -> None:
        self._turns = DeferredSemaphore(max(1, self.size))

    async def work(self, message: bytes, descriptors: Sequence[int]) -> bytes:
        """Give one job to a child and return what it says.

        Raises Refused where the child crashes or takes too long, Overloaded where too many wait already.
        """
        if len(self._turns.waiting) >= _MOST_WAITING:
            raise Overloaded("too many pictures are being worked on, try again")
        outcome: bytes = await self._turns.run(lambda: flow.start(self._one(message, descriptors)))
        return outcome

    def children(self) -> list[int]:
        """Return the process ids of all children, the spare included."""
        return [pid for child in self._living if (pid := child.pid) is not None]

    async def stop(self) -> None:
        """End every child and wait until they are gone."""
        self._dismiss()
        for child in list(self._living):
            child.kill()
        await flow.gather(*(_end_of(child) for child in list(self._living)))

    async def _one(self, message: bytes, descriptors: Sequence[int]) -> bytes:
        child = self._take()
        if not child.give(message, descriptors):
            child = self._start()
            child.give(message, descriptors)
        self._prepare()
        too_late = self.reactor.callLater(self.seconds, child.kill)
        try:
            how = await child.ended
        finally:
            if too_late.active():
                too_late.cancel()
        if how or not child.said:
            noise = child.complained.decode(errors="replace")[-1000:]
            _log.warn("a child that worked on a picture failed: {how} {noise}", how=how, noise=noise)
            raise Refused("the picture could not be worked on", detail=how)
        return bytes(child.said)

    def _take(self) -> Child:
        spare, self._spare = self._spare, None
        return spare if spare is not None and not spare.ended.called else self._start()

    def _prepare(self) -> None:
        """Have a spare ready, and dismiss it when it was not needed for a while."""
        if self._spare is None or self._spare.ended.called:
            self._spare = self._start()
        if self._dismissal is not None and self._dismissal.active():
            self._dismissal.cancel()
        self._dismissal = self.reactor.callLater(_SPARE_SECONDS, self._dismiss)

    def _dismiss(self) -> None:
        if self._dismissal is not None and self._dismissal.active():
            self._dismissal.cancel()
        if self._spare is not None:
            self._spare.kill()
            self._spare = None

    def _start(self) -> Child:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        child = Child(ours)
        with theirs:
            self.reactor.spawnProcess(
                child,
                self.program[0],
                list(self.program),
                env={"PYTHONPATH": _ROOT},
                childFDs={0: theirs.fileno(), 1: "r", 2: "r"},
            )
        self._living.add(child)
        child.ended.addCallback(self._forget, child)
        return child

    def _forget(self, how: str, child: Child) -> str:
        self._living.discard(child)
        return how


async def _end_of(child: Child) -> None:
    if not child.ended.called:
        waiting: Deferred[None] = Deferred()

        def ended(how: str) -> str:
            waiting.callback(None)
            return how

        child.ended.addCallback(ended)
        await waiting
