"""ULIDs: sortable 26-character ids, monotonic within a process (https://github.com/ulid/spec)."""

import os
from datetime import datetime

from gotosocial.util.clock import Clock, from_millis, to_millis

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_RANDOM_BITS = 80
_RANDOM_MASK = (1 << _RANDOM_BITS) - 1


def encode(number: int) -> str:
    """Write a 128-bit number as 26 letters of Crockford's base 32."""
    letters = []
    for _ in range(26):
        letters.append(ALPHABET[number & 31])
        number >>= 5
    return "".join(reversed(letters))


def is_ulid(text: str) -> bool:
    """Tell whether the text has the form of a ULID."""
    return len(text) == 26 and text[0] <= "7" and all(letter in _VALUES for letter in text)


def time_of(ulid: str) -> datetime:
    """Return the time that is kept in the first ten letters."""
    millis = 0
    for letter in ulid[:10]:
        millis = millis << 5 | _VALUES[letter]
    return from_millis(millis)


class Ulids:
    """Makes ids that sort by time; two made in the same millisecond sort in the order of making.

    Who knows one id cannot guess its neighbours: addresses of media are secret by their ids alone.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last_millis = -1
        self._last_random = 0

    def new(self) -> str:
        """Return an id for now, larger than every id this object gave for now before."""
        millis = max(self._clock.millis(), self._last_millis)
        if millis == self._last_millis:
            self._last_random += _step()
            if self._last_random > _RANDOM_MASK:
                millis, self._last_random = millis + 1, _random()
        else:
            self._last_random = _random()
        self._last_millis = millis
        return encode(millis << _RANDOM_BITS | self._last_random)

    def at(self, moment: datetime) -> str:
        """Return an id whose time lies at the moment, kept within 1970 and now."""
        millis = min(max(to_millis(moment), 0), self._clock.millis())
        return encode(millis << _RANDOM_BITS | int.from_bytes(os.urandom(10)))


def _random() -> int:
    # The top bit stays clear so that counting up within a millisecond practically never overflows.
    return int.from_bytes(os.urandom(10)) >> 1


def _step() -> int:
    return int.from_bytes(os.urandom(8)) + 1
