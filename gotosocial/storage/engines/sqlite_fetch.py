"""What to take from a cursor: the only row, the first one, all of them, one value or the count."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from gotosocial.errors import NotFound
from gotosocial.storage.database import Row

T = TypeVar("T")
Fetch = Callable[[sqlite3.Cursor], T]


def only(cursor: sqlite3.Cursor) -> Row:
    """Take the first row; raise NotFound where there is none."""
    row: Row | None = cursor.fetchone()
    if row is None:
        raise NotFound
    return row


def first(cursor: sqlite3.Cursor) -> Row | None:
    """Take the first row or None."""
    row: Row | None = cursor.fetchone()
    return row


def every(cursor: sqlite3.Cursor) -> Sequence[Row]:
    """Take all rows."""
    return cursor.fetchall()


def single(cursor: sqlite3.Cursor) -> Any:
    """Take the first column of the first row, or None."""
    row = cursor.fetchone()
    return None if row is None else row[0]


def count(cursor: sqlite3.Cursor) -> int:
    """Take the number of changed rows."""
    return max(cursor.rowcount, 0)
