"""Telling a local account that somebody did something: the row and the live event (rows N-01, N-08).

The row is written even where the target mutes or has blocked the origin; listings and streams leave it out
as long as the reason lasts. A muted thread makes no rows at all (row N-05).
"""

import attrs

from gotosocial.models.notification import Notification, NotificationType
from gotosocial.models.rules.visibility import Seen
from gotosocial.storage.stores import Transaction
from gotosocial.streaming.events import announce
from gotosocial.util.clock import Clock
from gotosocial.util.ulid import Ulids


@attrs.frozen
class Notifier:
    """Writes notifications inside the transaction of their cause."""

    ulids: Ulids
    clock: Clock

    async def notify(
        self, t: Transaction, kind: NotificationType, *, to: str, origin: str, status_id: str = ""
    ) -> None:
        """Notify ``to`` once of what ``origin`` did; of their own deeds only when a poll of theirs ends."""
        if to == origin and kind != "poll":
            return
        notification = Notification(
            id=self.ulids.new(),
            type=kind,
            account_id=to,
            origin_id=origin,
            status_id=status_id,
            created_at=self.clock.now(),
        )
        if await t.notifications.insert(notification):
            announce(t, "notification", notification.id, (to,))

    async def notify_author(
        self, t: Transaction, kind: NotificationType, seen: Seen, *, origin: str, status_id: str = ""
    ) -> None:
        """Notify a local author of what was done to the status, unless they muted its thread.

        ``status_id`` is what the notification shows, where that is not the status itself (a boost).
        """
        status, author = seen.status, seen.author
        if author.is_local and author.id not in await t.thread_mutes.muted_by(status.thread_id):
            await self.notify(t, kind, to=author.id, origin=origin, status_id=status_id or status.id)
