"""Where local things are found: the URIs of actors and activities, the URLs of pages, files and assets.

One layout for everything (row A-03 and the federation facts, section 1): ids are built from the host and
never from the account domain. Nothing here is parsed.
"""

from zlib import crc32

import attrs

DEFAULT_AVATARS = 6
"""How many default avatars are bundled in ``res/static/default_avatars/``: ``1.webp`` and so on."""


def create_of(status_uri: str) -> str:
    """Return the id of the Create of a local status."""
    return status_uri + "/activity#Create"


def update_of(status_uri: str, edit: str) -> str:
    """Return the id of one Update of a local status; ``edit`` differs between its edits."""
    return f"{status_uri}/activity#Update/{edit}"


def delete_of(uri: str) -> str:
    """Return the id of the Delete of a local status or actor, which can be deleted once."""
    return uri + "#Delete"


def undo_of(activity_uri: str) -> str:
    """Return the id of the Undo of an activity, which can be taken back once."""
    return activity_uri + "#Undo"


@attrs.frozen
class Actor:
    """The addresses below the id ``uri`` of one local actor."""

    uri: str

    @property
    def inbox(self) -> str:
        """The inbox."""
        return self.uri + "/inbox"

    @property
    def outbox(self) -> str:
        """The outbox."""
        return self.uri + "/outbox"

    @property
    def followers(self) -> str:
        """The collection of followers."""
        return self.uri + "/followers"

    @property
    def following(self) -> str:
        """The collection of followed accounts."""
        return self.uri + "/following"

    @property
    def featured(self) -> str:
        """The collection of pinned statuses."""
        return self.uri + "/collections/featured"

    @property
    def featured_tags(self) -> str:
        """The collection of featured hashtags."""
        return self.uri + "/collections/tags"

    @property
    def main_key(self) -> str:
        """The id of the key of an account that is made here; imported ones keep theirs."""
        return self.uri + "#main-key"

    def under(self, *parts: str) -> str:
        """Return an address below the actor: ``under("blocks", id)``."""
        return "/".join((self.uri, *parts))


@attrs.frozen
class Addresses:
    """The addresses of one instance. ``origin``: ``https://host``; ``host`` may have a port."""

    origin: str
    host: str
    account_domain: str

    def under(self, username: str) -> Actor:
        """Return the addresses that belong to a local actor."""
        return Actor(self.actor(username))

    @property
    def instance_actor(self) -> str:
        """The id of the instance actor, whose username is the host."""
        return self.actor(self.host)

    @property
    def shared_inbox(self) -> str:
        """The inbox that all local actors share (row G-107)."""
        return self.origin + "/inbox"

    def actor(self, username: str) -> str:
        """Return the id of a local actor."""
        return f"{self.origin}/users/{username}"

    def profile_url(self, username: str) -> str:
        """Return the profile page of a local account."""
        return f"{self.origin}/@{username}"

    def inbox(self, username: str) -> str:
        """Return the inbox of a local actor."""
        return self.under(username).inbox

    def outbox(self, username: str) -> str:
        """Return the outbox of a local actor."""
        return self.under(username).outbox

    def followers(self, username: str) -> str:
        """Return the followers collection of a local actor."""
        return self.under(username).followers

    def following(self, username: str) -> str:
        """Return the following collection of a local actor."""
        return self.under(username).following

    def featured(self, username: str) -> str:
        """Return the collection of pinned statuses of a local actor."""
        return self.under(username).featured

    def main_key(self, username: str) -> str:
        """Return the key id of a new local actor."""
        return self.under(username).main_key

    def status(self, username: str, status_id: str) -> str:
        """Return the id of a local status or boost."""
        return self.under(username).under("statuses", status_id)

    def status_url(self, username: str, status_id: str) -> str:
        """Return the page of a local status."""
        return f"{self.origin}/@{username}/statuses/{status_id}"

    def follow(self, username: str, follow_id: str) -> str:
        """Return the id of a Follow of a local actor."""
        return self.under(username).under("follow", follow_id)

    def like(self, username: str, favourite_id: str) -> str:
        """Return the id of a Like of a local actor."""
        return self.under(username).under("liked", favourite_id)

    def block(self, username: str, block_id: str) -> str:
        """Return the id of a Block of a local actor."""
        return self.under(username).under("blocks", block_id)

    def activity(self, username: str, kind: str, activity_id: str) -> str:
        """Return the id of another activity; ``kind`` is its folder: ``updates``, ``accepts``, ``moves``."""
        return self.under(username).under(kind, activity_id)

    def report(self, report_id: str) -> str:
        """Return the id of a Flag, which names nobody here."""
        return f"{self.origin}/reports/{report_id}"

    def tag(self, name: str) -> str:
        """Return the page of a hashtag, which is named in lower case and without ``#``."""
        return f"{self.origin}/tags/{name}"

    def file(self, key: str) -> str:
        """Return where a file of the blob store is served, by its key."""
        return f"{self.origin}/fileserver/{key}"

    def emoji(self, emoji_id: str) -> str:
        """Return the id of a local custom emoji."""
        return f"{self.origin}/emoji/{emoji_id}"

    def asset(self, path: str) -> str:
        """Return where a bundled static file is served."""
        return f"{self.origin}/assets/{path}"

    @property
    def source(self) -> str:
        """The source of this very server."""
        return f"{self.origin}/source.tar.gz"

    def default_avatar(self, account_id: str) -> str:
        """Return the picture of an account that has none, always the same one (row A-38)."""
        return self.asset(f"default_avatars/{crc32(account_id.encode()) % DEFAULT_AVATARS + 1}.webp")

    @property
    def default_header(self) -> str:
        """The header of an account that has none."""
        return self.asset("default_header.webp")

    @property
    def default_thumbnail(self) -> str:
        """The picture of an instance whose admin chose none."""
        return self.asset("logo.webp")

    @property
    def streaming(self) -> str:
        """Where WebSockets are opened: ``wss://host``, or ``ws://`` where the instance runs without TLS."""
        return "ws" + self.origin.removeprefix("http")
