"""A person who is named in a status, as the client API shows it."""

from gotosocial.mastodon.acct import acct
from gotosocial.models.account import Account


def mention_entity(account: Account) -> dict[str, str]:
    """Return a Status::Mention."""
    return {
        "id": account.id,
        "username": account.username,
        "url": account.url or account.uri,
        "acct": acct(account),
    }
