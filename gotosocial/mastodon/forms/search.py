"""What somebody searches for."""

from typing import Literal, Self, cast

import attrs

from gotosocial.mastodon.forms.reading import choice, required_text
from gotosocial.models.fields import Fields

SearchKind = Literal["", "accounts", "hashtags", "statuses"]
MAX_QUERY = 1000


@attrs.frozen(kw_only=True)
class SearchForm:
    """A search; ``kind`` empty means everything, ``account_id`` only that author's statuses."""

    query: str
    kind: SearchKind
    resolve: bool = False
    following: bool = False
    account_id: str = ""

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form, whose query must be there."""
        fields.flag("exclude_unreviewed", default=False)
        return cls(
            query=required_text(fields, "q", MAX_QUERY).strip(),
            kind=cast(SearchKind, choice(fields, "type", ("accounts", "hashtags", "statuses"))),
            resolve=fields.flag("resolve", default=False),
            following=fields.flag("following", default=False),
            account_id=fields.text("account_id"),
        )
