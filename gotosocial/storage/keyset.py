"""Reads one page of a list that is sorted by id: the SQL of both directions, and rows to a ``Slice``.

``PageQuery.of("SELECT id, uri FROM blocks WHERE account_id = :account_id")`` adds bounds, order and
limit. A page reads one row more than it shows, which tells whether there is another page. Cursors are
compared as text, so anything may be sent as one.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import attrs

from gotosocial.storage.database import Querier, Row
from gotosocial.util.paging import Page, Slice

T = TypeVar("T")
_ABOVE_ALL_IDS = "~"


@attrs.frozen
class PageQuery:
    """The statements of one list, newest first and oldest first."""

    downward: str
    upward: str
    column: str

    @classmethod
    def of(cls, select: str, key: str = "id") -> "PageQuery":
        """Make both from a SELECT that ends in its WHERE and answers with the key (``id``, ``f.id``)."""
        ordered = f"{select} AND {key} > :newer_than AND {key} < :older_than ORDER BY {key}"
        return cls(f"{ordered} DESC LIMIT :row_limit", f"{ordered} LIMIT :row_limit", key.split(".")[-1])


async def read_page(
    querier: Querier,
    query: PageQuery,
    page: Page,
    read: Callable[[Row], T],
    parameters: Mapping[str, Any],
) -> Slice[T]:
    """Return the slice of the list that the page asks for, each row read into a model."""
    rows = await querier.all(
        query.upward if page.is_upward else query.downward,
        newer_than=page.min_id or page.since_id,
        older_than=page.max_id or _ABOVE_ALL_IDS,
        row_limit=page.limit + 1,
        **parameters,
    )
    shown = list(rows[: page.limit])
    if page.is_upward:
        shown.reverse()
    return Slice(
        items=[read(row) for row in shown],
        newest=shown[0][query.column] if shown else "",
        oldest=shown[-1][query.column] if shown else "",
        has_more=len(rows) > page.limit,
    )
