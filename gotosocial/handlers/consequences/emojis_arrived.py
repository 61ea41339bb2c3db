"""What follows when pictures of emojis came here: everything that shows emojis is rendered anew."""

from gotosocial.jobs.kinds import EmojisArrived
from gotosocial.storage.stores import Transaction


class EmojisArrivedConsequence:
    """Tells the caches."""

    async def apply(self, t: Transaction, job: EmojisArrived) -> None:
        """Say that emojis have changed."""
        t.tell("emojis", "")
