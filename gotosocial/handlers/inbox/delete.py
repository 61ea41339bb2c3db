"""A status or an account elsewhere is gone (row I-09)."""

import attrs

from gotosocial.activitypub.activity import Delete
from gotosocial.errors import NotAllowed, NotRelevant
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.handlers.shared.remove_account import AccountRemover
from gotosocial.handlers.shared.remove_status import StatusRemover
from gotosocial.handlers.shared.telling.forward import ReplyForwarder
from gotosocial.jobs.kinds import AccountGone
from gotosocial.jobs.queue import enqueue
from gotosocial.models.account import Account
from gotosocial.models.rules.trust import same_host
from gotosocial.storage.stores import Transaction


@attrs.frozen
class DeleteReceiver:
    """Removes what its owner deleted, and remembers ids that are not known yet, so that they never enter."""

    senders: Senders
    statuses: StatusRemover
    accounts: AccountRemover
    forwarder: ReplyForwarder

    async def receive(self, got: Received[Delete]) -> None:
        """Remove the status or the account; only those of the sender."""
        if got.activity.object_uri == got.sender.actor_uri:
            await self._remove_sender(got)
        else:
            await self._remove(got, got.activity.object_uri)

    async def _remove_sender(self, got: Received[Delete]) -> None:
        """Let the account be gone from now on; taking apart what it has left may take long, and is a job."""
        account = await self.senders.known(got)

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            await self.accounts.suspend_within(t, account.id)
            # Caches go on serving it for a while.
            await t.tombstones.insert(account.uri)
            await enqueue(t, AccountGone(account_id=account.id), unique_key=account.id)

        await self.senders.access.db.transact(deed)

    async def _remove(self, got: Received[Delete], uri: str) -> None:
        """Remove what is known, and remember that it is gone; whom it was passed on to hear of it too."""

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            # Asked within: the post may be on its way into the database at this very moment.
            status = await t.statuses.find_by_uri(uri)
            if status is not None:
                self._check_owner(got, await t.accounts.get(status.account_id))
                boosters = await self.forwarder.boosters(t, status)
                if await self.statuses.remove_within(t, status):
                    await self.forwarder.pass_on(t, got.original, status, boosters, is_last=True)
            elif not same_host(uri, got.sender.actor_uri):
                raise NotRelevant("the object is not of the sender's server")
            await t.tombstones.insert(uri)

        await self.senders.access.db.transact(deed)

    def _check_owner(self, got: Received[Delete], author: Account) -> None:
        if author.uri != got.sender.actor_uri:
            raise NotAllowed("only its author deletes a status")
