"""Waiting for what happens by itself, with an end: a promise that is broken fails and does not hang."""

from collections.abc import Callable

from twisted.internet import reactor
from twisted.internet.task import deferLater

_STEP = 0.02
_PATIENCE = 20.0


async def wait(seconds: float) -> None:
    """Let the reactor run for so many seconds."""
    await deferLater(reactor, seconds)  # type: ignore[arg-type]  # zope interfaces are not known to mypy


async def until(is_so: Callable[[], bool]) -> None:
    """Let the reactor run until it is so; fail when that never happens."""
    for _ in range(round(_PATIENCE / _STEP)):
        if is_so():
            return
        await wait(_STEP)
    raise AssertionError("what was waited for did not happen")
