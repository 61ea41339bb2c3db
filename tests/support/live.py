"""A client of the live stream: real WebSockets, frames by wsproto.

    async with await listen_as(alice) as live:
        event = await live.next()       # Happening(streams=["user"], name="update", payload="{...}")

Waiting ends after some seconds with an error. Payloads are checked against the contract as they come.
"""

import base64
from collections import deque
from types import TracebackType
from typing import Any, Self

import attrs
import orjson
from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, Event, Ping, TextMessage

from tests.support.contract_check import contract
from tests.support.instance import Person, Running
from tests.support.wire import Wire, connect, request

HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": base64.b64encode(b"sixteen bytes ok").decode(),
}
_SHAPES = {"update": "Status", "notification": "Notification"}


@attrs.frozen
class Happening:
    """One event as it came."""

    streams: list[str]
    name: str
    payload: str

    @property
    def thing(self) -> Any:
        """The payload, read as JSON."""
        return orjson.loads(self.payload)


class Live:
    """One open socket."""

    def __init__(self, wire: Wire, protocol: str) -> None:
        self.protocol = protocol
        """The subprotocol that the server chose."""
        self.close_code = 0
        self._wire = wire
        self._frames = Connection(ConnectionType.CLIENT)
        self._came: deque[Happening] = deque()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wire.hang_up()

    def say(self, **wish: Any) -> None:
        """Send a wish, such as ``type="subscribe", stream="user"``."""
        self.say_text(orjson.dumps(wish).decode())

    def say_text(self, text: str) -> None:
        """Send any text."""
        self._wire.send(self._frames.send(TextMessage(data=text)))

    async def next(self) -> Happening:
        """Return the next event; fail when none comes or the server closes."""
        while not self._came:
            assert not self.close_code, f"the server closed with {self.close_code}"
            await self._read()
        return self._came.popleft()

    async def closed(self) -> int:
        """Wait until the server closes and return its code."""
        while not self.close_code:
            await self._read()
        return self.close_code

    async def heard(self) -> None:
        """Wait until the server has read everything that was said: it answers a ping after that."""
        self._wire.send(self._frames.send(Ping(payload=b"heard?")))
        while not self._answered:
            await self._read()
        self._answered = False

    _answered = False

    async def _read(self) -> None:
        if not self._wire.buffer:
            await self._wire.more()
        octets, self._wire.buffer = self._wire.buffer, b""
        self._frames.receive_data(octets)
        for event in self._frames.events():
            self._take(event)

    def _take(self, event: Event) -> None:
        if isinstance(event, CloseConnection):
            self.close_code = int(event.code)
        elif isinstance(event, Ping):
            self._wire.send(self._frames.send(event.response()))
        elif isinstance(event, TextMessage):
            self._came.append(_read_frame(event.data))
        else:
            self._answered = True


async def listen(
    server: Running, *, token: str = "", query: str = "stream=user", **headers: str
) -> Live:
    """Open a socket; the token goes into the query unless the headers carry one."""
    live, status = await knock(server, token=token, query=query, **headers)
    assert live is not None, f"the upgrade was refused with {status}"
    return live


async def listen_as(person: Person, query: str = "stream=user") -> Live:
    """Open a socket as somebody."""
    return await listen(person.server, token=person.token, query=query)


async def knock(
    server: Running, *, token: str = "", query: str = "", path: str = "/api/v1/streaming", **headers: str
) -> tuple[Live | None, int]:
    """Try to open a socket; return it, or None, and the status of the answer."""
    if token:
        query = f"{query}&access_token={token}"
    wire = await connect(server.port)
    sent = HANDSHAKE | {name.replace("_", "-"): value for name, value in headers.items()}
    wire.send(request("GET", f"{path}?{query}", sent))
    status, answered = await wire.head()
    if status != 101:
        wire.hang_up()
        return None, status
    return Live(wire, answered.get("sec-websocket-protocol", "")), status


def _read_frame(text: str) -> Happening:
    frame = orjson.loads(text)
    assert set(frame) == {"stream", "event", "payload"}, frame
    came = Happening(frame["stream"], frame["event"], frame["payload"])
    if came.name in _SHAPES:
        wrong = contract.validate(_SHAPES[came.name], came.thing)
        assert not wrong, wrong
    return came
