"""How an account is named for people: ``name`` or ``name@domain``, the domain in its own script."""

from gotosocial.models.account import Account
from gotosocial.util.domains import readable


def acct(account: Account) -> str:
    """Return the name of an account as clients show it."""
    if "xn--" in account.domain:
        return f"{account.username}@{readable(account.domain)}"
    return account.acct
