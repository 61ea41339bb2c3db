"""Who listens in this process, and which events reach them.

A subscriber is one open socket of one account, with the names of the streams it wants. The hub knows
neither sockets nor statuses: it calls the subscriber's ``receive`` with the event.
"""

from collections.abc import Callable, Iterable

import attrs

from gotosocial.models.stream_event import StreamEvent
from gotosocial.storage.bus import Bus
from gotosocial.streaming.events import TOPIC, read_event


@attrs.define(eq=False)
class Subscriber:
    """An open stream. ``receive`` gets the event and the name of the stream it comes from.

    ``close`` is called when the token holds no more, ``crowded_out`` when newer streams need the place; the
    subscriber then leaves the hub.
    """

    account_id: str
    token_id: str
    receive: Callable[[StreamEvent, str], None]
    close: Callable[[], None]
    crowded_out: Callable[[], None]
    streams: set[str] = attrs.field(factory=set)


MOST_OF_ACCOUNT = 100
"""How many streams one account has open in a process: each costs a connection, and every event a look-up."""


class Hub:
    """Passes events on to the subscribers of this process."""

    def __init__(self, bus: Bus) -> None:
        self._by_account: dict[str, dict[Subscriber, None]] = {}
        bus.subscribe(TOPIC, self._heard)

    def add(self, subscriber: Subscriber) -> None:
        """Let the subscriber receive events from now on; the oldest of too many of its account makes way."""
        group = self._by_account.setdefault(subscriber.account_id, {})
        group[subscriber] = None
        if len(group) > MOST_OF_ACCOUNT:
            next(iter(group)).crowded_out()

    def remove(self, subscriber: Subscriber) -> None:
        """Forget the subscriber."""
        others = self._by_account.get(subscriber.account_id, {})
        others.pop(subscriber, None)
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

    def _of(self, account_id: str) -> Iterable[Subscriber]:
        return self._by_account.get(account_id, {})


def stream_of(event: StreamEvent, streams: set[str]) -> str:
    """Return the subscribed stream that carries the event, or an empty string (row W-05)."""
    if event.kind == "notification" and "user:notification" in streams:
        return "user:notification"
    return "user" if "user" in streams else ""
