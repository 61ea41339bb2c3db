"""Closing the streams of tokens that no longer hold (row W-07)."""

import attrs

from gotosocial.storage.bus import LOST, Bus
from gotosocial.storage.stores import Database
from gotosocial.streaming.hub import Hub, Subscriber
from gotosocial.util.flow import Background


@attrs.frozen
class StreamGuard:
    """Looks at the token of a stream that opens, and at all of them whenever a token or a user changes."""

    db: Database
    hub: Hub
    background: Background

    def listen(self, bus: Bus) -> None:
        """Begin to watch."""
        for topic in ("token", "tokens_of", LOST):
            bus.subscribe(topic, self._changed)

    def add(self, subscriber: Subscriber) -> None:
        """Let the subscriber listen, and look whether its token still holds.

        It may have been revoked after the handshake had looked at it, before anybody listened to that.
        """
        self.hub.add(subscriber)
        self.background.spawn("guard a stream", self._look([subscriber]))

    def _changed(self, key: str) -> None:
        if listening := self.hub.subscribers():
            self.background.spawn("guard streams", self._look(listening))

    async def _look(self, listening: list[Subscriber]) -> None:
        held = frozenset(one.token_id for one in listening)
        valid = await self.db.access_tokens.valid_among(list(held))
        self.hub.close_tokens(held - valid)
