"""Which notifications somebody wants to see or count (row N-02, G-071)."""

from typing import Self

import attrs

from gotosocial.errors import Invalid
from gotosocial.mastodon.forms.reading import refuse
from gotosocial.models.fields import Fields

MAX_TYPES = 50


@attrs.frozen(kw_only=True)
class NotificationsForm:
    """Which notifications are listed; names of types that do not exist here match nothing."""

    types: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the types."""
        refuse(fields, account_id="notifications of one account are not available yet")
        fields.flag("include_filtered", default=False)
        return cls(
            types=_types(fields, "types"),
            excluded=_types(fields, "exclude_types"),
        )


@attrs.frozen(kw_only=True)
class UnreadCountForm:
    """A count of unread notifications, which stops at ``cap``: 100 by default, 1000 at most."""

    cap: int

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the cap."""
        later = "counting some notifications only is not available yet"
        refuse(fields, types=later, exclude_types=later, account_id=later, grouped_types=later)
        return cls(cap=min(max(fields.number("limit", 0) or 100, 1), 1000))


def _types(fields: Fields, key: str) -> tuple[str, ...]:
    types = tuple(dict.fromkeys(fields.texts(key)))
    if len(types) > MAX_TYPES:
        raise Invalid(f"{key} must not have more than {MAX_TYPES} entries")
    return types
