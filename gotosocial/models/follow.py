"""Following: a follow that stands, or a request that waits; they have the same shape."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class Follow:
    """``account_id`` follows ``target_id``, or asks to; the same row id moves from request to follow."""

    id: str
    uri: str
    account_id: str
    target_id: str
    shows_reblogs: bool = True
    notifies: bool = False
    created_at: datetime


@attrs.frozen(kw_only=True)
class Unanswered:
    """A request that another server has not answered; it was asked ``times_asked`` times again."""

    request: Follow
    times_asked: int
