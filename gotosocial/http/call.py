"""What a door receives: everything about one request that a door may know."""

from collections.abc import Mapping
from typing import Any, Protocol

import attrs

from gotosocial.models.requester import Requester


class RequestHeaders(Protocol):
    """The headers of a request, asked for by lower-case name."""

    def get(self, name: str, default: str = "") -> str:
        """Return the value of the header, its repetitions joined by a comma."""


@attrs.frozen(kw_only=True)
class Upload:
    """A file of a multipart body, kept in a temporary file that is removed when the door is done."""

    name: str
    content_type: str
    path: str
    size: int


@attrs.frozen(kw_only=True)
class Call:
    """One request: already limited, authenticated and parsed.

    ``path``: the path as it was asked for. ``args``: the path's parameters. ``form``: the typed form that
    the route names (None where it names none). ``body``: the raw bytes where the route asks for them.
    ``client``: the address of the client behind trusted proxies. ``requester``: None on public routes
    without a token.
    """

    method: str
    path: str
    query: str
    args: Mapping[str, str]
    headers: RequestHeaders
    client: str
    requester: Requester | None
    form: Any = None
    body: bytes = b""
    origin: str = ""
    """``https://host`` as the instance calls itself, for absolute links."""

    @property
    def who(self) -> Requester:
        """The requester of a route that needs one."""
        assert self.requester is not None, "this route was mounted without authentication"
        return self.requester
