"""What is sent to other servers: an activity, and its way to each inbox."""

from datetime import datetime
from enum import StrEnum

import attrs


class DeliveryState(StrEnum):
    """How far a delivery has come."""

    WAITING = "waiting"
    """It is sent as soon as its turn comes and the other server answers."""
    DELIVERED = "delivered"
    """The inbox took it."""
    GONE = "gone"
    """The other server said that the inbox does not exist, or exists no more (404, 410)."""
    FAILED = "failed"
    """The inbox refused it for good, or for too long."""
    DROPPED = "dropped"
    """It will not be sent: an admin said so, or the server is blocked."""


@attrs.frozen(kw_only=True)
class OutgoingActivity:
    """An activity of a local account. ``object_uri``: what it is about and is withdrawn with."""

    id: str
    uri: str
    object_uri: str
    signer_id: str
    body: str
    made_at: datetime


@attrs.frozen(kw_only=True)
class WaitingDelivery:
    """One activity that waits for one inbox, as the sender sees it.

    ``attempts``: how often it was tried. ``failing_since``: when this delivery alone began to fail, in
    milliseconds, or None.
    """

    id: int
    activity_id: str
    inbox: str
    attempts: int
    failing_since: int | None


@attrs.frozen(kw_only=True)
class DeliveryResult:
    """What one attempt came to. Times are milliseconds.

    ``retry_at``: 0 waits for its turn, larger lets others pass until then. ``answer``: what the other server
    said, in a few words.
    """

    id: int
    state: DeliveryState
    answer: str
    tried_at: int
    failing_since: int | None = None
    retry_at: int = 0


@attrs.frozen(kw_only=True)
class DeliveryReport:
    """A delivery as an admin sees it; ``next_try_at`` is None where none is planned."""

    id: int
    activity_uri: str
    object_uri: str
    signer_id: str
    inbox: str
    destination: str
    state: DeliveryState
    attempts: int
    last_answer: str
    made_at: datetime
    last_tried_at: datetime | None
    next_try_at: datetime | None


@attrs.frozen
class Span:
    """A page of deliveries: ids below ``max_id``, above ``since_id``, right above ``min_id``, where not 0."""

    max_id: int = 0
    since_id: int = 0
    min_id: int = 0
    limit: int = 40


@attrs.frozen(kw_only=True)
class DeliveryChoice:
    """Which deliveries are meant; what is empty does not matter."""

    id: int = 0
    object_uri: str = ""
    destination: str = ""
    state: str = ""
