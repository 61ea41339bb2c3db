"""Reads one page of a list that is sorted by id: the SQL of both directions, and rows to a ``Slice``.

``PageQuery.of("SELECT id, uri FROM blocks WHERE account_id = :account_id")`` adds bounds, order and
limit. A page reads one row more than it shows, which tells whether there is another page. Cursors are
compared as text, so anything may be sent as one.

In a large table ``PageQuery.within("account_id", ...)`` is better: the list is bounded and sorted by both
columns, so that PostgreSQL cannot walk down the whole table by its key in the hope of meeting the account
soon, as it otherwise does for accounts that own much of the table.
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

    @classmethod
    def within(cls, columns: str, select: str, key: str = "id") -> "PageQuery":
        """Make both from a SELECT that ends in WHERE, or in further conditions, for the rows of one list.

        ``columns`` name the list (``account_id``, or ``t.tag, t.author_id``); each has a parameter of its
        name. An index begins with them and goes on with the key.
        """
        leading = columns.split(", ")
        values = ", ".join(f":{column.split('.')[-1]}" for column in leading)
        every = ", ".join([*leading, key])
        bounded = (
            f"{select if select.endswith('WHERE') else f'{select} AND'}"
            f" ({every}) > ({values}, :newer_than) AND ({every}) < ({values}, :older_than) ORDER BY"
        )
        downward = ", ".join(f"{column} DESC" for column in [*leading, key])
        return cls(
            f"{bounded} {downward} LIMIT :row_limit",
            f"{bounded} {every} LIMIT :row_limit",
            key.split(".")[-1],
        )


async def read_page(
    querier: Querier,
    query: PageQuery,
    page: Page,
    read: Callable[[Row], T],
    parameters: Mapping[str, Any],
) -> Slice[T]:
    """Return the slice of the list that the page asks for, each row read into a model.

    ``has_more`` is about older rows. A page that was read upwards does not know of any, so it looks once
    more; on the way down the row beyond the limit tells.
    """
    rows = await querier.all(
        query.upward if page.is_upward else query.downward,
        newer_than=page.min_id or page.since_id,
        older_than=page.max_id or _ABOVE_ALL_IDS,
        row_limit=page.limit + 1,
        **parameters,
    )
    shown = list(rows[: page.limit])
    has_more = len(rows) > page.limit
    if page.is_upward and shown:
        below = {"newer_than": "", "older_than": shown[0][query.column], "row_limit": 1}
        has_more = bool(await querier.all(query.downward, **below, **parameters))
        shown.reverse()
    return Slice(
        items=[read(row) for row in shown],
        newest=shown[0][query.column] if shown else "",
        oldest=shown[-1][query.column] if shown else "",
        has_more=has_more,
    )
