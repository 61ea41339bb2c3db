"""The live stream over WebSocket (rows W-01 to W-07, K4-40).

One socket carries several streams. An event brings an id; the thing is looked up and rendered here, with
the eyes of the subscriber, and left out where those may not see it. Events of one socket are shown one
after the other, in the order in which they came.
"""

from collections import deque
from urllib.parse import parse_qsl

import attrs
import orjson
from twisted.logger import Logger

from gotosocial.errors import Invalid, Trouble
from gotosocial.handlers.auth.guard_streams import StreamGuard
from gotosocial.handlers.notifications.inbox import Notifications
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.show import Show
from gotosocial.handlers.timelines.home import HomeTimeline
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, WebSocketReply
from gotosocial.http.routes import route
from gotosocial.http.websocket import Socket
from gotosocial.models.requester import Requester
from gotosocial.models.stream_event import StreamEvent
from gotosocial.rest.client.notifications import NotificationShow
from gotosocial.streaming.hub import Subscriber
from gotosocial.util.flow import Background

STREAMS = frozenset({"user", "user:notification"})
"""The streams that carry something; others are accepted and stay silent, so that apps do not reconnect."""
KNOWN = STREAMS | {
    *("public", "public:local", "public:remote", "public:media", "public:local:media"),
    *("public:remote:media", "hashtag", "hashtag:local", "list", "direct"),
}
MOST_WAITING = 100
_log = Logger()


@attrs.frozen
class LiveShow:
    """Turns events into frames."""

    access: Access
    show: Show
    home: HomeTimeline
    notifications: Notifications
    notification_show: NotificationShow

    async def frame(self, account_id: str, event: StreamEvent, stream: str) -> str:
        """Return the frame of an event for one account; raise NotFound where it may not be seen."""
        payload = event.id if event.kind == "delete" else (await self._thing(account_id, event)).decode()
        return orjson.dumps({"stream": [stream], "event": event.kind, "payload": payload}).decode()

    async def _thing(self, account_id: str, event: StreamEvent) -> bytes:
        if event.kind == "notification":
            notice = await self.notifications.get(account_id, event.id)
            return (await self.notification_show.notices(account_id, [notice]))[0]
        seen = await self.home.entry(account_id, event.id)
        return await self.show.status(seen, await self.access.viewer(account_id))


@attrs.frozen
class StreamingDoors:
    """``/api/v1/streaming``."""

    guard: StreamGuard
    live: LiveShow
    background: Background

    @route("GET", "/api/v1/streaming", scope="read", moved="refuse")
    async def open(self, call: Call) -> AnyReply:
        """Open a stream; ``stream`` names the first one."""
        wanted = stream_asked(call)
        if "websocket" not in call.headers.get("upgrade").lower():
            raise Invalid("streaming needs a WebSocket")
        offered = call.headers.get("sec-websocket-protocol").partition(",")[0].strip()
        requester = call.who

        def opened(socket: Socket) -> None:
            Listener(self.guard, self.live, self.background, requester, socket).begin(wanted)

        return WebSocketReply(open=opened, protocol=offered)


class Listener:
    """One open socket: what it subscribes to, and the events that wait to be shown on it."""

    def __init__(
        self, guard: StreamGuard, live: LiveShow, background: Background, requester: Requester, socket: Socket
    ) -> None:
        self._guard = guard
        self._live = live
        self._background = background
        self._socket = socket
        self._waiting: deque[tuple[StreamEvent, str]] = deque()
        self._is_showing = False
        self._subscriber = Subscriber(
            account_id=requester.account_id,
            token_id=requester.token_id,
            receive=self._receive,
            close=lambda: socket.close(1008, "the access token was revoked"),
            crowded_out=lambda: socket.close(1013, "too many streams"),
        )

    def begin(self, stream: str) -> None:
        """Listen until the socket closes."""
        if stream:
            self._subscriber.streams.add(stream)
        self._socket.on_text = self._asked
        self._socket.on_close = self._ended
        self._guard.add(self._subscriber)

    def _ended(self) -> None:
        self._guard.hub.remove(self._subscriber)
        self._waiting.clear()

    def _asked(self, text: str) -> None:
        """Follow a client's wish; what makes no sense is ignored, as every server of this API does."""
        try:
            wish = orjson.loads(text)
        except orjson.JSONDecodeError:
            return
        stream = wish.get("stream") if isinstance(wish, dict) else None
        if not isinstance(stream, str) or stream not in KNOWN:
            return
        if wish.get("type") == "subscribe":
            self._subscriber.streams.add(stream)
        elif wish.get("type") == "unsubscribe":
            self._subscriber.streams.discard(stream)

    def _receive(self, event: StreamEvent, stream: str) -> None:
        if len(self._waiting) >= MOST_WAITING:
            self._socket.close(1013, "too slow")
            return
        self._waiting.append((event, stream))
        if not self._is_showing:
            self._is_showing = True
            self._background.spawn("stream", self._show_waiting())

    async def _show_waiting(self) -> None:
        try:
            while self._waiting:
                event, stream = self._waiting.popleft()
                try:
                    self._socket.send_text(await self._live.frame(self._subscriber.account_id, event, stream))
                except Trouble as trouble:
                    _log.debug("not streamed: {trouble}", trouble=trouble)
        finally:
            self._is_showing = False


def stream_asked(call: Call) -> str:
    """Return the stream that the query names; an unknown one is Invalid."""
    stream = dict(parse_qsl(call.query)).get("stream", "")
    if stream and stream not in KNOWN:
        raise Invalid(f"there is no stream {stream!r}")
    return stream
