"""Which inbox an activity goes to: that of each account, or the one that a server's accounts share.

``shared`` is the admin's choice (``instance-deliver-to-shared-inboxes``). Inboxes may be named twice; the
outbox takes each once.
"""

from collections.abc import Iterable

from gotosocial.models.account import Account
from gotosocial.storage.stores import Shelves


async def inboxes_of_followers(shelves: Shelves, account_id: str, *, shared: bool) -> list[str]:
    """Return the inboxes of all remote followers of a local account, each once.

    ``shelves`` is a transaction or the database; the read may be long where many follow.
    """
    return await shelves.follower_inboxes.list(account_id, shared=shared)


def inbox_of(account: Account, *, shared: bool) -> str:
    """Return the inbox of a remote account, or an empty text for local ones and those without one."""
    if account.is_local:
        return ""
    return (account.shared_inbox_uri if shared else "") or account.inbox_uri


def inboxes_of(accounts: Iterable[Account], *, shared: bool) -> list[str]:
    """Return the inboxes of those of the accounts that are remote, each once."""
    found = dict.fromkeys(inbox_of(account, shared=shared) for account in accounts)
    return [inbox for inbox in found if inbox]
