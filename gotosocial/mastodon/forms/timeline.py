"""Which statuses of a timeline somebody wants (rows T-01 to T-08); cursors are read elsewhere."""

from typing import Self

import attrs

from gotosocial.mastodon.forms.reading import refuse
from gotosocial.models.fields import Fields
from gotosocial.models.origin import Origin

_LATER = "this choice is not available yet"


@attrs.frozen(kw_only=True)
class HomeTimelineForm:
    """The home timeline; ``only_local`` leaves out other servers."""

    only_local: bool = False

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the switches."""
        refuse(fields, remote=_LATER, only_media=_LATER)
        return cls(only_local=fields.flag("local", default=False))


@attrs.frozen(kw_only=True)
class PublicTimelineForm:
    """The public timeline, of this server, of all others, or of both."""

    origin: Origin = Origin.ANY

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the switches; both at once leave out nothing, as in Mastodon."""
        refuse(fields, only_media=_LATER)
        is_local, is_remote = fields.flag("local", default=False), fields.flag("remote", default=False)
        if is_local == is_remote:
            return cls()
        return cls(origin=Origin.LOCAL if is_local else Origin.REMOTE)


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
