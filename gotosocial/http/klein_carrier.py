"""Klein as the carrier: it renders the request and hands it to our leaf; the table of routes is ours.

Klein's own matching is the dearest part of it and cannot refuse a body before it has arrived, so Klein
knows one route, under an explicit endpoint name, and every request is rendered as that route. The route
returns a leaf resource, which is Klein's way of giving a request away: so it neither writes nor ends the
answer and, above all, cancels nothing when the client hangs up.
"""

from typing import Any

from klein import Klein
from twisted.web.resource import IResource, Resource
from twisted.web.server import NOT_DONE_YET

from gotosocial.http.carrier import Carry

ENDPOINT = "gotosocial"


class _Leaf(Resource):
    """Where every request ends up."""

    isLeaf = True

    def render(self, request: Any) -> int:
        """Serve the request; its answer comes when it comes."""
        request.serve()
        return NOT_DONE_YET


def klein_carrier() -> Carry:
    """Make a carrier with a Klein application of its own."""
    app = Klein()
    leaf = IResource(_Leaf())

    @app.route("/", endpoint=ENDPOINT)
    def every_path(*_: Any) -> IResource:
        return leaf

    resource = app.resource()

    def carry(exchange: Any) -> None:
        exchange.prepath, exchange.postpath = [], [b""]
        exchange.render(resource)

    return carry
