"""A favourite, a reply or a boost that needs the word of the status's author (rows V-15 to V-17)."""

from datetime import datetime
from typing import Literal

import attrs

InteractionKind = Literal["favourite", "reply", "reblog"]


@attrs.frozen(kw_only=True)
class InteractionRequest:
    """``account_id`` did ``interaction_uri`` to ``status_id``, which ``target_id`` wrote and decides about.

    ``request_uri``: the polite request that came first, empty where the interaction came unasked.
    ``response_uri``: the answer. ``authorization_uri``: the document that proves a yes.
    """

    id: str
    kind: InteractionKind
    status_id: str
    target_id: str
    account_id: str
    interaction_uri: str
    created_at: datetime
    request_uri: str = ""
    accepted_at: datetime | None = None
    rejected_at: datetime | None = None
    response_uri: str = ""
    authorization_uri: str = ""

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet."""
        return self.accepted_at is None and self.rejected_at is None

    @property
    def is_polite(self) -> bool:
        """Whether the other server asked before it did anything."""
        return bool(self.request_uri)

    def is_about(self, kind: InteractionKind, status_id: str, account_id: str) -> bool:
        """Whether this account did this to this status: a word about something else is none about it.

        The id of an interaction is chosen by whoever did it, and may be that of another one.
        """
        return (self.kind, self.status_id, self.account_id) == (kind, status_id, account_id)
