"""Passing answers on to the followers of who was answered, and deletions to those of who boosted (row G-128).

An answer from a stranger reaches only the servers of its own followers and of those whom it names. Whoever
follows the author of the post would not see it, so the author's server sends the activity on as it came, in
the author's name. Whoever gets it believes only the ids and fetches the answer from where it lives. In the
same way a deletion follows the boosts: its author does not know everybody to whom they brought the post.
"""

from collections.abc import Sequence

import attrs

from gotosocial.federation.sender.outbox import Parcel
from gotosocial.federation.sender.recipients import inboxes_of_followers
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.models.account import Account
from gotosocial.models.status import Status
from gotosocial.storage.stores import Transaction
from gotosocial.util.domains import host_of

MOST_BOOSTERS = 500
"""How many boosts of one status are looked at."""


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

    async def pass_on(
        self, t: Transaction, original: Original, status: Status, boosters: Sequence[Account] = ()
    ) -> None:
        """Queue the activity about a remote status for the followers of the local author whom it answers.

        And for those of the ``boosters``. Nothing where it is not open, or comes from somebody else.
        """
        if not original.body or status.is_local or status.is_pending or not status.visibility.is_open:
            return
        answered = [status.in_reply_to_account_id] if status.in_reply_to_account_id else []
        authors = (await t.accounts.get_many(answered)).values() if answered else ()
        sender_host, heard = host_of(original.sender_uri), set[str]()
        for speaker in (*(one for one in authors if one.is_local), *boosters):
            inboxes = await inboxes_of_followers(t, speaker.id, shared=self.messenger.uses_shared_inboxes)
            fresh = [one for one in inboxes if one not in heard and host_of(one) != sender_host]
            heard.update(fresh)
            if fresh:
                parcel = Parcel(
                    activity_uri=original.uri,
                    body=original.body,
                    signer_id=speaker.id,
                    object_uri=status.uri,
                )
                await self.messenger.outbox.send(t, parcel, fresh)

    async def boosters(self, t: Transaction, status: Status) -> list[Account]:
        """Return local accounts that boosted the status, before it is removed and their boosts with it."""
        boosts = (await t.statuses.boosts_of(status.id))[:MOST_BOOSTERS]
        found = await t.accounts.get_many([boost.account_id for boost in boosts]) if boosts else {}
        return [account for account in found.values() if account.is_local]
