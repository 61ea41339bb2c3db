"""What somebody sends to publish a status, to boost one, or to get several at once."""

from typing import Self

import attrs

from gotosocial.errors import Refused
from gotosocial.mastodon.forms.reading import content_type, ids, language, refuse, visibility
from gotosocial.models.fields import Fields
from gotosocial.models.visibility import Visibility

MAX_MEDIA_IDS = 100
MAX_STATUS_IDS = 20
_QUOTES = "quotes are not available here"


@attrs.frozen(kw_only=True)
class StatusForm:
    """A status to publish (row S-02); empty strings and None mean that the author's settings decide.

    How long the text may be and how many files it may have is checked where the configuration is known.
    """

    text: str = ""
    spoiler_text: str = ""
    media_ids: tuple[str, ...] = ()
    in_reply_to_id: str = ""
    is_sensitive: bool | None = None
    visibility: Visibility | None = None
    language: str = ""
    content_type: str = ""
    is_local_only: bool = False

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form; what a later version brings raises Refused instead of being ignored."""
        refuse(
            fields,
            poll="polls are not available yet",
            scheduled_at="scheduled statuses are not available yet",
            interaction_policy="policies of single statuses are not available yet",
            quoted_status_id=_QUOTES,
            quote_id=_QUOTES,
        )
        if fields.text("quote_approval_policy") not in ("", "nobody"):
            raise Refused(f"quote_approval_policy: {_QUOTES}")
        return cls(
            text=fields.text("status"),
            spoiler_text=_unless_blank(fields.text("spoiler_text")),
            media_ids=ids(fields, "media_ids", MAX_MEDIA_IDS),
            in_reply_to_id=fields.text("in_reply_to_id"),
            is_sensitive=fields.maybe_flag("sensitive"),
            visibility=visibility(fields),
            language=language(fields),
            content_type=content_type(fields),
            is_local_only=_is_local_only(fields),
        )


@attrs.frozen(kw_only=True)
class BoostForm:
    """A boost (row S-15); ``visibility`` None means that of the boosted status."""

    visibility: Visibility | None = None

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form."""
        return cls(visibility=visibility(fields))


@attrs.frozen(kw_only=True)
class DeletionForm:
    """A deletion (row S-18); the media stay for a new status unless they shall go too (row G-037)."""

    deletes_media: bool = False

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form."""
        return cls(deletes_media=fields.flag("delete_media", default=False))


@attrs.frozen(kw_only=True)
class StatusIdsForm:
    """Several statuses by id (row Z-13)."""

    ids: tuple[str, ...]

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read up to 20 ids."""
        return cls(ids=ids(fields, "id", MAX_STATUS_IDS))


def _unless_blank(text: str) -> str:
    """A warning that says nothing would only hide the post behind an empty line."""
    return text if text.strip() else ""


def _is_local_only(fields: Fields) -> bool:
    local_only = fields.maybe_flag("local_only")
    federated = fields.maybe_flag("federated")
    if local_only is not None:
        return local_only
    return federated is False
