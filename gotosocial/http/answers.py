"""Sends what a door returned, and what went wrong instead: the only writer of answers and log lines."""

import attrs

from gotosocial.http.access_log import AccessLog, Entry
from gotosocial.http.exchange import Source
from gotosocial.http.failures import Failures, UpgradeNeeded, WrongMethod, wants_page
from gotosocial.http.files import FileSource, Part, choose_part, open_part
from gotosocial.http.heads import HeadKind, Heads, preflight_headers, replaced_by
from gotosocial.http.packing import VARY, Packing
from gotosocial.http.pulled_source import PulledSource
from gotosocial.http.reply import (
    NO_STORE,
    AnyReply,
    FileReply,
    Headers,
    Reply,
    StreamReply,
    WebSocketReply,
)
from gotosocial.http.routes import TOKEN_CHALLENGE
from gotosocial.http.visit import Visit
from gotosocial.http.websocket import Socket, accept_key
from gotosocial.util.clock import Clock

_ENDPOINTS = ("/api", "/oauth/", "/nodeinfo")
"""Where an unknown path is answered with JSON even to browsers (row K4-33)."""


@attrs.define
class Answers:
    """Writes replies to exchanges. Each visit is answered once."""

    _heads: Heads
    _failures: Failures
    _log: AccessLog
    _clock: Clock
    _packing: Packing

    def send(self, visit: Visit, reply: AnyReply) -> None:
        """Send any reply; raises NotFound and UpgradeNeeded before anything was sent."""
        if isinstance(reply, Reply):
            self._send_reply(visit, reply)
        elif isinstance(reply, FileReply):
            self._send_file(visit, reply)
        elif isinstance(reply, StreamReply):
            self._send_stream(visit, reply)
        else:
            self._open_socket(visit, reply)

    def fail(self, visit: Visit, error: BaseException) -> None:
        """Answer for an error."""
        exchange = visit.exchange
        if isinstance(error, WrongMethod) and exchange.verb == "OPTIONS":
            allowed = preflight_headers(error.allowed)
            self._send_reply(visit, Reply(status=204, content_type="", headers=allowed))
            return
        path = exchange.raw_path.decode("latin-1")
        is_unknown_endpoint = visit.found is None and path.startswith(_ENDPOINTS)
        page = not is_unknown_endpoint and wants_page(path, exchange.headers.get("accept"))
        challenge = visit.route.challenge if visit.route is not None else TOKEN_CHALLENGE
        reply = self._failures.reply(
            error, wants_page=page, request_id=visit.request_id, challenge=challenge
        )
        self._send_reply(visit, reply)

    def _send_reply(self, visit: Visit, reply: Reply) -> None:
        exchange = visit.exchange
        body, extra = self._packing.of_reply(reply, exchange.headers)
        route = visit.route
        cache = reply.cache
        if route is not None and route.cache is not None and cache == NO_STORE and reply.status < 400:
            cache = route.cache
        kind = HeadKind(
            status=reply.status,
            content_type=reply.content_type if body or reply.status != 204 else "",
            cache=cache,
            for_robots=route is not None and route.group == "files",
            replaced=replaced_by(extra),
        )
        head = self._head(visit, kind, len(body), extra)
        sent = b"" if exchange.verb == "HEAD" or reply.status in (204, 304) else body
        exchange.answer(head, sent)
        self._note(visit, reply.status, len(sent))

    def _send_file(self, visit: Visit, reply: FileReply) -> None:
        headers, is_head = visit.exchange.headers, visit.exchange.verb == "HEAD"
        part, file = open_part(reply, headers, may_cut=not is_head)
        if self._packing.varies(reply):
            part = attrs.evolve(part, headers=VARY + part.headers)
        packed = self._packing.of_file(reply, headers, part, file) if file is not None else None
        source = None
        if file is not None and (is_head or packed is not None):
            file.close()
        elif file is not None:
            source = FileSource(file, part.length, lambda sent: self._note(visit, part.status, sent))
        if packed is not None:
            self._send_part(visit, reply, packed[0], None, b"" if is_head else packed[1])
        else:
            self._send_part(visit, reply, part, source)

    def _send_stream(self, visit: Visit, reply: StreamReply) -> None:
        is_head = visit.exchange.verb == "HEAD"
        headers = visit.exchange.headers
        part = choose_part(reply.etag, reply.size, headers, reply.headers, may_cut=not is_head)
        source = None
        if part.length and not is_head:
            source = PulledSource(
                lambda: reply.open(part.start, part.length),
                part.length,
                lambda sent: self._note(visit, part.status, sent),
            )
        self._send_part(visit, reply, part, source)

    def _send_part(
        self,
        visit: Visit,
        reply: FileReply | StreamReply,
        part: Part,
        source: Source | None,
        body: bytes = b"",
    ) -> None:
        kind = HeadKind(
            status=part.status,
            content_type=reply.content_type if part.has_body else "",
            cache=reply.cache,
            is_file=True,
            for_robots=True,
            replaced=replaced_by(part.headers),
        )
        head = self._head(visit, kind, part.length, part.headers)
        if source is None:
            visit.exchange.answer(head, body)
            self._note(visit, part.status, len(body))
        else:
            visit.exchange.stream(head, source)

    def _open_socket(self, visit: Visit, reply: WebSocketReply) -> None:
        accepted = accept_key(visit.exchange.headers)
        if not accepted or visit.exchange.verb != "GET":
            raise UpgradeNeeded
        extra: Headers = (("Upgrade", "websocket"), ("Connection", "Upgrade"))
        extra = (*extra, ("Sec-WebSocket-Accept", accepted))
        if reply.protocol:
            extra = (*extra, ("Sec-WebSocket-Protocol", reply.protocol))
        head = self._head(visit, HeadKind(status=101), 0, extra)
        self._note(visit, 101, 0)
        visit.exchange.take_over(head, Socket(reply.open))

    def _head(self, visit: Visit, kind: HeadKind, length: int, extra: Headers) -> bytes:
        return self._heads.write(
            kind,
            length=length,
            request_id=visit.request_id,
            verdict=visit.verdict,
            extra=extra,
            closes=visit.exchange.closes and kind.status != 101,
        )

    def _note(self, visit: Visit, status: int, length: int) -> None:
        exchange = visit.exchange
        seconds = self._clock.monotonic() - visit.started
        self._log.add(
            Entry(exchange.verb, exchange.raw_path, status, length, seconds, visit.request_id, visit.client)
        )
