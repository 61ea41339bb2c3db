"""What an attempt at a delivery means: who is at fault, and whether trying again may help. Pure.

======================  ==========================================================================
2xx                     it arrived
404, 410                the inbox is gone; nothing will help
401, 403, redirects     this inbox refuses us now; keys and rules change, so for a day
other 4xx               this activity is refused for good
429                     the whole host wants to be left alone
no answer, 502-504,     the host is away, unless it takes other things at the same time
52x (Cloudflare)
500 and other 5xx, 408  the host is ill, or this one activity makes it stumble: the next one tells
======================  ==========================================================================
"""

from enum import Enum, auto
from http import HTTPStatus

import attrs

from gotosocial.errors import RemoteFailed

_GONE = frozenset({404, 410})
_REFUSED = frozenset({401, 403})
_AWAY = frozenset({502, 503, 504, *range(520, 531)})
_AT_TIMES = frozenset({408, 425})
_MOST_WORDS = 200


class Meaning(Enum):
    """What follows from an attempt."""

    ARRIVED = auto()
    GONE = auto()
    REFUSED = auto()
    REJECTED = auto()
    BUSY = auto()
    AWAY = auto()
    DOUBTFUL = auto()


ANSWERS = frozenset({Meaning.ARRIVED, Meaning.GONE, Meaning.REFUSED, Meaning.REJECTED})
"""The meanings that show that the host is well."""


@attrs.frozen
class Outcome:
    """One attempt. ``words``: for admins. ``retry_after``: seconds that the host asked for, or None."""

    meaning: Meaning
    words: str
    retry_after: float | None = None


def read_status(status: int, retry_after: float | None = None, detail: str = "") -> Outcome:
    """Return what a status means."""
    return Outcome(_meaning(status), _words(status, detail), retry_after)


def words_of(body: bytes) -> str:
    """Return what an answer says in plain text or JSON, for admins; empty for pages and for what is no text.

    It is shown on terminals, so nothing is left in it that is not printed.
    """
    # Only the beginning was read, which may end within a letter.
    text = body.decode("utf-8", "replace").rstrip("\ufffd")
    if text.lstrip().startswith("<") or "\ufffd" in text:
        return ""
    printed = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printed.split())[:_MOST_WORDS]


def read_failure(error: RemoteFailed) -> Outcome:
    """Return what it means that no answer came, or one that is none."""
    if error.status is not None:
        return read_status(error.status, error.retry_after, error.detail)
    meaning = Meaning.AWAY if error.can_retry else Meaning.DOUBTFUL
    return Outcome(meaning, (error.detail or error.public)[:_MOST_WORDS])


def _meaning(status: int) -> Meaning:
    if 200 <= status < 300:
        return Meaning.ARRIVED
    if status in _GONE:
        return Meaning.GONE
    if status in _REFUSED or status < 400:
        return Meaning.REFUSED
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Meaning.BUSY
    if status in _AWAY:
        return Meaning.AWAY
    return Meaning.DOUBTFUL if status >= 500 or status in _AT_TIMES else Meaning.REJECTED


def _words(status: int, detail: str) -> str:
    try:
        words = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        words = str(status)
    return f"{words}: {detail}"[:_MOST_WORDS] if detail else words
