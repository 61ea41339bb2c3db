"""A bounded cache beside the stores that never keeps what was invalidated while it was being read.

A fill takes time, and the row may change meanwhile. Every fill under way therefore has a ticket; dropping a
key (or everything) voids its ticket, and a fill with a void ticket is handed to those who asked for it
before the change and to nobody else.
"""

from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

import attrs
from twisted.internet.defer import Deferred

from gotosocial.storage.bus import LOST, Bus
from gotosocial.util.lru import Lru
from gotosocial.util.shared import LeftEarly, failure_for_others, pass_on

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@attrs.define(eq=False)
class _Ticket(Generic[V]):
    """One fill under way, and those who wait for it."""

    is_void: bool = False
    waiting: list[Deferred[V | None]] = attrs.field(factory=list)


@attrs.define(eq=False)
class _Birth:
    """A row that is being inserted, and how often its key was told meanwhile."""

    times_told: int = 0


class Cache(Generic[K, V]):
    """Keeps values by key, at most so many entries and bytes (0 bytes: not weighed).

    ``get`` returns the value or None and is as cheap as a dictionary. None is never kept.
    """

    def __init__(
        self, max_entries: int, max_bytes: int = 0, weigh: Callable[[V], int] | None = None
    ) -> None:
        self._kept: Lru[K, V] = Lru(max_entries, max_bytes, weigh)
        self._filling: dict[K, _Ticket[V]] = {}
        self._births: WeakValueDictionary[K, _Birth] = WeakValueDictionary()
        self.get: Callable[[K], V | None] = self._kept.get

    def __len__(self) -> int:
        return len(self._kept)

    def put(self, key: K, value: V) -> None:
        """Keep a value that is true now; a fill under way is older and will not replace it."""
        self._void(key)
        self._kept.put(key, value)

    def born(self, key: K, value: V, *, tellings: int = 1) -> Callable[[], None]:
        """Return a call that keeps a value as its transaction leaves it, to be made right after the COMMIT.

        Nothing may be awaited between finding the value and this, or a message would go unheard.

        ``tellings``: how many messages about the key the transaction itself sends. Where more came until the
        call, somebody else has changed the row already, and nothing is kept.
        """
        birth = self._births[key] = _Birth()

        def keep() -> None:
            if self._births.get(key) is birth:
                del self._births[key]
                if birth.times_told == tellings:
                    self.put(key, value)

        return keep

    def drop(self, key: K) -> None:
        """Forget the key; what is being read for it is not kept either."""
        self._void(key)
        self._kept.drop(key)
        if self._births and (birth := self._births.get(key)) is not None:
            birth.times_told += 1

    def clear(self) -> None:
        """Forget everything, and keep nothing of what is being read."""
        for ticket in self._filling.values():
            ticket.is_void = True
        self._filling.clear()
        self._kept.clear()
        self._births.clear()

    def listen(self: "Cache[str, V]", bus: Bus, topic: str) -> None:
        """Drop the key of every message on the topic, and everything when messages were lost."""
        bus.subscribe(topic, self.drop)
        bus.subscribe(LOST, lambda _: self.clear())

    async def get_or_load(self, key: K, load: Callable[[], Awaitable[V | None]]) -> V | None:
        """Return the kept value, or load and keep it; those who ask meanwhile share the load."""
        value = self._kept.get(key)
        if value is not None:
            return value
        while (under_way := self._filling.get(key)) is not None:
            waiting: Deferred[V | None] = Deferred()
            under_way.waiting.append(waiting)
            try:
                return await waiting
            except LeftEarly:
                continue
        ticket = self._filling[key] = _Ticket()
        try:
            value = await load()
        except BaseException as error:
            self._finish(key, ticket, None)
            pass_on(ticket.waiting, failure_for_others(error))
            raise
        self._finish(key, ticket, value)
        pass_on(ticket.waiting, value)
        return value

    async def get_many(
        self, keys: Iterable[K], load_many: Callable[[list[K]], Awaitable[Mapping[K, V]]]
    ) -> dict[K, V]:
        """Return the values of those keys that exist; load all that are missing in one go."""
        found: dict[K, V] = {}
        missing: dict[K, _Ticket[V]] = {}
        for key in keys:
            value = self._kept.get(key)
            if value is None:
                missing[key] = _Ticket()
            else:
                found[key] = value
        if missing:
            found.update(await self._load_missing(missing, load_many))
        return found

    async def _load_missing(
        self, missing: dict[K, _Ticket[V]], load_many: Callable[[list[K]], Awaitable[Mapping[K, V]]]
    ) -> Mapping[K, V]:
        # Keys that somebody else is loading are loaded again: sharing them would cost more than it saves.
        # Their tickets stay with the first load, so that only one of both is asked to keep the value.
        for key, ticket in missing.items():
            ticket.is_void = self._filling.setdefault(key, ticket) is not ticket
        try:
            loaded = await load_many(list(missing))
        except BaseException as error:
            for key, ticket in missing.items():
                self._finish(key, ticket, None)
                pass_on(ticket.waiting, failure_for_others(error))
            raise
        for key, ticket in missing.items():
            self._finish(key, ticket, loaded.get(key))
            pass_on(ticket.waiting, loaded.get(key))
        return loaded

    def _finish(self, key: K, ticket: _Ticket[V], value: V | None) -> None:
        if ticket.is_void:
            return
        del self._filling[key]
        if value is not None:
            self._kept.put(key, value)

    def _void(self, key: K) -> None:
        ticket = self._filling.pop(key, None)
        if ticket is not None:
            ticket.is_void = True
