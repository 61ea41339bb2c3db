"""An account: a person, a group or a bot, here or on another server."""

from datetime import datetime

import attrs

from gotosocial.models.remote_totals import RemoteTotals


@attrs.frozen(kw_only=True)
class ProfileField:
    """One line of the table on a profile; ``value`` is clean HTML, in the raw form plain text."""

    name: str
    value: str
    verified_at: datetime | None = None


@attrs.frozen(kw_only=True)
class Account:
    """An account with its counts. ``domain`` is empty for local accounts; ``note`` is clean HTML.

    The counts are those of the rows that are here; ``totals`` is what a remote account's own server counts.
    """

    id: str
    username: str
    domain: str
    display_name: str
    note: str
    note_raw: str
    fields: tuple[ProfileField, ...]
    fields_raw: tuple[ProfileField, ...]
    emoji_ids: tuple[str, ...]
    avatar_media_id: str
    header_media_id: str
    avatar_remote_url: str
    header_remote_url: str
    avatar_remote_description: str = ""
    """The alt texts of the two, as the account's own server says them."""
    header_remote_description: str = ""
    also_known_as_uris: tuple[str, ...]
    moved_to_uri: str
    actor_type: str
    is_locked: bool
    is_discoverable: bool
    is_indexable: bool
    hides_public_from_web: bool
    hides_unlisted_from_web: bool
    uri: str
    url: str
    inbox_uri: str
    shared_inbox_uri: str
    outbox_uri: str
    following_uri: str
    followers_uri: str
    featured_uri: str
    public_key: str
    public_key_uri: str
    created_at: datetime
    updated_at: datetime
    fetched_at: datetime | None
    suspended_at: datetime | None
    suspension_origin: str
    followers_count: int = 0
    following_count: int = 0
    statuses_count: int = 0
    last_status_at: datetime | None = None
    totals: RemoteTotals | None = None
    is_admin: bool = False
    is_moderator: bool = False
    is_active: bool = True
    """False for a local account whose user is disabled, unapproved or unconfirmed."""
    hides_collections: bool = False
    theme: str = ""
    custom_css: str = ""
    enable_rss: bool = False
    web_layout: str = "microblog"

    @property
    def is_local(self) -> bool:
        """Whether the account lives here."""
        return not self.domain

    @property
    def is_suspended(self) -> bool:
        """Whether the account was suspended, here or by its own server."""
        return self.suspended_at is not None

    @property
    def is_bot(self) -> bool:
        """Whether a program speaks (row A-11)."""
        return self.actor_type in ("Service", "Application")

    @property
    def is_group(self) -> bool:
        """Whether the account is a group (row A-39)."""
        return self.actor_type == "Group"

    @property
    def acct(self) -> str:
        """The account's name as seen from here: ``name`` or ``name@domain``."""
        return f"{self.username}@{self.domain}" if self.domain else self.username
