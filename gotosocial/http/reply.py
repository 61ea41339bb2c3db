"""What a door returns: bytes, a file, a stream, or a WebSocket; never a live response object."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import attrs
import orjson

NO_STORE = "no-store"
JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"

Headers = tuple[tuple[str, str], ...]


@attrs.frozen(kw_only=True)
class Reply:
    """A complete answer in memory. ``headers`` come on top of those that every answer of its kind has."""

    status: int = 200
    body: bytes = b""
    content_type: str = JSON
    cache: str = NO_STORE
    headers: Headers = ()


@attrs.frozen(kw_only=True)
class FileReply:
    """A file from disk, served with Range, HEAD and ETag; ``path`` is absolute."""

    path: str
    content_type: str
    cache: str
    etag: str
    headers: Headers = ()


class Pieces(Protocol):
    """Bytes that come from elsewhere, as fast as the client takes them."""

    async def read(self) -> bytes:
        """Return the next bytes, none at the end."""

    async def close(self) -> None:
        """Let go of where they come from; called once, at whatever point."""


@attrs.frozen(kw_only=True)
class StreamReply:
    """Bytes that do not lie on this machine, served like a file; ``size`` is how many there are.

    ``open`` gives so many of them (second argument) from a position (first argument) on.
    """

    size: int
    open: Callable[[int, int], Awaitable[Pieces]]
    content_type: str
    cache: str
    etag: str
    headers: Headers = ()


@attrs.frozen(kw_only=True)
class WebSocketReply:
    """A switch to a WebSocket: ``open`` is called with the socket once the handshake is answered.

    ``protocol`` is the sub-protocol that is echoed to the client, if it offered one.
    """

    open: Callable[[Any], None]
    protocol: str = ""


AnyReply = Reply | FileReply | StreamReply | WebSocketReply


def json_reply(value: Any, *, status: int = 200, headers: Headers = (), cache: str = NO_STORE) -> Reply:
    """Answer with a value as JSON; ``bytes`` are taken as JSON that is already written."""
    body = value if isinstance(value, bytes) else orjson.dumps(value)
    return Reply(status=status, body=body, headers=headers, cache=cache)


def json_list(items: list[bytes], *, headers: Headers = ()) -> Reply:
    """Answer with a JSON array of items that are already written."""
    return Reply(body=b"[" + b",".join(items) + b"]", headers=headers)


def html_reply(body: str, *, status: int = 200, cache: str = NO_STORE, headers: Headers = ()) -> Reply:
    """Answer with a page."""
    return Reply(status=status, body=body.encode(), content_type=HTML, cache=cache, headers=headers)


def redirect(location: str, *, status: int = 303, headers: Headers = ()) -> Reply:
    """Send the client elsewhere."""
    headers = (("Location", location), *headers)
    return Reply(status=status, content_type="text/plain; charset=utf-8", headers=headers)
