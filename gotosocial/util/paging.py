"""Cursor paging: which slice of a long list somebody asks for (rows T-10 and K4-35)."""

from typing import Generic, TypeVar

import attrs

T = TypeVar("T")
Shown = TypeVar("Shown")


@attrs.frozen(kw_only=True)
class Page:
    """A slice of a list sorted by id: ``limit`` items, exclusive cursors.

    ``max_id``: older than. ``since_id``: newer than, newest first. ``min_id``: right above it, still
    returned newest first; it wins over ``since_id``.
    """

    limit: int
    max_id: str = ""
    since_id: str = ""
    min_id: str = ""

    @property
    def is_upward(self) -> bool:
        """Whether the items just above ``min_id`` are wanted, which reads oldest first."""
        return bool(self.min_id)


@attrs.frozen(kw_only=True)
class Slice(Generic[T]):
    """What a page found: items newest first, and the cursors of the pages around it.

    ``newest`` and ``oldest`` are the ids of the first and last row that the query saw, even where
    filters shortened the page. ``has_more``: there are older rows, so that a next page makes sense.
    """

    items: list[T]
    newest: str = ""
    oldest: str = ""
    has_more: bool = False

    def showing(self, items: list[Shown]) -> "Slice[Shown]":
        """Return the slice with what is shown of its rows, fewer perhaps, between the same cursors.

        A page of which nothing may be shown must still lead on to the next.
        """
        return Slice(items=items, newest=self.newest, oldest=self.oldest, has_more=self.has_more)
