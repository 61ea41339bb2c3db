"""Which slice of a timeline somebody wants (rows T-01 to T-08); 20 statuses by default, 40 at most."""

from typing import ClassVar, Self

import attrs

from gotosocial.mastodon.forms.paging import PageForm, read_page
from gotosocial.mastodon.forms.reading import refuse
from gotosocial.models.fields import Fields

_LATER = "this choice is not available yet"


@attrs.frozen(kw_only=True)
class TimelineForm(PageForm):
    """A slice of the home or the public timeline; ``only_local`` leaves out other servers."""

    MAXIMUM: ClassVar[int] = 40
    only_local: bool = False

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the slice."""
        refuse(fields, remote=_LATER, only_media=_LATER)
        return cls(
            page=read_page(fields, cls.DEFAULT, cls.MAXIMUM),
            only_local=fields.flag("local", default=False),
        )


@attrs.frozen(kw_only=True)
class TagTimelineForm(PageForm):
    """A slice of the timeline of a tag."""

    MAXIMUM: ClassVar[int] = 40

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the slice."""
        refuse(
            fields, any=_LATER, all=_LATER, none=_LATER, local=_LATER, remote=_LATER, only_media=_LATER
        )
        return cls(page=read_page(fields, cls.DEFAULT, cls.MAXIMUM))
