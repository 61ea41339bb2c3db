"""Actor documents that came along with a key a moment ago, so that nobody fetches them twice."""

import attrs

from gotosocial.activitypub.actor import RemoteActor
from gotosocial.util.clock import Clock
from gotosocial.util.lru import Lru

MOST = 500
SECONDS = 60.0


@attrs.frozen
class RecentActors:
    """Keeps what was fetched with a key for a minute; it is as good as a fetch of its own."""

    clock: Clock
    _kept: Lru[str, tuple[float, RemoteActor]] = attrs.field(factory=lambda: Lru(MOST), init=False)

    def put(self, actor: RemoteActor) -> None:
        """Remember a document that was fetched from its own id just now."""
        self._kept.put(actor.uri, (self.clock.monotonic(), actor))

    def take(self, uri: str) -> RemoteActor | None:
        """Return the document and forget it, or None."""
        found = self._kept.get(uri)
        self._kept.drop(uri)
        if found is None or self.clock.monotonic() - found[0] > SECONDS:
            return None
        return found[1]
