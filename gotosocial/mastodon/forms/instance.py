"""What somebody asks about the instance."""

from typing import Self

import attrs

from gotosocial.errors import Invalid
from gotosocial.models.fields import Fields

LISTS = frozenset({"open", "blocked", "suspended", "allowed"})


@attrs.frozen(kw_only=True)
class PeersForm:
    """Which lists of other servers are asked for, and whether names are enough (row J-18).

    Without a filter the answer is what every Mastodon gives: the names of the open ones.
    """

    lists: frozenset[str] = frozenset({"open"})
    is_flat: bool = True

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the filter, which is one string with commas between the names of lists."""
        named = {word.strip() for word in ",".join(fields.texts("filter")).split(",")} - {""}
        is_flat = fields.flag("flat", default=not named)
        if "all" in named:
            return cls(lists=LISTS, is_flat=is_flat)
        if unknown := sorted(named - LISTS):
            raise Invalid(f"filter has an unknown word: {unknown[0][:100]}")
        if {"blocked", "allowed"} <= named:
            raise Invalid("filter cannot ask for blocked and allowed servers at once")
        return cls(lists=frozenset(named) or cls().lists, is_flat=is_flat)
