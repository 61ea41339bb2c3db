"""Several processes may start on an empty database at once, and all of them find the same instance."""

from collections.abc import Callable
from threading import Barrier
from typing import Any, TypeVar

from twisted.internet import reactor
from twisted.internet.defer import Deferred

from gotosocial.handlers.instance.prepare import InstancePreparer
from gotosocial.handlers.shared.local_account import LocalAccountMaker
from gotosocial.models.addresses import Addresses
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database
from gotosocial.util.clock import SystemClock
from gotosocial.util.flow import Threads, gather
from gotosocial.util.ulid import Ulids

T = TypeVar("T")


class _Abreast(Threads):
    """Threads whose calls all return at the same moment, as those of processes that start together may."""

    _barrier = Barrier(3)

    def run(self, function: Callable[..., T], /, *args: Any) -> Deferred[T]:
        def wait_for_the_others() -> T:
            made = function(*args)
            self._barrier.wait(30)
            return made

        return super().run(wait_for_the_others)


async def test_first_starts_at_once_make_one_instance(engine: Engine) -> None:
    clock = SystemClock()
    threads = _Abreast(reactor, "keys", 3)
    addresses = Addresses("https://here.example", "here.example", "here.example")
    db = Database(engine)
    preparers = [
        InstancePreparer(db, addresses, LocalAccountMaker(addresses, Ulids(clock), threads), clock)
        for _ in range(3)
    ]
    try:
        first, second, third = await gather(*(one.prepare() for one in preparers))
    finally:
        threads.stop()
    assert first == second == third
    actor = await db.accounts.find_by_name("here.example")
    assert actor is not None
    assert "PRIVATE KEY" in await db.accounts.private_key(actor.id)
