"""Passing answers on to the followers of who was answered, and deletions to those of who boosted (row G-128).

An answer from a stranger reaches only the servers of its own followers and of those whom it names. Whoever
follows the author of the post would not see it, so the author's server sends the activity on as it came, in
the author's name. Whoever gets it believes only the ids and fetches the answer from where it lives. In the
same way a deletion follows the boosts: its author does not know everybody to whom they brought the post.

One small activity becomes thousands of deliveries, so each site has few of them passed on at a time. What is
not passed on stands among the replies of the post, where others find it.
"""

from collections.abc import Sequence

import attrs

from gotosocial.federation.sender.outbox import Parcel
from gotosocial.federation.sender.recipients import inboxes_of_followers
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.models.account import Account
from gotosocial.models.status import Status
from gotosocial.storage.stores import Transaction
from gotosocial.util.domains import host_of, site_of
from gotosocial.util.lru import Lru

MOST_BOOSTERS = 500
"""How many boosts of one status are looked at."""
MOST_AT_A_TIME = 30
"""Creates and Updates of one site that are passed on within ``WINDOW``; of Deletes three times as many."""
WINDOW = 300.0
LARGEST = 65_536
"""Bytes of an activity that is passed on."""


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
    _passed: Lru[str, tuple[float, int]] = attrs.field(factory=lambda: Lru(2_000), init=False)

    async def pass_on(
        self,
        t: Transaction,
        original: Original,
        status: Status,
        boosters: Sequence[Account] = (),
        *,
        is_last: bool = False,
    ) -> None:
        """Queue the activity about a remote status for the followers of the local author whom it answers.

        And for those of the ``boosters``. Nothing where it is not open, or comes from somebody else.
        ``is_last``: the status is gone, so what was said about it and has not left yet stays here.
        """
        if not 0 < len(original.body) <= LARGEST:
            return
        if status.is_local or status.is_pending or not status.visibility.is_open:
            return
        sender_host, heard = host_of(original.sender_uri), set[str]()
        speakers = [*await self._answered(t, status), *boosters]
        if not speakers or not self._has_turn(site_of(sender_host), is_last=is_last):
            return
        if is_last:
            await self.messenger.withdraw(t, status.uri)
        for speaker in speakers:
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

    async def _answered(self, t: Transaction, status: Status) -> list[Account]:
        """Return the local author of the open post that the status answers, if it does."""
        post = await t.statuses.find(status.in_reply_to_id) if status.in_reply_to_id else None
        if post is None or not (post.is_local and post.is_federated and post.visibility.is_open):
            return []
        return list((await t.accounts.get_many([post.account_id])).values())

    def _has_turn(self, site: str, *, is_last: bool) -> bool:
        now = self.messenger.outbox.clock.monotonic()
        since, count = self._passed.get(site) or (now, 0)
        if now - since >= WINDOW:
            since, count = now, 0
        if count >= MOST_AT_A_TIME * (3 if is_last else 1):
            return False
        self._passed.put(site, (since, count + 1))
        return True
