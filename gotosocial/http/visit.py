"""The state of one request between its first header and its line in the access log."""

from urllib.parse import parse_qsl

import attrs

from gotosocial.http.bodies import Sink
from gotosocial.http.exchange import Exchange
from gotosocial.http.limits import Verdict
from gotosocial.http.router import Found
from gotosocial.http.routes import Route


@attrs.define
class Visit:
    """One request: what was asked, by whom, and what was decided so far.

    ``refusal`` is set when the headers alone were enough to say no; ``started`` are monotonic seconds.
    """

    exchange: Exchange
    request_id: str
    client: str
    started: float
    sink: Sink
    token: str = ""
    found: Found | None = None
    verdict: Verdict | None = None
    refusal: Exception | None = None

    @property
    def route(self) -> Route | None:
        """The route, where the path has one."""
        return self.found.mounted.route if self.found is not None else None


def token_of(exchange: Exchange) -> str:
    """Return the access token: from the Authorization header, the query, or a WebSocket's protocol (W-02)."""
    authorization = exchange.headers.get("authorization")
    if authorization:
        kind, _, token = authorization.partition(" ")
        if kind.lower() == "bearer":
            return token.strip()
    if b"access_token=" in exchange.query:
        pairs = parse_qsl(exchange.query, keep_blank_values=True)
        return next((value.decode("latin-1") for name, value in pairs if name == b"access_token"), "")
    if exchange.headers.get("upgrade"):
        return exchange.headers.get("sec-websocket-protocol").partition(",")[0].strip()
    return ""
