"""Who listens in this process, and which events reach them.

A subscriber is one open socket of one account, with the names of the streams it wants. The hub knows
neither sockets nor statuses: it calls the subscriber's ``receive`` with the event.
"""

from collections.abc import Callable

import attrs

from gotosocial.models.stream_event import StreamEvent
from gotosocial.storage.bus import Bus
from gotosocial.streaming.events import TOPIC, read_event


@attrs.define(eq=False)
class Subscriber:
    """An open stream. ``receive`` gets the event and the name of the stream it comes from."""

    account_id: str
    token_id: str
    receive: Callable[[StreamEvent, str], None]
    close: Callable[[], None]
    streams: set[str] = attrs.field(factory=set)


class Hub:
    """Passes events on to the subscribers of this process."""

    def __init__(self, bus: Bus) -> None:
        self._by_account: dict[str, set[Subscriber]] = {}
        bus.subscribe(TOPIC, self._heard)

    def add(self, subscriber: Subscriber) -> None:
        """Let the subscriber receive events from now on."""
        self._by_account.setdefault(subscriber.account_id, set()).add(subscriber)

    def remove(self, subscriber: Subscriber) -> None:
        """Forget the subscriber."""
        others = self._by_account.get(subscriber.account_id, set())
        others.discard(subscriber)
        if not others:
            self._by_account.pop(subscriber.account_id, None)

    def subscribers(self) -> list[Subscriber]:
        """Return everybody who listens."""
        return [one for group in self._by_account.values() for one in group]

    def close_tokens(self, token_ids: frozenset[str]) -> None:
        """Close every stream that was opened with one of the tokens (row W-07)."""
        for subscriber in self.subscribers():
            if subscriber.token_id in token_ids:
                subscriber.close()

    def _heard(self, message: str) -> None:
        event = read_event(message)
        groups = self._by_account.values() if not event.to else map(self._of, event.to)
        for subscriber in [one for group in groups for one in group]:
            stream = stream_of(event, subscriber.streams)
            if stream:
                subscriber.receive(event, stream)

    def _of(self, account_id: str) -> set[Subscriber]:
        return self._by_account.get(account_id, set())


def stream_of(event: StreamEvent, streams: set[str]) -> str:
    """Return the subscribed stream that carries the event, or an empty string (row W-05)."""
    if event.kind == "notification" and "user:notification" in streams:
        return "user:notification"
    return "user" if "user" in streams else ""
