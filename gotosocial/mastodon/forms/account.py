"""What somebody sends to follow, mute, note, find and list accounts."""

from datetime import timedelta
from typing import Self

import attrs

from gotosocial.errors import Invalid
from gotosocial.mastodon.forms.reading import ids, refuse, required_text, text_up_to
from gotosocial.models.account_statuses import AccountStatuses
from gotosocial.models.fields import Fields
from gotosocial.text.hashtags import normal_hashtag

MAX_IDS = 100
MAX_ACCOUNT_IDS = 40
MAX_QUERY = 1000
MAX_NOTE = 5000
MAX_MUTE_SECONDS = 100 * 366 * 24 * 3600


@attrs.frozen(kw_only=True)
class FollowForm:
    """How to follow; None keeps what is set, or takes the default: boosts shown, posts not notified."""

    reblogs: bool | None = None
    notify: bool | None = None

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form."""
        refuse(fields, languages="choosing languages of a follow is not available yet")
        return cls(reblogs=fields.maybe_flag("reblogs"), notify=fields.maybe_flag("notify"))


@attrs.frozen(kw_only=True)
class MuteForm:
    """How to mute; ``duration`` None means for ever (row M-01)."""

    notifications: bool = True
    duration: timedelta | None = None

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form, whose duration is in seconds and 0 for ever."""
        seconds = fields.number("duration", 0)
        if not 0 <= seconds <= MAX_MUTE_SECONDS:
            raise Invalid(f"duration must lie between 0 and {MAX_MUTE_SECONDS} seconds")
        return cls(
            notifications=fields.flag("notifications", default=True),
            duration=timedelta(seconds=seconds) if seconds else None,
        )


@attrs.frozen(kw_only=True)
class NoteForm:
    """A private note on an account; empty deletes it (row A-30)."""

    comment: str = ""

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form."""
        return cls(comment=text_up_to(fields, "comment", MAX_NOTE))


@attrs.frozen(kw_only=True)
class RelationshipsForm:
    """The accounts whose relationships are asked for, as ``id[]`` or ``id`` (row A-23)."""

    ids: tuple[str, ...]

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read up to 100 ids; suspended accounts are always part of the answer."""
        fields.flag("with_suspended", default=True)
        return cls(ids=ids(fields, "id", MAX_IDS))


@attrs.frozen(kw_only=True)
class AccountIdsForm:
    """Several accounts by id (row G-036)."""

    ids: tuple[str, ...]

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read up to 40 ids."""
        return cls(ids=ids(fields, "id", MAX_ACCOUNT_IDS))


@attrs.frozen(kw_only=True)
class LookupForm:
    """An account by name (row A-21), without the leading ``@``."""

    acct: str

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the name, which must be there."""
        return cls(acct=required_text(fields, "acct", MAX_QUERY).strip().removeprefix("@"))


@attrs.frozen(kw_only=True)
class AccountSearchForm:
    """A search for accounts (row A-22)."""

    query: str
    resolve: bool = False
    following: bool = False

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form."""
        return cls(
            query=required_text(fields, "q", MAX_QUERY).strip(),
            resolve=fields.flag("resolve", default=False),
            following=fields.flag("following", default=False),
        )


@attrs.frozen(kw_only=True)
class AccountStatusesForm:
    """Which posts of an account (row A-31); ``pinned`` asks for the pinned ones and no others."""

    wanted: AccountStatuses
    pinned: bool = False

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the switches."""
        tagged = fields.text("tagged")
        tag = normal_hashtag(tagged) if tagged else ""
        if tag is None:
            raise Invalid("tagged must be a hashtag")
        return cls(
            pinned=fields.flag("pinned", default=False),
            wanted=AccountStatuses(
                exclude_replies=fields.flag("exclude_replies", default=False),
                exclude_reblogs=fields.flag("exclude_reblogs", default=False),
                only_media=fields.flag("only_media", default=False),
                only_public=fields.flag("only_public", default=False),
                tagged=tag,
            ),
        )
