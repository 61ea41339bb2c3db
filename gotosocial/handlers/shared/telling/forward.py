"""Passing answers on to the followers of who was answered (row G-128).

An answer from a stranger reaches only the servers of its own followers and of those whom it names. Whoever
follows the author of the post would not see it, so the author's server sends the activity on as it came, in
the author's name. Whoever gets it believes only the ids and fetches the answer from where it lives.
"""


import attrs

from gotosocial.federation.sender.outbox import Parcel
from gotosocial.federation.sender.recipients import inboxes_of_followers
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.models.status import Status
from gotosocial.storage.stores import Transaction
from gotosocial.util.domains import host_of


@attrs.frozen(kw_only=True)
class Original:
    """An activity as it came: its bytes, its id, and who sent it here themselves."""

    body: bytes
    uri: str
    sender_uri: str


@attrs.frozen
class ReplyForwarder:
    """Passes on what is public, and was sent here by its author."""

    messenger: Messenger

    async def pass_on(self, t: Transaction, original: Original, reply: Status) -> None:
        """Queue the activity about a remote reply to a local post; nothing where it is none of these."""
        if not original.body or reply.is_local or reply.is_pending or not reply.visibility.is_open:
            return
        if not reply.in_reply_to_account_id:
            return
        author = await t.accounts.find(reply.in_reply_to_account_id)
        if author is None or not author.is_local:
            return
        sender_host = host_of(original.sender_uri)
        shared = self.messenger.uses_shared_inboxes
        inboxes = [
            inbox
            for inbox in await inboxes_of_followers(t, author.id, shared=shared)
            if host_of(inbox) != sender_host
        ]
        if inboxes:
            parcel = Parcel(
                activity_uri=original.uri, body=original.body, signer_id=author.id, object_uri=reply.uri
            )
            await self.messenger.outbox.send(t, parcel, inboxes)
