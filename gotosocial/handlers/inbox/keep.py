"""Keeps what a proved sender has sent: from here on we owe it work, and it may be answered with 202.

::

    read it -> of no use, or touching a blocked domain?  -> 202, nothing is kept
            -> an id that the sender cannot have given?   -> 403
            -> was here already?                          -> 202, nothing happens again
    one transaction: a row that remembers it for the window of the Date, and the job

What was seen is told by sender, id and body: a second Update with the same id and another body is kept, and
nobody keeps a message from its author away by sending it first. What may be done, undone and done again has
the same id and body each time on some servers (Misskey, Takahē), or no id (Mastodon's pins): it is told by
what was signed, too, which has a time. Activities of other actors than the sender are kept as they are;
whoever works them through believes only their ids.
"""

from collections.abc import Iterable
from hashlib import sha256

import attrs

from gotosocial.activitypub.activity import (
    Activity,
    Add,
    Announce,
    Block,
    Create,
    Delete,
    Flag,
    Follow,
    Like,
    Remove,
    Undo,
    Unknown,
)
from gotosocial.activitypub.read.activity import read_activity
from gotosocial.activitypub.read.parse import read_json
from gotosocial.errors import Gone, NotAllowed, NotFound
from gotosocial.federation.domain_policy import DomainPolicy
from gotosocial.federation.gate import Sender
from gotosocial.handlers.inbox.crowding import Crowding
from gotosocial.handlers.shared.access import Access
from gotosocial.jobs.kinds import ActivityReceived
from gotosocial.jobs.queue import enqueue
from gotosocial.models.rules.trust import same_site
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.domains import site_of

AGAIN = (Follow, Like, Announce, Block, Undo, Add, Remove)
"""What is news whenever it is signed anew."""
NEEDS_NO_ID = (Add, Remove)
"""Nothing is believed of these; they let a collection be read again."""


@attrs.frozen
class ActivityKeeper:
    """Takes activities over."""

    access: Access
    policy: DomainPolicy
    crowding: Crowding
    clock: Clock

    async def keep(self, sender: Sender, body: bytes, *, username: str = "") -> bool:
        """Keep an activity that came to somebody's inbox, or to the shared one where no name is given.

        Return whether it is new and will be worked through. Raises Malformed, NotFound or Gone (no such
        inbox), NotAllowed (its owner blocks the sender; an id of another server), Overloaded.
        """
        activity = read_activity(read_json(body))
        inbox_of = await self._owner(username, sender, activity) if username else ""
        if not await self._is_of_use(sender, activity):
            return False
        site = site_of(sender.host)
        lane = await self.crowding.lane_for(site)
        digest = digest_of(sender, activity, body)
        job = ActivityReceived(
            body=body.decode(),
            actor_uri=sender.actor_uri,
            key_uri=sender.key_uri,
            host=sender.host,
            inbox_of=inbox_of,
            digest=digest,
        )

        async def deed(t: Transaction) -> bool:
            is_new = await t.seen_activities.insert(digest, site, self.clock.now())
            if is_new:
                await enqueue(t, job, lane=lane)
            return is_new

        return await self.access.db.transact(deed)

    async def _owner(self, username: str, sender: Sender, activity: Activity) -> str:
        """Return the id of the account whose inbox it is."""
        owner = await self.access.known.find_local(username)
        if owner is None or not owner.is_active:
            raise NotFound
        if owner.is_suspended:
            raise Gone("this account was deleted")
        if not isinstance(activity, (Delete, Undo)):
            account = await self.access.known.find_by_uri(sender.actor_uri)
            if account is not None and account.id in (await self.access.viewer(owner.id)).blocking:
                raise NotAllowed("the owner of this inbox blocks the sender")
        return owner.id

    async def _is_of_use(self, sender: Sender, activity: Activity) -> bool:
        if isinstance(activity, Unknown) or not (activity.uri or isinstance(activity, NEEDS_NO_ID)):
            return False
        is_own = activity.actor_uri == sender.actor_uri
        if is_own and activity.uri and not same_site(activity.uri, sender.actor_uri):
            raise NotAllowed("the activity has an id of another server")
        if await self.policy.any_blocked(_ids_of(activity)):
            return False
        if isinstance(activity, Delete) and activity.object_uri == activity.actor_uri:
            return await self.access.known.find_by_uri(activity.actor_uri) is not None
        return True


def digest_of(sender: Sender, activity: Activity, body: bytes) -> str:
    """Return what stands for the activity among those that were seen."""
    said_at = sender.proof if isinstance(activity, AGAIN) else ""
    parts = (sender.actor_uri.encode(), activity.uri.encode(), sha256(body).digest(), said_at.encode())
    return sha256(b"\n".join(part for part in parts if part)).hexdigest()


def _ids_of(activity: Activity) -> Iterable[str]:
    """Yield whose word it is and what it is about; whom it is addressed to does not matter."""
    yield activity.uri
    yield activity.actor_uri
    yield getattr(activity, "object_uri", "")
    yield getattr(activity, "target_uri", "")
    if isinstance(activity, Flag):
        yield from activity.object_uris
    if isinstance(activity, Create) and activity.note is not None:
        yield activity.note.author_uri
