"""\"This happened\": short messages after a commit, to this process and to every other one.

A message is a topic and a key, for example ``("account", account_id)``. Within one process it is a plain
call; between processes on PostgreSQL it is LISTEN/NOTIFY, set up by ``engines/postgres.py``. A process that
may have missed messages hears ``LOST`` and must forget what it cached.
"""

from collections.abc import Callable

from twisted.logger import Logger

LOST = "lost"
"""Topic of the message that says: anything may have changed."""

TOPICS = (
    *("account", "viewer", "status", "marks", "media", "emojis", "instance", "timelines", "notifications"),
    *("tokens_of", "domains", LOST),
)
"""Every topic that says that something which people are shown has changed."""

ENTRIES = frozenset({"timelines", "notifications"})
"""Those of them that only say where things stand, and nothing about the things themselves."""

_log = Logger()


class Bus:
    """Passes messages to those in this process who asked for their topic."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Callable[[str], None]]] = {}

    def subscribe(self, topic: str, listener: Callable[[str], None]) -> None:
        """Call the listener with the key of every message on the topic."""
        self._listeners.setdefault(topic, []).append(listener)

    def deliver(self, topic: str, key: str) -> None:
        """Pass one message on; a listener that fails does not keep it from the others."""
        for listener in self._listeners.get(topic, ()):
            try:
                listener(key)
            except Exception:
                _log.failure("a listener of {topic} failed", topic=topic)

    def lost(self) -> None:
        """Tell everybody that messages may have been missed."""
        self.deliver(LOST, "")
