"""How a local account is set: what its owner edits, and what apps ask of it (rows A-04, A-20)."""

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.models.account import Account
from gotosocial.models.account_settings import AccountSettings
from gotosocial.models.requester import Requester


@attrs.frozen(kw_only=True)
class OwnAccount:
    """An account as its owner sees it."""

    account: Account
    settings: AccountSettings
    follow_requests: int


@attrs.frozen
class AccountSettingsReader:
    """Reads the requester's own account with its settings."""

    access: Access

    async def own(self, requester: Requester) -> OwnAccount:
        """Return the account, its settings and how many requests to follow wait."""
        account = await self.access.own_account(requester)
        return OwnAccount(
            account=account,
            settings=await self.access.settings(account.id),
            follow_requests=await self.access.db.follow_requests.count_incoming(account.id),
        )
