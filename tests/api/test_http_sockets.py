"""WebSockets over real connections, spoken to with frames made by hand."""

import os
import struct
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted

from gotosocial.http import websocket
from tests.support.small_site import SmallSite, close_site, open_site
from tests.support.waiting import until
from tests.support.wire import Wire, ask, connect, request

HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "keep-alive, Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest_twisted.async_yield_fixture(params=["klein", "straight"])
async def site(request: Any, tmp_path: Path) -> AsyncIterator[SmallSite]:
    opened, port = await open_site(tmp_path, carrier=request.param)
    yield opened
    await close_site(opened, port)


def frame(opcode: int, payload: bytes, *, is_last: bool = True) -> bytes:
    """Write a masked frame, as clients must."""
    head = bytes([opcode | (0x80 if is_last else 0)])
    if len(payload) < 126:
        head += bytes([0x80 | len(payload)])
    elif len(payload) < 65536:
        head += b"\xfe" + struct.pack(">H", len(payload))
    else:
        head += b"\xff" + struct.pack(">Q", len(payload))
    mask = os.urandom(4)
    return head + mask + bytes(octet ^ mask[index % 4] for index, octet in enumerate(payload))


async def read_frame(wire: Wire) -> tuple[int, bytes]:
    """Read one frame that the server sent, which is never masked."""
    first, length = await wire.take(2)
    if length == 126:
        (length,) = struct.unpack(">H", await wire.take(2))
    elif length == 127:
        (length,) = struct.unpack(">Q", await wire.take(8))
    return first & 15, await wire.take(length)


async def open_socket(site: SmallSite, early: bytes = b"", **headers: str) -> Wire:
    wire = await connect(site.port)
    wire.send(request("GET", "/api/v1/streaming", {**HANDSHAKE, **headers}) + early)
    status, answered = await wire.head()
    assert status == 101
    assert answered["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    assert answered["upgrade"] == "websocket"
    return wire


@pytest_twisted.ensureDeferred
async def test_text_goes_both_ways_even_when_sent_too_early(site: SmallSite) -> None:
    wire = await open_socket(site, early=frame(1, b"early"))
    assert await read_frame(wire) == (1, b"echo early")
    wire.send(frame(1, b"in ", is_last=False), frame(9, b"?"), frame(0, "stücken".encode()))
    assert await read_frame(wire) == (10, b"?")
    assert await read_frame(wire) == (1, "echo in stücken".encode())
    site.doors.sockets[0].send_text("x" * 70_000)
    assert await read_frame(wire) == (1, b"x" * 70_000)


@pytest_twisted.ensureDeferred
async def test_the_offered_protocol_is_echoed(site: SmallSite) -> None:
    wire = await connect(site.port)
    wire.send(request("GET", "/api/v1/streaming", {**HANDSHAKE, "Sec-WebSocket-Protocol": "token"}))
    assert (await wire.head())[1]["sec-websocket-protocol"] == "token"


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {"Authorization": "Bearer reader"}),
        ("?access_token=reader", {}),
        ("", {"Sec-WebSocket-Protocol": "reader, other"}),
    ],
)
@pytest_twisted.ensureDeferred
async def test_a_token_comes_in_three_ways(site: SmallSite, query: str, headers: dict[str, str]) -> None:
    wire = await connect(site.port)
    wire.send(request("GET", f"/api/v1/streaming/mine{query}", {**HANDSHAKE, **headers}))
    assert (await wire.head())[0] == 101
    assert await read_frame(wire) == (1, b"reader")
    refused = await ask(site.port, "GET", "/api/v1/streaming/mine", HANDSHAKE)
    assert refused.status == 401


@pytest_twisted.ensureDeferred
async def test_closing_is_answered_and_heard_once(site: SmallSite) -> None:
    wire = await open_socket(site)
    wire.send(frame(8, struct.pack(">H", 1000)))
    assert await read_frame(wire) == (8, struct.pack(">H", 1000))
    await wire.closed()
    await until(lambda: site.doors.closed_sockets == 1)
    site.doors.sockets[0].send_text("nobody hears this")


@pytest_twisted.ensureDeferred
async def test_a_client_that_hangs_up_is_noticed(site: SmallSite) -> None:
    wire = await open_socket(site)
    wire.hang_up()
    await until(lambda: site.doors.closed_sockets == 1)
    assert not site.doors.sockets[0].is_open


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (frame(1, b"\xff\xfe"), 1007),
        (b"\x81\x02hi", 1002),
        (frame(3, b"?"), 1002),
        (frame(1, b"x" * 70_000), 1009),
        (frame(1, b"x" * 40_000, is_last=False) + frame(0, b"x" * 40_000), 1009),
        (b"\x81\xff" + struct.pack(">Q", 2**62) + b"mask" + b"x" * 70_000, 1009),
    ],
    ids=["not-utf-8", "unmasked", "unknown-kind", "too-long", "too-long-in-parts", "announces-too-much"],
)
@pytest_twisted.ensureDeferred
async def test_bad_frames_close_with_a_reason(site: SmallSite, sent: bytes, code: int) -> None:
    wire = await open_socket(site)
    wire.send(sent)
    opcode, payload = await read_frame(wire)
    assert (opcode, struct.unpack(">H", payload[:2])[0]) == (8, code)
    await until(lambda: site.doors.closed_sockets == 1)


@pytest_twisted.ensureDeferred
async def test_a_silent_client_is_pinged_and_cut_off_when_it_stays_silent(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "PING_EVERY", 0.1)
    alive = await open_socket(site)
    silent = await open_socket(site)
    for _ in range(4):
        assert (await read_frame(alive))[0] == 9
        alive.send(frame(10, b""))
    await silent.closed()
    assert site.doors.closed_sockets == 1
    assert site.doors.sockets[0].is_open


@pytest_twisted.ensureDeferred
async def test_a_slow_reader_is_cut_off_after_fifty_messages(site: SmallSite) -> None:
    wire = await open_socket(site)
    wire.transport.pauseProducing()
    (socket,) = site.doors.sockets
    while not socket._paused:
        socket.send_text("x" * 200_000)
    for _ in range(websocket.MOST_WAITING):
        socket.send_text("x")
        assert socket.is_open
    socket.send_text("one too many")
    assert not socket.is_open
    assert site.doors.closed_sockets == 1
    wire.hang_up()


@pytest_twisted.ensureDeferred
async def test_a_reader_that_wakes_up_gets_everything_in_order(site: SmallSite) -> None:
    wire = await open_socket(site)
    wire.transport.pauseProducing()
    (socket,) = site.doors.sockets
    sent = []
    while not socket._paused:
        sent.append(f"{len(sent)} " + "x" * 200_000)
        socket.send_text(sent[-1])
    for number in range(30):
        sent.append(str(number))
        socket.send_text(sent[-1])
    wire.transport.resumeProducing()
    for text in sent:
        assert (await read_frame(wire))[1].decode() == text
    wire.hang_up()


@pytest.mark.parametrize(
    "changed",
    [
        {"Upgrade": "h2c"},
        {"Connection": "close"},
        {"Sec-WebSocket-Version": "8"},
        {"Sec-WebSocket-Key": "short"},
    ],
)
@pytest_twisted.ensureDeferred
async def test_a_handshake_that_is_none_gets_426(site: SmallSite, changed: dict[str, str]) -> None:
    answer = await ask(site.port, "GET", "/api/v1/streaming", {**HANDSHAKE, **changed})
    assert (answer.status, answer.headers["sec-websocket-version"]) == (426, "13")
    assert site.doors.sockets == []


@pytest_twisted.ensureDeferred
async def test_sockets_hear_that_the_server_goes_away(site: SmallSite) -> None:
    wire = await open_socket(site)
    await site.factory.drain(1)
    assert await read_frame(wire) == (8, struct.pack(">H", 1001))
