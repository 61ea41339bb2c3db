"""How an interaction with a status enters: at once, by its author's word, or not at all (rows V-15 to V-22).

Where the policy lets somebody in by name, or everybody, nothing has to be said. Where it lets a group in
(followers, the followed), no other server can check that, so the author's server says yes at once. Where it
asks for approval, the interaction waits.
"""

from collections.abc import Callable
from enum import Enum

import attrs

from gotosocial.models.interaction_request import InteractionKind
from gotosocial.models.rules.interaction import Asker, Permission, may_favourite, may_reblog, may_reply
from gotosocial.models.status import Status

_MAY: dict[InteractionKind, Callable[[Status, Asker], Permission]] = {
    "favourite": may_favourite,
    "reply": may_reply,
    "reblog": may_reblog,
}


class Entry(Enum):
    """What happens to an interaction when it comes."""

    FREE = "free"
    GRANTED = "granted"
    WAITING = "waiting"
    FORBIDDEN = "forbidden"


def entry_of(kind: InteractionKind, status: Status, asker: Asker) -> Entry:
    """Return how the asker's interaction with the status enters.

    What waits for approval itself is nothing that others interact with, but for the one who decides.
    """
    if status.is_pending and asker.account_id != status.in_reply_to_account_id:
        return Entry.FORBIDDEN
    may = _MAY[kind](status, asker)
    if may is Permission.NEVER:
        return Entry.FORBIDDEN
    if may is Permission.WITH_APPROVAL:
        return Entry.WAITING
    stranger = attrs.evolve(asker, is_follower=False, is_followed=False)
    return Entry.FREE if _MAY[kind](status, stranger) is Permission.ALWAYS else Entry.GRANTED
