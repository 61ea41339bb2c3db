"""Whether the instance can serve: its database answers."""

from typing import Any

import attrs

from gotosocial.errors import Overloaded
from gotosocial.models.instance import InstanceTexts
from gotosocial.storage.stores import Database
from gotosocial.util import flow
from gotosocial.util.shared import SharedWork

PATIENCE_SECONDS = 10.0


@attrs.frozen
class Readiness:
    """Asks the database for something small, once for all who want to know at the same time."""

    db: Database
    reactor: Any
    _asked: SharedWork[str, InstanceTexts] = attrs.field(factory=SharedWork, init=False)

    async def check(self) -> None:
        """Return when the database has answered; its error passes through.

        Raises Overloaded after ten seconds: whoever watches the server waits no longer than that.
        """
        asked = flow.start(self._asked.run("", self.db.instance_texts.get))
        try:
            await flow.timeout(asked, PATIENCE_SECONDS, self.reactor)
        except TimeoutError as error:
            raise Overloaded(detail="the database does not answer") from error
