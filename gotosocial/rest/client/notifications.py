"""Notifications (rows N-02 to N-04, G-071, G-074)."""

import attrs

from gotosocial.handlers.notifications.inbox import Notice, Notifications
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.show import Show
from gotosocial.http.call import Call
from gotosocial.http.pages import page_reply, paging
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.forms.notification import NotificationsForm, UnreadCountForm
from gotosocial.mastodon.notification import notification_json


@attrs.frozen
class NotificationShow:
    """Renders notifications for the account that they belong to."""

    access: Access
    show: Show

    async def notices(self, account_id: str, notices: list[Notice]) -> list[bytes]:
        """Return notifications as JSON, in order."""
        viewer = await self.access.viewer(account_id)
        origins = await self.show.accounts([notice.origin for notice in notices])
        about = [notice.seen for notice in notices if notice.seen]
        statuses = await self.show.statuses(about, viewer)
        shown = {seen.status.id: status for seen, status in zip(about, statuses, strict=True)}
        return [
            notification_json(notice.notification, origin, shown.get(notice.notification.status_id))
            for notice, origin in zip(notices, origins, strict=True)
        ]


@attrs.frozen
class NotificationDoors:
    """``/api/v1/notifications``."""

    notifications: Notifications
    show: NotificationShow

    @route("GET", "/api/v1/notifications", scope="read:notifications", form=NotificationsForm, kept=True)
    async def list(self, call: Call) -> AnyReply:
        """Return a page of notifications."""
        page = paging(call, default=20, maximum=80)
        found = await self.notifications.page(
            call.who, page, types=call.form.types, excluded=call.form.excluded
        )
        rendered = await self.show.notices(call.who.account_id, found.items)
        return page_reply(call, rendered, found, page.limit)

    @route("GET", "/api/v1/notifications/unread_count", scope="read:notifications", form=UnreadCountForm)
    @route("GET", "/api/v2/notifications/unread_count", scope="read:notifications", form=UnreadCountForm)
    async def unread_count(self, call: Call) -> AnyReply:
        """Return how many notifications came after the marker; each is a group of its own (row G-071)."""
        return json_reply({"count": await self.notifications.count_unread(call.who, call.form.cap)})

    @route("GET", "/api/v1/notifications/{id}", scope="read:notifications")
    async def get(self, call: Call) -> AnyReply:
        """Return one notification."""
        notice = await self.notifications.get(call.who.account_id, call.args["id"])
        return json_reply((await self.show.notices(call.who.account_id, [notice]))[0])

    @route("POST", "/api/v1/notifications/clear", scope="write:notifications", moved="allow")
    async def clear(self, call: Call) -> AnyReply:
        """Delete all notifications."""
        await self.notifications.clear(call.who)
        return json_reply({})

    @route("POST", "/api/v1/notifications/{id}/dismiss", scope="write:notifications", moved="allow")
    async def dismiss(self, call: Call) -> AnyReply:
        """Delete one notification."""
        await self.notifications.dismiss(call.who, call.args["id"])
        return json_reply({})
