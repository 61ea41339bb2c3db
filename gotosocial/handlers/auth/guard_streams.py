"""Closing the streams of tokens that no longer hold (row W-07)."""

import attrs

from gotosocial.storage.bus import LOST, Bus
from gotosocial.storage.stores import Database
from gotosocial.streaming.hub import Hub
from gotosocial.util.flow import Background


@attrs.frozen
class StreamGuard:
    """Looks again at every open stream's token whenever a token or a user has changed."""

    db: Database
    hub: Hub
    background: Background

    def listen(self, bus: Bus) -> None:
        """Begin to watch."""
        for topic in ("token", "tokens_of", LOST):
            bus.subscribe(topic, self._changed)

    def _changed(self, key: str) -> None:
        if self.hub.subscribers():
            self.background.spawn("guard streams", self._look())

    async def _look(self) -> None:
        held = frozenset(one.token_id for one in self.hub.subscribers())
        valid = await self.db.access_tokens.valid_among(list(held))
        self.hub.close_tokens(held - valid)
