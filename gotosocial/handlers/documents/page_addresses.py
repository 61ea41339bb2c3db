"""The addresses of a collection and of its pages."""

from collections.abc import Sequence
from typing import Any

import attrs

from gotosocial.activitypub.write.collection import PageFacts
from gotosocial.util.paging import Page, Slice


@attrs.frozen
class PageAddresses:
    """Where a collection is found; ``choice`` is what of it is asked for, as a query."""

    base: str
    choice: str = ""

    @property
    def whole(self) -> str:
        """The collection itself."""
        return f"{self.base}?{self.choice}" if self.choice else self.base

    def page(self, limit: int, **cursors: str) -> str:
        """Return the address of a page; cursors that are empty are left out."""
        named = {"limit": str(limit), **cursors}
        query = [f"{name}={value}" for name, value in named.items() if value]
        return f"{self.base}?{'&'.join([*([self.choice] if self.choice else []), *query])}"

    def facts(self, page: Page, found: Slice[Any], items: Sequence[Any], total: int) -> PageFacts:
        """Return what a page is made of; what is left of ``found`` for the reader are ``items``."""
        limit = page.limit
        return PageFacts(
            uri=self.page(limit, max_id=page.max_id, since_id=page.since_id, min_id=page.min_id),
            part_of_uri=self.whole,
            items=items,
            total=total,
            next_uri=self.page(limit, max_id=found.oldest) if found.has_more and found.oldest else "",
            prev_uri=self.page(limit, min_id=found.newest) if found.newest else "",
        )
