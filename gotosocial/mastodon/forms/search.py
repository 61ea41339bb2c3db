"""What somebody searches for."""

from typing import Literal, Self, cast

import attrs

from gotosocial.errors import Invalid
from gotosocial.mastodon.forms.paging import read_page
from gotosocial.mastodon.forms.reading import choice, required_text
from gotosocial.models.fields import Fields
from gotosocial.util.paging import Page

SearchKind = Literal["", "accounts", "hashtags", "statuses"]
MAX_QUERY = 1000
MAX_OFFSET = 10_000


@attrs.frozen(kw_only=True)
class SearchForm:
    """A search; ``kind`` empty means everything, ``account_id`` only that author's statuses."""

    query: str
    kind: SearchKind
    page: Page
    offset: int = 0
    resolve: bool = False
    following: bool = False
    account_id: str = ""

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form, whose query must be there."""
        offset = fields.number("offset", 0)
        if not 0 <= offset <= MAX_OFFSET:
            raise Invalid(f"offset must lie between 0 and {MAX_OFFSET}")
        fields.flag("exclude_unreviewed", default=False)
        return cls(
            query=required_text(fields, "q", MAX_QUERY).strip(),
            kind=cast(SearchKind, choice(fields, "type", ("accounts", "hashtags", "statuses"))),
            page=read_page(fields, 20, 40),
            offset=offset,
            resolve=fields.flag("resolve", default=False),
            following=fields.flag("following", default=False),
            account_id=fields.text("account_id"),
        )
