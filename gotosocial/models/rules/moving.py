"""Who may move where (rows G1-04, I-18): both accounts say that they are one, and nobody moves often."""

from datetime import timedelta

from gotosocial.errors import NotAllowed
from gotosocial.models.account import Account

BETWEEN_TRIES = timedelta(minutes=5)
BETWEEN_MOVES = timedelta(days=7)


def check_move(account: Account, target: Account) -> None:
    """Raise NotAllowed where the account cannot move to the target, both as they are known now."""
    if target.id == account.id:
        raise NotAllowed("an account cannot move to itself")
    if target.is_suspended:
        raise NotAllowed("the new account is suspended")
    if target.moved_to_uri:
        raise NotAllowed("the new account has moved away itself")
    if account.uri not in target.also_known_as_uris:
        raise NotAllowed("the new account does not name the old one among its aliases")
    if account.moved_to_uri not in ("", target.uri):
        raise NotAllowed("the account says that it moves elsewhere")
