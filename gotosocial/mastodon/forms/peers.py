"""Which lists of other servers somebody asks for."""

from typing import Self

import attrs

from gotosocial.errors import Invalid
from gotosocial.models.domain_permission import DomainList
from gotosocial.models.fields import Fields

_LISTS: dict[str, DomainList] = {
    "open": "open",
    "blocked": "block",
    "suspended": "block",
    "allowed": "allow",
}
"""The words of the API; ``suspended`` is an old one for ``blocked``."""


@attrs.frozen(kw_only=True)
class PeersForm:
    """Which lists of other servers are asked for, and whether names are enough (row J-18).

    Without a filter the answer is what every Mastodon gives: the names of the open ones.
    """

    lists: frozenset[DomainList] = frozenset({"open"})
    is_flat: bool = True

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the filter, which is one string with commas between the names of lists."""
        named = {word.strip() for word in ",".join(fields.texts("filter")).split(",")} - {""}
        is_flat = fields.flag("flat", default=not named)
        if "all" in named:
            return cls(lists=frozenset(_LISTS.values()), is_flat=is_flat)
        if unknown := sorted(named - _LISTS.keys()):
            raise Invalid(f"filter has an unknown word: {unknown[0][:100]}")
        if {"blocked", "allowed"} <= named:
            raise Invalid("filter cannot ask for blocked and allowed servers at once")
        return cls(lists=frozenset(_LISTS[word] for word in named) or cls().lists, is_flat=is_flat)
