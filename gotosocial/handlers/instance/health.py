"""Whether the instance can serve: its database answers."""

import attrs

from gotosocial.models.instance import InstanceTexts
from gotosocial.storage.stores import Database
from gotosocial.util.shared import SharedWork


@attrs.frozen
class Readiness:
    """Asks the database for something small, once for all who want to know at the same time."""

    db: Database
    _asked: SharedWork[str, InstanceTexts] = attrs.field(factory=SharedWork, init=False)

    async def check(self) -> None:
        """Return when the database has answered; its error passes through."""
        await self._asked.run("", self.db.instance_texts.get)
