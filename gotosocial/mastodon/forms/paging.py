"""Which slice of a list somebody asks for, read from the query (row T-10).

One class per pair of default and maximum, because the numbers differ from list to list. A limit that is
absent or 0 is the default, one that is out of bounds is clamped, one that is no number is Invalid.
"""

from typing import ClassVar, Self

import attrs

from gotosocial.models.fields import Fields
from gotosocial.util.paging import Page

MAX_CURSOR = 100


def read_limit(fields: Fields, default: int, maximum: int) -> int:
    """Return how many items are wanted."""
    return min(max(fields.number("limit", 0) or default, 1), maximum)


def read_page(fields: Fields, default: int, maximum: int) -> Page:
    """Return the slice that is wanted."""
    return Page(
        limit=read_limit(fields, default, maximum),
        max_id=fields.text("max_id")[:MAX_CURSOR],
        since_id=fields.text("since_id")[:MAX_CURSOR],
        min_id=fields.text("min_id")[:MAX_CURSOR],
    )


@attrs.frozen(kw_only=True)
class PageForm:
    """A page of a list; 20 items by default, 80 at most."""

    DEFAULT: ClassVar[int] = 20
    MAXIMUM: ClassVar[int] = 80
    page: Page

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the slice with the limits of the list."""
        return cls(page=read_page(fields, cls.DEFAULT, cls.MAXIMUM))


@attrs.frozen(kw_only=True)
class AccountsPageForm(PageForm):
    """A page of followers, followed, blocked or muted accounts, or of follow requests."""

    DEFAULT: ClassVar[int] = 40


@attrs.frozen(kw_only=True)
class FavouritesPageForm(PageForm):
    """A page of the viewer's favourites (row T-11)."""

    MAXIMUM: ClassVar[int] = 40


@attrs.frozen(kw_only=True)
class BookmarksPageForm(PageForm):
    """A page of the viewer's bookmarks."""

    DEFAULT: ClassVar[int] = 30
