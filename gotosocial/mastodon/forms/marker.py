"""Which markers somebody reads, and which are set (row T-13)."""

from typing import Self

import attrs

from gotosocial.errors import Invalid
from gotosocial.mastodon.forms.reading import choice
from gotosocial.models.fields import Fields
from gotosocial.util.ulid import is_ulid

TIMELINES = ("home", "notifications")


@attrs.frozen(kw_only=True)
class MarkersForm:
    """The timelines whose markers are asked for; all of them where none is named."""

    timelines: tuple[str, ...]

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the names, each of which must exist."""
        named = tuple(dict.fromkeys(fields.texts("timeline")))
        for name in named:
            choice(Fields({"timeline": name}), "timeline", TIMELINES)
        return cls(timelines=named or TIMELINES)


@attrs.frozen(kw_only=True)
class MarkersUpdateForm:
    """The last read ids to set, by timeline."""

    last_read: dict[str, str]

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read at least one marker, each of which is an id."""
        found = {name: fields.section(name).text("last_read_id") for name in TIMELINES}
        last_read = {name: one for name, one in found.items() if one}
        if not last_read:
            raise Invalid("home[last_read_id] or notifications[last_read_id] is missing")
        for name, one in last_read.items():
            if not is_ulid(one):
                raise Invalid(f"{name}[last_read_id] is not an id")
        return cls(last_read=last_read)
