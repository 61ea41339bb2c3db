"""A map that forgets what was used least recently, bounded by entries and by weight."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Lru(Generic[K, V]):
    """Keeps at most ``max_entries`` entries that together weigh at most ``max_weight`` bytes."""

    def __init__(
        self, max_entries: int, max_weight: int = 0, weigh: Callable[[V], int] | None = None
    ) -> None:
        self._entries: dict[K, V] = {}
        self._max_entries = max_entries
        self._max_weight = max_weight
        self._weigh = weigh
        self.weight = 0
        self._is_tight = False

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: K) -> bool:
        return key in self._entries

    def get(self, key: K) -> V | None:
        """Return the value and remember that it was used, or None."""
        value = self._entries.get(key)
        if self._is_tight and value is not None:
            self._entries[key] = self._entries.pop(key)
        return value

    def put(self, key: K, value: V) -> None:
        """Keep the value as the most recently used one and forget old ones as needed."""
        self.drop(key)
        self._entries[key] = value
        if self._weigh is not None:
            self.weight += self._weigh(value)
        self._is_tight = self._is_tight or self._is_nearly_full()
        while len(self._entries) > self._max_entries or (self._max_weight and self.weight > self._max_weight):
            self._forget(next(iter(self._entries)))

    def drop(self, key: K) -> None:
        """Forget the key, if it is there."""
        if key in self._entries:
            self._forget(key)

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self.weight = 0
        self._is_tight = False

    def _is_nearly_full(self) -> bool:
        # Far from its bounds nothing is forgotten, so the order of use, which costs time, is not kept.
        return len(self._entries) * 2 > self._max_entries or (
            self._max_weight > 0 and self.weight * 2 > self._max_weight
        )

    def _forget(self, key: K) -> None:
        value = self._entries.pop(key)
        if self._weigh is not None:
            self.weight -= self._weigh(value)
