"""Waiting for what happens by itself, with an end: a promise that is broken fails and does not hang."""

import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from twisted.internet import reactor
from twisted.internet.task import deferLater

T = TypeVar("T")
_STEP = 0.02
_LOOK = 0.05
_PATIENCE = 60.0
"""Seconds; only broken promises take so long, and busy machines are no broken promises."""


async def wait(seconds: float) -> None:
    """Let the reactor run for so many seconds."""
    await deferLater(reactor, seconds)  # type: ignore[arg-type]  # zope interfaces are not known to mypy


async def until(is_so: Callable[[], Any], seconds: float = _PATIENCE) -> None:
    """Let the reactor run until it is so; fail when that never happens."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError("what was waited for did not happen")
        await wait(_STEP)


async def eventually(look: Callable[[], Awaitable[T]], is_wanted: Callable[[T], Any]) -> T:
    """Look, again and again, until what is seen is what is wanted, and return it."""
    deadline = time.monotonic() + _PATIENCE
    while not is_wanted(seen := await look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"never came: {seen!r}")
        await wait(_LOOK)
    return seen


def look_until(look: Callable[[], T], is_wanted: Callable[[T], Any]) -> T:
    """Do the same without the reactor, which stands still meanwhile: for programs outside."""
    deadline = time.monotonic() + _PATIENCE
    while not is_wanted(seen := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"never came: {seen!r}")
        time.sleep(_LOOK)
    return seen
