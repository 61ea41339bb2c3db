"""WebSocket connections (RFC 6455) on a connection that the HTTP carrier gave away; wsproto does the frames.

The door has seen the request and returned a ``WebSocketReply``; its ``open`` receives the ``Socket`` and
sets ``on_text`` and ``on_close``. Invariants (row W-06): a ping after 30 s of silence, the connection is
closed when nothing came back until the next one; a reader that is slow gets at most 50 messages kept,
then is cut off; a message from the client has at most 64 KiB.
"""

import base64
import binascii
import hashlib
from collections import deque
from collections.abc import Callable
from typing import Any

from twisted.logger import Logger
from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, Event, Message, Ping, Pong, TextMessage
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from gotosocial.http.call import RequestHeaders

PING_EVERY = 30.0
MOST_WAITING = 50
LONGEST_MESSAGE = 64 * 1024
_CLOSE_WAIT = 5.0
_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_log = Logger()


def accept_key(headers: RequestHeaders) -> str:
    """Return the Sec-WebSocket-Accept of a good handshake, or nothing."""
    upgrades = {one.strip().lower() for one in headers.get("upgrade").split(",")}
    connection = {one.strip().lower() for one in headers.get("connection").split(",")}
    key = headers.get("sec-websocket-key").strip()
    if "websocket" not in upgrades or "upgrade" not in connection:
        return ""
    if headers.get("sec-websocket-version").strip() != "13" or not _is_key(key):
        return ""
    return base64.b64encode(hashlib.sha1(key.encode() + _MAGIC, usedforsecurity=False).digest()).decode()


def _is_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == 16
    except (ValueError, binascii.Error):
        return False


class Socket:
    """One open WebSocket. ``on_text`` hears whole text messages, ``on_close`` the end, once."""

    def __init__(self, opened: Callable[["Socket"], None]) -> None:
        self.on_text: Callable[[str], None] = lambda text: None
        self.on_close: Callable[[], None] = lambda: None
        self.is_open = False
        self._opened = opened
        self._frames = Connection(ConnectionType.SERVER)
        self._transport: Any = None
        self._call_later: Callable[..., Any] = lambda *args: None
        self._timer: Any = None
        self._waiting: deque[bytes] = deque()
        self._paused = False
        self._heard = True
        self._text: list[str] = []
        self._length = 0

    def send_text(self, text: str) -> None:
        """Send a message; ignored once the socket is closed. A client that does not read is cut off."""
        if self.is_open:
            self._send(TextMessage(data=text))

    def close(self, code: int = 1000, reason: str = "") -> None:
        """Say good-bye and close, at the latest some seconds later."""
        if not self.is_open:
            return
        self._write(CloseConnection(code=code, reason=reason))
        self._end()
        self._transport.loseConnection()
        self._timer = self._call_later(_CLOSE_WAIT, self._abort)

    def connected(self, transport: Any, call_later: Callable[..., Any]) -> None:
        """Begin: the handshake is answered."""
        self._transport, self._call_later = transport, call_later
        self.is_open = True
        transport.registerProducer(self, True)
        self._timer = call_later(PING_EVERY, self._tick)
        self._opened(self)

    def received(self, octets: bytes) -> None:
        """Take bytes from the client."""
        self._heard = True
        if not self.is_open:
            return
        try:
            self._frames.receive_data(octets)
            for event in self._frames.events():
                self._take(event)
                if not self.is_open:
                    return
        except RemoteProtocolError:
            self.close(1002)

    def lost(self) -> None:
        """Clean up: the connection is gone."""
        self._end()
        if self._timer is not None and self._timer.active():
            self._timer.cancel()

    def shut_down(self) -> None:
        """Say that the server goes away."""
        self.close(1001)

    def pauseProducing(self) -> None:
        """Keep messages back: the client does not read fast enough."""
        self._paused = True

    def resumeProducing(self) -> None:
        """Send what was kept back."""
        self._paused = False
        while self._waiting and not self._paused:
            self._transport.write(self._waiting.popleft())

    def stopProducing(self) -> None:
        """Forget what was kept back."""
        self._waiting.clear()

    def _take(self, event: Event) -> None:
        if isinstance(event, Message):
            self._take_message(event)
        elif isinstance(event, Ping):
            self._send(event.response())
        elif isinstance(event, CloseConnection):
            self._answer_close(event)
        elif not isinstance(event, Pong):
            _log.debug("unexpected websocket event {event}", event=type(event).__name__)

    def _take_message(self, event: Message[Any]) -> None:
        self._length += len(event.data)
        if self._length > LONGEST_MESSAGE:
            self.close(1009, "message too long")
            return
        if isinstance(event, TextMessage):
            self._text.append(event.data)
        if event.message_finished:
            text, self._text, self._length = "".join(self._text), [], 0
            if isinstance(event, TextMessage):
                self.on_text(text)

    def _answer_close(self, event: CloseConnection) -> None:
        try:
            self._write(event.response())
        except LocalProtocolError:
            self._write(CloseConnection(code=event.code))
        self._end()
        self._transport.loseConnection()

    def _send(self, event: Event) -> None:
        if not self._paused:
            self._write(event)
        elif len(self._waiting) >= MOST_WAITING:
            self._abort()
        else:
            self._waiting.append(self._frames.send(event))

    def _write(self, event: Event) -> None:
        self._transport.write(self._frames.send(event))

    def _tick(self) -> None:
        if not self._heard:
            self._abort()
            return
        self._heard = False
        self._send(Ping())
        if self.is_open:
            self._timer = self._call_later(PING_EVERY, self._tick)

    def _abort(self) -> None:
        self._end()
        self._transport.abortConnection()

    def _end(self) -> None:
        self._waiting.clear()
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        if self.is_open:
            self.is_open = False
            self.on_close()
