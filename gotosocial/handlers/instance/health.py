"""Whether the instance can serve: its database answers."""

import attrs

from gotosocial.storage.stores import Database


@attrs.frozen
class Readiness:
    """Asks the database for something small."""

    db: Database

    async def check(self) -> None:
        """Return when the database has answered; its error passes through."""
        await self.db.instance_texts.get()
