"""Bodies over real connections: their forms, their limits, and heads that never get as far."""

import json
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted

from tests.support.small_site import SmallSite, close_site, open_site
from tests.support.waiting import until
from tests.support.wire import ask, connect, request

ALICE = {"Authorization": "Bearer alice"}
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest_twisted.async_yield_fixture(params=["klein", "straight"])
async def site(request: Any, tmp_path: Path) -> AsyncIterator[SmallSite]:
    opened, port = await open_site(tmp_path, carrier=request.param)
    yield opened
    await close_site(opened, port)


@pytest.mark.parametrize(
    ("headers", "body", "status", "wanted"),
    [
        (JSON, b'{"a":{"b":[1,true,null]}}', 200, {"a": {"b": [1, True, None]}}),
        (JSON, b"", 200, {}),
        (JSON, b"[1]", 400, None),
        (JSON, b'{"a":', 400, None),
        (JSON, b'{"a":"\xff"}', 400, None),
        (JSON, b'{"a":"\\ud800"}', 400, None),
        (JSON, b'{"a":"\\u0000"}', 400, None),
        (JSON, b"[" * 1_000_000, 400, None),
        (JSON, b'{"a":' * 40 + b"1" + b"}" * 40, 400, None),
        (FORM, b"a[b]=x&l[]=1&l[]=2&id=3&id=4", 200, {"a": {"b": "x"}, "l": ["1", "2"], "id": ["3", "4"]}),
        (FORM, b"f[0][name]=n&f[0][value]=v", 200, {"f": {"0": {"name": "n", "value": "v"}}}),
        (
            FORM,
            b"k[][keyword]=a&k[][whole_word]=1&k[][keyword]=b",
            200,
            {"k": [{"keyword": "a", "whole_word": "1"}, {"keyword": "b"}]},
        ),
        (FORM, b"a=%C3%A4+b", 200, {"a": "ä b"}),
        (FORM, b"a=%ff", 400, None),
        (FORM, b"a=\xff", 400, None),
        (FORM, b"a=%00", 400, None),
        (FORM, b"a[b=1", 400, None),
        (FORM, b"a=1&a[b]=2", 400, None),
        (FORM, b"a[1][2][3][4][5][6]=1", 400, None),
        (FORM, b"&".join(b"a%d=1" % number for number in range(1001)), 400, None),
        ({"Content-Type": "text/plain"}, b"a=1", 406, None),
        ({}, b"a=1", 406, None),
        ({"Content-Type": "application/json; charset=utf-16"}, b'{"a":1}', 406, None),
        ({"Content-Type": "APPLICATION/JSON;charset=UTF-8"}, b'{"a":1}', 200, {"a": 1}),
    ],
)
@pytest_twisted.ensureDeferred
async def test_bodies_become_one_tree(
    site: SmallSite, headers: dict[str, str], body: bytes, status: int, wanted: Any
) -> None:
    sent = {**headers, **ALICE, "Content-Length": str(len(body))}
    answer = await ask(site.port, "POST", "/api/v1/things", sent, body)
    assert answer.status == status
    assert "error" in json.loads(answer.body) if status != 200 else json.loads(answer.body) == wanted


@pytest.mark.parametrize(("query", "status"), [("a=%fe", 400), ("a=%00", 400), ("a[]=1&a[]=2", 200)])
@pytest_twisted.ensureDeferred
async def test_queries_are_read_like_forms(site: SmallSite, query: str, status: int) -> None:
    assert (await ask(site.port, "GET", f"/api/v1/things?{query}")).status == status


@pytest.mark.parametrize("path", ["/api/v1/things/%ff", "/api/v1/things/\xff"])
@pytest_twisted.ensureDeferred
async def test_a_path_that_is_not_utf8_is_refused(site: SmallSite, path: str) -> None:
    assert (await ask(site.port, "GET", path)).status == 400


@pytest_twisted.ensureDeferred
async def test_a_chunked_body_arrives_whole_and_is_counted(site: SmallSite) -> None:
    wire = await connect(site.port)
    head = request("POST", "/users/bob/inbox", {"Transfer-Encoding": "chunked"})
    wire.send(head, b"5\r\nhello\r\n", b"6;x=1\r\n world\r\n", b"0\r\n\r\n")
    answer = await wire.answer()
    assert (answer.status, json.loads(answer.body)) == (202, {"length": 11, "name": "bob"})
    piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    wire.send(head, *[piece] * 17)
    refused = await wire.answer()
    assert (refused.status, refused.headers["connection"]) == (413, "close")
    assert "error" in json.loads(refused.body)


@pytest_twisted.ensureDeferred
async def test_a_large_announcement_is_refused_before_it_comes(site: SmallSite) -> None:
    wire = await connect(site.port)
    wire.send(request("POST", "/users/bob/inbox", {"Content-Length": "2000000", "Expect": "100-continue"}))
    answer = await wire.answer()
    assert (answer.status, answer.headers["connection"]) == (413, "close")
    await wire.closed()


@pytest_twisted.ensureDeferred
async def test_who_asks_before_sending_hears_a_refusal_at_once(site: SmallSite) -> None:
    wire = await connect(site.port)
    wire.send(request("POST", "/api/v1/things", {"Content-Length": "9", "Expect": "100-continue"}))
    assert (await wire.answer()).status == 401


@pytest_twisted.ensureDeferred
async def test_a_small_body_that_nobody_wants_does_not_end_the_connection(site: SmallSite) -> None:
    wire = await connect(site.port)
    wire.send(request("POST", "/nowhere", body=b"x" * 5000) + request("GET", "/api/v1/things/1"))
    assert [(await wire.answer()).status, (await wire.answer()).status] == [404, 200]


@pytest_twisted.ensureDeferred
async def test_the_client_is_told_to_continue_once_its_headers_are_good(site: SmallSite) -> None:
    wire = await connect(site.port)
    wire.send(request("POST", "/users/bob/inbox", {"Content-Length": "3", "Expect": "100-continue"}))
    assert (await wire.head())[0] == 100
    wire.send(b"abc")
    assert (await wire.answer()).status == 202


@pytest_twisted.ensureDeferred
async def test_fifty_megabytes_are_refused_and_never_stand_in_memory(site: SmallSite) -> None:
    piece = b"x" * 65536
    chunk = b"10000\r\n" + piece + b"\r\n"
    tracemalloc.start()
    try:
        wire = await connect(site.port)
        chunked = {"Transfer-Encoding": "chunked", "Content-Type": "multipart/form-data; boundary=b", **ALICE}
        wire.send(request("POST", "/api/v1/media", chunked))
        begin = b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        wire.send(b"%x\r\n%b\r\n" % (len(begin), begin))
        for _ in range(800):
            wire.send(chunk)
            await until(lambda: not wire.transport.dataBuffer and len(wire.transport._tempDataBuffer) < 4)
            if wire.buffer:
                break
        answer = await wire.answer()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert answer.status == 413
    assert peak < 6_000_000
    assert site.temp_files() == []


@pytest_twisted.ensureDeferred
async def test_an_upload_without_any_token_is_refused_unread(site: SmallSite) -> None:
    wire = await connect(site.port)
    wire.send(request("POST", "/api/v1/media", {"Content-Length": "40000000", **FORM}))
    assert (await wire.answer()).status == 401


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET / HTTP/1.1\r\nUser-Agent: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\nUser-Agent: x\r\n\r\n", 400),
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.2\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\nx", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + b"y" * 40_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X-Many: y\r\n" * 150 + b"\r\n", 431),
        (b"GET /" + b"y" * 40_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 431),
    ],
)
@pytest_twisted.ensureDeferred
async def test_a_bad_head_is_refused_and_nothing_after_it_is_read(
    site: SmallSite, head: bytes, status: int
) -> None:
    wire = await connect(site.port)
    wire.send(head + request("GET", "/api/v1/things/1"))
    answer = await wire.answer()
    assert answer.status == status
    assert "error" in json.loads(answer.body)
    assert await wire.closed() == b""
