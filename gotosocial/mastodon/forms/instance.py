"""What somebody asks about the instance."""

from typing import Self

import attrs

from gotosocial.errors import Invalid
from gotosocial.models.fields import Fields

FILTERS = frozenset({"open", "blocked", "suspended", "allowed", "all"})


@attrs.frozen(kw_only=True)
class PeersForm:
    """Which other servers to list; ``flat`` asks for names only."""

    filters: frozenset[str] = frozenset({"open"})
    is_flat: bool = False

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the filters, which stand in one string with commas between them."""
        named = {word.strip() for word in ",".join(fields.texts("filter")).split(",")} - {""}
        if unknown := sorted(named - FILTERS):
            raise Invalid(f"filter has an unknown word: {unknown[0][:100]}")
        return cls(
            filters=frozenset(named) or frozenset({"open"}), is_flat=fields.flag("flat", default=False)
        )
