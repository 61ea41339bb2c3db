"""A small site with doors of every kind, to try the plumbing on: no database, no rules."""

import os
import tempfile
from pathlib import Path
from typing import Any

import attrs
from twisted.internet.defer import Deferred

from gotosocial.errors import Conflict, Contention, Gone, Invalid, NotFound, Overloaded, Refused, Unauthorized
from gotosocial.http.call import Call, Upload
from gotosocial.http.mount import Plumbing, mount
from gotosocial.http.pages import page_reply, paging
from gotosocial.http.reply import (
    AnyReply,
    FileReply,
    Reply,
    StreamReply,
    WebSocketReply,
    html_reply,
    json_reply,
)
from gotosocial.http.routes import ANY_TOKEN, route
from gotosocial.http.settings import HttpSettings
from gotosocial.models.fields import Fields
from gotosocial.models.requester import Requester
from gotosocial.util.clock import SystemClock
from gotosocial.util.paging import Slice
from tests.support.wire import reactor

TROUBLES = {
    "conflict": Conflict("taken"),
    "contention": Contention(),
    "gone": Gone(),
    "invalid": Invalid("bad thing"),
    "refused": Refused("not now"),
}


def requester(token: str) -> Requester | None:
    person = Requester(
        token_id=token, application_id="app", scopes=frozenset({"read", "write"}), account_id="a", user_id="u"
    )
    return {
        "alice": person,
        "reader": attrs.evolve(person, scopes=frozenset({"read"})),
        "admin": attrs.evolve(person, scopes=frozenset({"admin"}), is_admin=True),
        "notadmin": attrs.evolve(person, scopes=frozenset({"admin"})),
        "moved": attrs.evolve(person, has_moved=True),
        "application": attrs.evolve(person, account_id="", user_id=""),
    }.get(token)


class Tokens:
    """Knows ``alice`` at once and all others only after waiting."""

    def cached(self, token: str) -> Requester | None:
        return requester(token) if token == "alice" else None

    async def authenticate(self, token: str) -> Requester:
        found = requester(token)
        waiting: Deferred[None] = Deferred()
        reactor.callLater(0, waiting.callback, None)
        await waiting
        if found is None:
            raise Unauthorized
        return found


@attrs.frozen
class AnyForm:
    """Keeps the whole tree, with uploads as what a test can compare."""

    tree: dict[str, Any]

    @classmethod
    def read(cls, fields: Fields) -> "AnyForm":
        names = fields.keys()
        return cls({name: fields.raw(name) for name in names})


def shown(value: Any) -> Any:
    if isinstance(value, Upload):
        is_same = Path(value.path).stat().st_size == value.size
        return {"name": value.name, "type": value.content_type, "size": value.size, "is_same": is_same}
    if isinstance(value, dict):
        return {key: shown(one) for key, one in value.items()}
    return [shown(one) for one in value] if isinstance(value, list) else value


class FarPieces:
    """Content that comes in pieces, each in a turn of its own; ``breaks``: only the first one comes."""

    def __init__(self, content: bytes, breaks: bool) -> None:
        self.content = content
        self.breaks = breaks
        self.reads = 0
        self.is_closed = False

    async def read(self) -> bytes:
        assert not self.is_closed
        self.reads += 1
        waiting: Deferred[None] = Deferred()
        reactor.callLater(0, waiting.callback, None)
        await waiting
        if self.breaks and self.reads > 1:
            raise Overloaded
        piece, self.content = self.content[:50_000], self.content[50_000:]
        return piece

    async def close(self) -> None:
        assert not self.is_closed
        self.is_closed = True


class Doors:
    """The doors; ``gate`` opens those that wait, ``done`` notes which have run to their end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.gate: Deferred[None] = Deferred()
        self.done: list[str] = []
        self.sockets: list[Any] = []
        self.closed_sockets = 0
        self.far_pieces: list[FarPieces] = []
        self.far_breaks = False
        self.upload_paths: list[str] = []

    @route("GET", "/api/v1/constant", scope="read:statuses")
    async def constant(self, call: Call) -> AnyReply:
        return json_reply({"who": call.who.token_id})

    @route("POST", "/api/v1/things", scope=("write:statuses", "write:media"), form=AnyForm)
    async def make(self, call: Call) -> AnyReply:
        return json_reply(shown(call.form.tree))

    @route("GET", "/api/v1/things", public=True, form=AnyForm)
    async def look(self, call: Call) -> AnyReply:
        return json_reply(call.form.tree | {"who": call.requester.token_id if call.requester else None})

    @route("POST", "/api/v1/media", scope=ANY_TOKEN, form=AnyForm, body="upload", max_body=45_000_000)
    async def upload(self, call: Call) -> AnyReply:
        self.upload_paths += [one.path for one in call.form.tree.values() if isinstance(one, Upload)]
        if "fail" in call.form.tree:
            raise RuntimeError("secret detail")
        return json_reply(shown(call.form.tree))

    @route("GET", "/api/v1/things/{id}", public=True)
    async def one(self, call: Call) -> AnyReply:
        return json_reply({"id": call.args["id"], "client": call.client})

    @route("GET", "/api/v1/admin/things", scope="admin:read", auth="admin")
    async def admin(self, call: Call) -> AnyReply:
        return json_reply({"ok": True})

    @route("GET", "/api/v1/apps/verify", scope="read", auth="app")
    async def app(self, call: Call) -> AnyReply:
        return json_reply({"person": call.who.is_person})

    @route("GET", "/api/v1/paged", public=True)
    async def paged(self, call: Call) -> AnyReply:
        page = paging(call, default=20, maximum=40)
        found: Slice[object] = Slice(items=["b", "a"], newest="b", oldest="a", has_more=page.limit == 2)
        return page_reply(call, [b'"b"', b'"a"'], found, page.limit)

    @route("POST", "/api/v1/slow", public=True, body="raw")
    async def slow(self, call: Call) -> AnyReply:
        await self.gate
        self.done.append("slow")
        return json_reply({"n": len(call.body)})

    @route("GET", "/api/v1/trouble/{kind}", public=True)
    async def trouble(self, call: Call) -> AnyReply:
        if call.args["kind"] in TROUBLES:
            raise TROUBLES[call.args["kind"]]
        raise RuntimeError("secret detail")

    @route("GET", "/api/v1/big", public=True)
    async def big(self, call: Call) -> AnyReply:
        return json_reply(["many words"] * 2000)

    @route("GET", "/api/v1/streaming", public=True, produces=())
    async def streaming(self, call: Call) -> AnyReply:
        return WebSocketReply(open=self._open, protocol=call.headers.get("sec-websocket-protocol"))

    @route("GET", "/api/v1/streaming/mine", scope="read", produces=())
    async def my_streaming(self, call: Call) -> AnyReply:
        return WebSocketReply(open=lambda socket: socket.send_text(call.who.token_id))

    def _open(self, socket: Any) -> None:
        self.sockets.append(socket)
        socket.on_text = lambda text: socket.send_text(f"echo {text}")
        socket.on_close = self._count_closed

    def _count_closed(self) -> None:
        self.closed_sockets += 1

    @route("POST", "/users/{name}/inbox", public=True, auth="none", body="raw", group="inbox")
    async def inbox(self, call: Call) -> AnyReply:
        return json_reply({"length": len(call.body), "name": call.args["name"]}, status=202)

    @route("GET", "/@{name}", public=True, auth="none", group="files")
    async def profile(self, call: Call) -> AnyReply:
        return html_reply(f"<h1>{call.args['name']}</h1>")

    @route("GET", "/assets/{rest...}", public=True, auth="none", group="files")
    async def asset(self, call: Call) -> AnyReply:
        if ".." in call.args["rest"]:
            raise NotFound
        path = self.folder / call.args["rest"]
        return FileReply(path=str(path), content_type="text/plain", cache="public, max-age=604800", etag="v1")

    @route("GET", "/far/{rest...}", public=True, auth="none", group="files")
    async def far(self, call: Call) -> AnyReply:
        path = self.folder / call.args["rest"]

        async def begin(start: int, length: int) -> FarPieces:
            self.far_pieces.append(FarPieces(path.read_bytes()[start : start + length], self.far_breaks))
            return self.far_pieces[-1]

        return StreamReply(
            size=path.stat().st_size, open=begin, content_type="text/plain", cache="no-store", etag="v1"
        )

    @route("GET", "/nothing", public=True, auth="none", group="files")
    async def nothing(self, call: Call) -> AnyReply:
        return Reply(status=204, content_type="")


@attrs.frozen
class SmallSite:
    """The running site: where it listens, its doors, and what it has logged."""

    port: int
    doors: Doors
    lines: list[str]
    factory: Any
    temp: str

    def temp_files(self) -> list[str]:
        return os.listdir(self.temp)


async def open_site(folder: Path, *, carrier: Any = "klein", **settings: Any) -> tuple[SmallSite, Any]:
    """Start a site on a free port; return it and the port to stop."""
    lines: list[str] = []
    temp = tempfile.mkdtemp(dir=folder)
    doors = Doors(folder)
    plumbing = Plumbing(
        settings=HttpSettings(origin="https://example.org", temp_dir=temp, **settings),
        authenticator=Tokens(),
        render_error=lambda status, message, request_id: f"<h1>{status}</h1>{message} {request_id}",
        write_log=lines.append,
        clock=SystemClock(),
        reactor=reactor,
    )
    factory = mount([doors], plumbing, carrier=carrier)
    port = reactor.listenTCP(0, factory, interface="127.0.0.1")
    return SmallSite(port.getHost().port, doors, lines, factory, temp), port


async def close_site(site: SmallSite, port: Any) -> None:
    if not site.doors.gate.called:
        site.doors.gate.callback(None)
    await port.stopListening()
    await site.factory.drain(0.5)
