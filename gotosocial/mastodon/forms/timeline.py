"""Which statuses of a timeline somebody wants (rows T-01 to T-08); cursors are read elsewhere."""

from typing import Self

import attrs

from gotosocial.mastodon.forms.reading import refuse
from gotosocial.models.fields import Fields

_LATER = "this choice is not available yet"


@attrs.frozen(kw_only=True)
class TimelineForm:
    """The home or the public timeline; ``only_local`` leaves out other servers."""

    only_local: bool = False

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the switches."""
        refuse(fields, remote=_LATER, only_media=_LATER)
        return cls(only_local=fields.flag("local", default=False))


@attrs.frozen(kw_only=True)
class TagTimelineForm:
    """The timeline of a tag, which has no switches yet."""

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Refuse every switch."""
        refuse(
            fields, any=_LATER, all=_LATER, none=_LATER, local=_LATER, remote=_LATER, only_media=_LATER
        )
        return cls()
