"""Putting an activity on its way, in the transaction of the deed that it tells of.

    async def deed(t: Transaction) -> None:
        await t.follows.insert(follow)
        await outbox.send(t, Parcel(activity_uri=..., body=..., signer_id=..., object_uri=...), inboxes)

What is written here leaves after the COMMIT, or never when there is none. Inboxes may be given twice and may
be our own: each gets the activity once, and we get nothing.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

import attrs
from twisted.logger import Logger

from gotosocial.errors import RemoteFailed
from gotosocial.http.targets import read_target
from gotosocial.models.delivery import OutgoingActivity
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.ulid import Ulids

_log = Logger()


@attrs.frozen(kw_only=True)
class Parcel:
    """An activity that is written and ready.

    ``signer_id``: the local account that sends it. ``object_uri``: what it is about and would be withdrawn
    with (the URI of a status, an actor, a follow).
    """

    activity_uri: str
    body: bytes
    signer_id: str
    object_uri: str


class Standing(Protocol):
    """What the outbox asks about hosts; answered from memory, since a transaction is open."""

    def is_parked(self, host: str) -> bool:
        """Tell whether the host has been dead for so long that nothing is queued for it."""


@attrs.frozen
class Outbox:
    """Queues activities and takes them back. ``own_hosts``: names under which we would talk to ourselves.

    ``is_blocked`` tells of a host, from memory, whether nobody talks with it.
    """

    standing: Standing
    is_blocked: Callable[[str], bool]
    own_hosts: frozenset[str]
    ulids: Ulids
    clock: Clock

    async def send(self, t: Transaction, parcel: Parcel, inboxes: Iterable[str]) -> int:
        """Let the activity wait for each inbox that may have it; return how many those are."""
        wanted = {inbox: host for inbox, host in map(_placed, inboxes) if self._may_have(host)}
        if not wanted:
            return 0
        activity = OutgoingActivity(
            id=self.ulids.new(),
            uri=parcel.activity_uri,
            object_uri=parcel.object_uri,
            signer_id=parcel.signer_id,
            body=parcel.body.decode(),
            made_at=self.clock.now(),
        )
        t.outgoing_activities.add(activity)
        await t.deliveries.insert(activity.id, wanted)
        return len(wanted)

    async def withdraw(self, t: Transaction, object_uri: str) -> None:
        """Delete what waits and is about the object; what is under way just now may still arrive.

        Call it before ``send`` of the Delete that follows, which is about the same object.
        """
        await t.deliveries.withdraw(object_uri)

    def _may_have(self, host: str) -> bool:
        if not host or host in self.own_hosts:
            return False
        return not (self.is_blocked(host) or self.standing.is_parked(host))


def _placed(inbox: str) -> tuple[str, str]:
    """Return the inbox and its host; an empty host where the inbox is no address."""
    try:
        return inbox, read_target(inbox).netloc
    except RemoteFailed as error:
        if inbox:
            _log.debug("{inbox} is not an inbox: {error}", inbox=inbox[:200], error=error)
        return inbox, ""
