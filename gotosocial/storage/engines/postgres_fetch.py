"""What to take from an answer: the only row, the first one, all of them, one value or the count."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from gotosocial.errors import NotFound
from gotosocial.storage.database import Row

T = TypeVar("T")
Fetch = Callable[[Any], T]


def only(cursor: Any) -> Row:
    """Take the first row; raise NotFound where there is none."""
    row = first(cursor)
    if row is None:
        raise NotFound
    return row


def first(cursor: Any) -> Row | None:
    """Take the first row or None."""
    values = cursor.fetchone()
    return None if values is None else dict(zip(_columns(cursor), values, strict=True))


def every(cursor: Any) -> Sequence[Row]:
    """Take all rows."""
    columns = _columns(cursor)
    return [dict(zip(columns, values, strict=True)) for values in cursor.fetchall()]


def single(cursor: Any) -> Any:
    """Take the first column of the first row, or None."""
    values = cursor.fetchone()
    return None if values is None else values[0]


def count(cursor: Any) -> int:
    """Take the number of changed rows."""
    return max(int(cursor.rowcount), 0)


def _columns(cursor: Any) -> list[str]:
    return [column[0] for column in cursor.description]
