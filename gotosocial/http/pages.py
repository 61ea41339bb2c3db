"""Cursor paging over HTTP: from query parameters to a ``Page``, from a ``Slice`` to the Link header.

    async def home(self, call: Call) -> AnyReply:
        page = paging(call, default=20, maximum=40)
        found = await self._home.page(call.who, page)           # Slice of ids
        return page_reply(call, await self._show(found.items), found, page.limit)

Rules (rows T-10, K4-35 and the decisions): ``limit`` absent or 0 is the default, outside the bounds it is
clamped, no number is 400. ``next`` is left out when the query itself ended; an empty page has no links.
"""

from typing import Any
from urllib.parse import quote, urlencode

import attrs

from gotosocial.errors import Invalid
from gotosocial.http.call import Call
from gotosocial.http.reply import Headers, Reply, json_list
from gotosocial.http.tree import parse_pairs
from gotosocial.util.paging import Page, Slice

_CURSORS = frozenset({"max_id", "since_id", "min_id"})
_NEVER_LINKED = _CURSORS | {"limit", "offset", "access_token"}
_LONGEST_CURSOR = 512
MAX_OFFSET = 10_000


@attrs.frozen(kw_only=True)
class OffsetPage:
    """A slice of a list that has no cursors: so many items after skipping so many."""

    limit: int
    offset: int


def paging(call: Call, *, default: int = 20, maximum: int = 40) -> Page:
    """Read the cursors and the limit of a request; raise Invalid for a limit that is no number."""
    asked = _asked(call)
    return Page(
        limit=_limit(asked, default, maximum),
        max_id=_cursor(asked, "max_id"),
        since_id=_cursor(asked, "since_id"),
        min_id=_cursor(asked, "min_id"),
    )


def offset_paging(call: Call, *, default: int = 20, maximum: int = 40) -> OffsetPage:
    """Read limit and offset; raise Invalid where they are no numbers, or the offset is too large."""
    asked = _asked(call)
    offset = _number(asked, "offset")
    if offset > MAX_OFFSET:
        raise Invalid(f"offset must not be larger than {MAX_OFFSET}")
    return OffsetPage(limit=_limit(asked, default, maximum), offset=max(0, offset))


def page_reply(call: Call, rendered: list[bytes], found: Slice[Any], limit: int) -> Reply:
    """Answer with the rendered items of a slice and the links to the pages around it."""
    return json_list(rendered, headers=link_header(call, found, limit))


def link_header(call: Call, found: Slice[Any], limit: int) -> Headers:
    """Return the Link header of a slice, or nothing for an empty one (RFC 8288)."""
    if not found.newest or not found.oldest:
        return ()
    start = _link_start(call, limit)
    previous = f'<{start}min_id={quote(found.newest, safe="")}>; rel="prev"'
    if not found.has_more:
        return (("Link", previous),)
    return (("Link", f'<{start}max_id={quote(found.oldest, safe="")}>; rel="next", {previous}'),)


def onward_header(call: Call, last: str, limit: int) -> Headers:
    """Return the Link header of a list that goes by names, upwards: ``last`` is the cursor, "" at the end."""
    if not last:
        return ()
    return (("Link", f'<{_link_start(call, limit)}since_id={quote(last, safe="")}>; rel="next"'),)


def _link_start(call: Call, limit: int) -> str:
    """Return the beginning that all links of a page have in common."""
    kept = [pair for pair in parse_pairs(call.query.encode("latin-1")) if pair[0] not in _NEVER_LINKED]
    filters = urlencode(kept) + "&" if kept else ""
    return f"{call.origin}{call.path}?{filters}limit={limit}&"


def _asked(call: Call) -> dict[str, str]:
    return dict(parse_pairs(call.query.encode("latin-1")))


def _limit(asked: dict[str, str], default: int, maximum: int) -> int:
    limit = _number(asked, "limit")
    return min(max(limit, 1), maximum) if limit else default


def _number(asked: dict[str, str], name: str) -> int:
    text = asked.get(name, "").strip()
    if not text:
        return 0
    if not (text.isascii() and text.removeprefix("-").isdecimal() and len(text) < 20):
        raise Invalid(f"{name} must be a whole number")
    return int(text)


def _cursor(asked: dict[str, str], name: str) -> str:
    cursor = asked.get(name, "")
    if len(cursor) > _LONGEST_CURSOR:
        raise Invalid(f"{name} is too long")
    return cursor
