"""What is well-formed and of no use here: accepted, and nothing follows (row I-28)."""

import attrs

from gotosocial.activitypub.activity import Unknown
from gotosocial.errors import NotRelevant
from gotosocial.handlers.inbox.received import Received


@attrs.frozen
class UnknownReceiver:
    """Drops the activity."""

    async def receive(self, got: Received[Unknown]) -> None:
        """Say in the log that nothing is done."""
        raise NotRelevant(f"nothing here takes in a {got.activity.activity_type}")
