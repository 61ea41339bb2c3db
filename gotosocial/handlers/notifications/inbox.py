"""Reading, counting and clearing notifications (rows N-02 to N-05, G-071, G-074)."""

from collections.abc import Sequence

import attrs

from gotosocial.errors import NotFound
from gotosocial.handlers.shared.access import Access
from gotosocial.models.account import Account
from gotosocial.models.notification import Notification
from gotosocial.models.requester import Requester
from gotosocial.models.rules.notification import may_notify
from gotosocial.models.rules.visibility import Seen
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.paging import Page, Slice

MOST_STEPS = 10
"""How many times as many notifications are looked at as shall be counted."""


@attrs.frozen(kw_only=True)
class Notice:
    """A notification that may be shown: who caused it, and the status it is about, if any."""

    notification: Notification
    origin: Account
    seen: Seen | None = None


@attrs.frozen
class Notifications:
    """The notifications of a local account, without those that have a reason to be left out."""

    access: Access
    clock: Clock

    async def page(
        self, requester: Requester, page: Page, *, types: Sequence[str], excluded: Sequence[str]
    ) -> Slice[Notice]:
        """Return a page of notifications, newest first."""
        found = await self.access.db.notifications.page(
            requester.account_id, page, types=types, excluded=excluded
        )
        notices = await self._notices(requester.account_id, found.items)
        return found.showing(notices)

    async def get(self, account_id: str, notification_id: str) -> Notice:
        """Return one of the account's own notifications, or raise NotFound."""
        notification = await self.access.db.notifications.find(account_id, notification_id)
        notices = await self._notices(account_id, [notification] if notification else [])
        if not notices:
            raise NotFound("notification not found")
        return notices[0]

    async def clear(self, requester: Requester) -> None:
        """Delete every notification of the requester."""

        async def deed(t: Transaction) -> None:
            await t.notifications.clear(requester.account_id)

        await self.access.db.transact(deed)

    async def dismiss(self, requester: Requester, notification_id: str) -> None:
        """Delete one notification, or raise NotFound."""

        async def deed(t: Transaction) -> None:
            if not await t.notifications.delete(requester.account_id, notification_id):
                raise NotFound("notification not found")

        await self.access.db.transact(deed)

    async def count_unread(self, requester: Requester, cap: int) -> int:
        """Return how many notifications that are shown came after the marker, at most ``cap``.

        Behind very many hidden ones in a row it stops to look.
        """
        markers = await self.access.db.markers.list(requester.account_id, ["notifications"])
        last_read = markers[0].last_read_id if markers else ""
        count, before = 0, ""
        for _ in range(MOST_STEPS):
            page = Page(limit=cap, since_id=last_read, max_id=before)
            found = await self.access.db.notifications.page(requester.account_id, page)
            count += len(await self._notices(requester.account_id, found.items))
            if count >= cap or not found.has_more:
                break
            before = found.oldest
        return min(count, cap)

    async def _notices(self, account_id: str, notifications: Sequence[Notification]) -> list[Notice]:
        viewer = await self.access.viewer(account_id)
        origins = await self.access.accounts({one.origin_id for one in notifications})
        about = await self.access.seen([one.status_id for one in notifications if one.status_id], viewer)
        by_id = {seen.status.id: seen for seen in about}
        now = self.clock.now()
        return [
            Notice(notification=one, origin=origins[one.origin_id], seen=by_id.get(one.status_id))
            for one in notifications
            if one.origin_id in origins
            and (not one.status_id or one.status_id in by_id)
            and may_notify(origins[one.origin_id], by_id.get(one.status_id), viewer, now)
        ]
