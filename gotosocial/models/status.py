"""A status: a post, a reply, or a boost of one."""

from datetime import datetime

import attrs

from gotosocial.models.interaction_policy import InteractionPolicy
from gotosocial.models.visibility import Visibility


@attrs.frozen(kw_only=True)
class Status:
    """A post with its counts; related things are ids, never objects.

    ``content`` is clean HTML, ``text`` what the author typed, ``spoiler_text`` plain text. For a boost
    ``boost_of_id`` is set and there is no content. ``thread_id`` is the id of a status of the thread,
    the same for all of it; ``is_monologue``: all that is above it is known and by the same author. ``tags``
    are normalised names without the ``#``.
    """

    id: str
    uri: str
    url: str
    account_id: str
    created_at: datetime
    visibility: Visibility
    thread_id: str
    edited_at: datetime | None = None
    fetched_at: datetime | None = None
    pinned_at: datetime | None = None
    is_local: bool = True
    is_federated: bool = True
    is_sensitive: bool = False
    is_pending: bool = False
    approved_by_uri: str = ""
    activity_type: str = "Note"
    in_reply_to_id: str = ""
    in_reply_to_uri: str = ""
    in_reply_to_account_id: str = ""
    is_monologue: bool = True
    boost_of_id: str = ""
    boost_of_account_id: str = ""
    content: str = ""
    text: str = ""
    content_type: str = "text/plain"
    spoiler_text: str = ""
    language: str = ""
    mentioned_ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    emoji_ids: tuple[str, ...] = ()
    media_ids: tuple[str, ...] = ()
    application_id: str = ""
    policy: InteractionPolicy | None = None
    poll_id: str = ""
    favourites_count: int = 0
    reblogs_count: int = 0
    replies_count: int = 0

    @property
    def is_boost(self) -> bool:
        """Whether this only repeats another status."""
        return bool(self.boost_of_id)

    @property
    def is_reply(self) -> bool:
        """Whether this answers another status, known here or not."""
        return bool(self.in_reply_to_id or self.in_reply_to_uri)

    @property
    def original_id(self) -> str:
        """The id of the status that is shown: the boosted one, or this one."""
        return self.boost_of_id or self.id
