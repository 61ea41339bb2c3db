"""The only way in: a signed request goes in, a ``Sender`` comes out, or an error is raised.

What other servers say is believed because of who says it, and who says it is known from nothing but the
signature. Everything behind the gate takes a ``Sender``, only this file makes one (a test sees to that), and
it makes one only of a ``Verified``, which only a checked signature yields.

::

    too many failures from this address -> 429, before anything is looked at
    signature and key (``proof.py``)    -> 401, 403 (blocked), 410 (gone), 503 (key cannot be had now)
    the actor is suspended here         -> 403
    too much from this host             -> 429
    the host is alive: said to whoever sends to it

A job that waits in the database keeps what a Sender says; ``sender_of`` makes it a Sender again.
"""

from collections.abc import Awaitable, Callable
from hashlib import sha256

import attrs

from gotosocial.crypto.http_signatures import Verified
from gotosocial.crypto.signed_request import BadSignature, NoSignature
from gotosocial.errors import NotAllowed, Unauthorized
from gotosocial.federation.gate_asked import Asked
from gotosocial.federation.gate_limits import GateLimits
from gotosocial.federation.keys import KeyUnavailable
from gotosocial.federation.proof import SignatureCheck
from gotosocial.jobs.kinds import ActivityReceived
from gotosocial.models.public_key_row import PublicKeyRow
from gotosocial.storage.known_accounts import KnownAccounts

Alive = Callable[[str], Awaitable[object]]
"""Told the host of every proved request."""


@attrs.frozen(kw_only=True)
class Sender:
    """An actor whose signature was checked. ``host`` is the host of its URI.

    ``proof`` stands for what was signed, and so for the time when it was said; empty for what waits as a job.
    """

    actor_uri: str
    key_uri: str
    host: str
    proof: str = ""


@attrs.frozen
class Gate:
    """Lets proved senders in."""

    check: SignatureCheck
    limits: GateLimits
    accounts: KnownAccounts
    alive: Alive

    async def admit(self, asked: Asked) -> Sender:
        """Return who sent a POST. Raises what stands above, Malformed where a body is no JSON object.

        Gone means that there is nothing to be done: an inbox answers it with 202.
        """
        sender = await self._proved(asked)
        if self.check.policy.is_own(sender.host):
            raise NotAllowed("actors of this instance do not write to its inboxes")
        self.limits.count_host(sender.host)
        await self.alive(sender.host)
        return sender

    async def reader(self, asked: Asked, *, needs_signature: bool = True) -> Sender | None:
        """Return who sent a GET; None where it is not signed and need not be.

        A signature that is there must be good in any case. Raises Unauthorized, NotAllowed, Gone, Overloaded.
        """
        try:
            sender = await self._proved(asked)
        except NoSignature:
            if needs_signature:
                raise
            return None
        if not self.check.policy.is_own(sender.host):
            await self.alive(sender.host)
        return sender

    async def _proved(self, asked: Asked) -> Sender:
        self.limits.check_client(asked.client)
        try:
            verified, row = await self.check.prove(asked)
        except NoSignature:
            raise
        except (Unauthorized, KeyUnavailable):
            self.limits.count_failure(asked.client)
            raise
        sender = _sender(verified, row)
        await self._refuse_suspended(sender)
        return sender

    async def _refuse_suspended(self, sender: Sender) -> None:
        """Refuse whom this instance has suspended; whom its own server suspended may come back by itself."""
        account = await self.accounts.find_by_uri(sender.actor_uri)
        if account is not None and account.is_suspended and account.suspension_origin != account.id:
            raise NotAllowed("this account is suspended here")


def _sender(verified: Verified, row: PublicKeyRow) -> Sender:
    if verified.key_id != row.uri:
        raise BadSignature("another key was checked", detail=f"{verified.key_id} {row.uri}")
    proof = sha256(verified.text).hexdigest()
    return Sender(actor_uri=row.owner_uri, key_uri=row.uri, host=row.host, proof=proof)


def sender_of(job: ActivityReceived) -> Sender:
    """Return the sender of an activity that was kept; the gate has let it in before it became a job."""
    return Sender(actor_uri=job.actor_uri, key_uri=job.key_uri, host=job.host)
