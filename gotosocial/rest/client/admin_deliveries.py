"""What is on its way to other servers, for admins (row U3-04); the routes are our own."""

import attrs

from gotosocial.errors import Invalid, NotFound
from gotosocial.handlers.deliveries.decide import DeliveryDecider
from gotosocial.handlers.deliveries.inspect import DeliveryInspector, WhichDeliveries
from gotosocial.http.call import Call
from gotosocial.http.pages import link_header, onward_header, paging
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.delivery import delivery_json, failing_destination_json
from gotosocial.mastodon.forms.delivery import DeliveriesForm, delivery_id
from gotosocial.models.delivery import Span


@attrs.frozen
class AdminDeliveryDoors:
    """``/api/v1/admin/deliveries`` and ``/api/v1/admin/destinations``."""

    inspector: DeliveryInspector
    decider: DeliveryDecider

    @route("GET", "/api/v1/admin/deliveries", scope="admin:read", auth="admin", form=DeliveriesForm)
    async def list(self, call: Call) -> AnyReply:
        """Return deliveries, the latest first."""
        limit, form = paging(call, default=40, maximum=200).limit, call.form
        span = Span(max_id=form.max_id, since_id=form.since_id, min_id=form.min_id, limit=limit)
        found = await self.inspector.slice(_which(form), span)
        shown = [delivery_json(report) for report in found.items]
        return json_reply(shown, headers=link_header(call, found, limit))

    @route("GET", "/api/v1/admin/deliveries/counts", scope="admin:read", auth="admin")
    async def counts(self, call: Call) -> AnyReply:
        """Return how many deliveries there are in each state."""
        return json_reply(await self.inspector.counts())

    @route("GET", "/api/v1/admin/destinations", scope="admin:read", auth="admin")
    async def destinations(self, call: Call) -> AnyReply:
        """Return the hosts that do not answer, by name."""
        page = paging(call, default=100, maximum=500)
        found, has_more = await self.inspector.failing(page.since_id, page.limit)
        shown = [failing_destination_json(failing) for failing in found]
        last = found[-1].destination.host if has_more else ""
        return json_reply(shown, headers=onward_header(call, last, page.limit))

    @route("POST", "/api/v1/admin/deliveries/retry", scope="admin:write", auth="admin", form=DeliveriesForm)
    async def retry_all(self, call: Call) -> AnyReply:
        """Try everything about a status, or to a destination, at once."""
        return json_reply({"changed": await self.decider.retry(_which(call.form))})

    @route("POST", "/api/v1/admin/deliveries/drop", scope="admin:write", auth="admin", form=DeliveriesForm)
    async def drop_all(self, call: Call) -> AnyReply:
        """Send nothing more about a status, or of what waits for a destination."""
        return json_reply({"changed": await self.decider.drop(_which(call.form))})

    @route("POST", "/api/v1/admin/deliveries/{id}/retry", scope="admin:write", auth="admin")
    async def retry(self, call: Call) -> AnyReply:
        """Try one delivery at once."""
        return json_reply(delivery_json(await self.decider.retry_one(_asked_id(call))))

    @route("POST", "/api/v1/admin/deliveries/{id}/drop", scope="admin:write", auth="admin")
    async def drop(self, call: Call) -> AnyReply:
        """Do not send one delivery."""
        return json_reply(delivery_json(await self.decider.drop_one(_asked_id(call))))


def _which(form: DeliveriesForm) -> WhichDeliveries:
    return WhichDeliveries(status=form.status, destination=form.destination, state=form.state)


def _asked_id(call: Call) -> int:
    try:
        return delivery_id(call.args["id"])
    except Invalid as error:
        raise NotFound from error
