"""The account that speaks, and the local one that it speaks to."""

import attrs

from gotosocial.activitypub.activity import Activity
from gotosocial.errors import NotAllowed, NotRelevant
from gotosocial.federation.dereference.accounts import AccountFetcher
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.shared.access import Access
from gotosocial.models.account import Account


@attrs.frozen
class Senders:
    """Finds both ends of an activity; every receiver starts here."""

    fetcher: AccountFetcher
    access: Access

    async def account(self, got: Received[Activity]) -> Account:
        """Return the sender's account, fetched where it is unknown; NotAllowed where it is suspended."""
        account = await self.fetcher.by_uri(got.sender.actor_uri, as_=got.inbox_of)
        if account.is_local:
            raise NotAllowed("local accounts do not speak through inboxes")
        if account.is_suspended:
            raise NotAllowed("the sender is suspended")
        return account

    async def settled(self, got: Received[Activity]) -> Account:
        """Return the sender's account; NotAllowed where it has moved away, since it may make nothing new."""
        account = await self.account(got)
        if account.moved_to_uri:
            raise NotAllowed("the sender has moved away")
        return account

    async def known(self, got: Received[Activity]) -> Account:
        """Return the sender's account as it is stored; NotRelevant where nobody here knows it."""
        account = await self.access.known.find_by_uri(got.sender.actor_uri)
        if account is None or account.is_local:
            raise NotRelevant("nobody here knows the sender")
        return account

    async def target(self, got: Received[Activity], uri: str) -> Account:
        """Return the local account with the URI, to whose inbox it came or the shared one, or NotRelevant."""
        target = await self.access.known.find_by_uri(uri)
        if target is None or not target.is_local or target.is_suspended or not target.is_active:
            raise NotRelevant("the activity is about nobody here")
        if got.inbox_of and got.inbox_of != target.id:
            raise NotAllowed("the activity came to another one's inbox")
        return target

    async def refuse_blocked(self, account: Account, target: Account) -> None:
        """Raise NotAllowed where a block stands between the two."""
        if (await self.access.viewer(target.id)).is_cut_from(account.id):
            raise NotAllowed("a block stands between the two")
