"""This process as commands see it: the reactor it runs on, where it prints, and when it has to end."""

from typing import Any, TextIO

import attrs
from twisted.internet.defer import Deferred


@attrs.define
class Process:
    """What ``main`` hands to a command.

    ``reactor``: the one of this process; only ``main`` imports it. ``out``: where results are printed.
    """

    reactor: Any
    out: TextIO
    _stopping: bool = attrs.field(default=False, init=False)
    _waiting: list[Deferred[None]] = attrs.field(factory=list, init=False)
    _running: Deferred[Any] | None = attrs.field(default=None, init=False)

    def say(self, line: str) -> None:
        """Print one line of the command's result."""
        print(line, file=self.out, flush=True)

    async def until_stopped(self) -> None:
        """Wait until SIGINT or SIGTERM asks the process to end; a server serves meanwhile."""
        if not self._stopping:
            waiting: Deferred[None] = Deferred()
            self._waiting.append(waiting)
            await waiting

    def watch(self, running: Deferred[Any]) -> None:
        """Remember the command that runs, so that it can be cancelled when it waits for no signal."""
        self._running = running

    def ask_to_stop(self) -> None:
        """End the process in order; asked for again, or of a command that cannot wait, at once."""
        first, self._stopping = not self._stopping, True
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            one.callback(None)
        if self._running is not None and not (first and waiting):
            self._running.cancel()
