"""Files in and out over real connections: uploads that stream to disk, ranges, slow readers, hang-ups."""

import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted

from tests.support.small_site import SmallSite, close_site, open_site
from tests.support.waiting import until
from tests.support.wire import ask, connect, request

ALICE = {"Authorization": "Bearer alice"}
MULTIPART = {**ALICE, "Content-Type": 'multipart/form-data; boundary="b"'}
TEXT = b"0123456789" * 10
PLACES = ("/assets/", "/far/")
"""Files on this machine, and such whose bytes come from elsewhere."""


def part(name: str, content: bytes, more: str = "") -> bytes:
    head = f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def open_files() -> list[str]:
    return [link.resolve().name for link in Path("/proc/self/fd").iterdir() if link.exists()]


@pytest_twisted.async_yield_fixture(params=["klein", "straight"])
async def site(request: Any, tmp_path: Path) -> AsyncIterator[SmallSite]:
    (tmp_path / "text.txt").write_bytes(TEXT)
    opened, port = await open_site(tmp_path, carrier=request.param)
    yield opened
    await close_site(opened, port)


@pytest_twisted.ensureDeferred
async def test_a_file_arrives_whole_and_leaves_nothing_behind(site: SmallSite) -> None:
    content = bytes(range(256)) * 4000
    body = (
        part("description", "grüße".encode())
        + part("file", content, '; filename="C:\\\\dir\\\\../pic\\u0007ture.png"\r\nContent-Type: image/png')
        + part("tags[]", b"a")
        + part("tags[]", b"b")
        + part("empty", b"", '; filename=""')
        + b"--b--\r\n"
    )
    answer = await ask(site.port, "POST", "/api/v1/media", MULTIPART, body)
    wanted = {"type": "image/png", "size": len(content), "is_same": True}
    shown = json.loads(answer.body)
    assert shown.pop("file").items() >= wanted.items()
    assert shown == {"description": "grüße", "tags": ["a", "b"]}
    assert site.temp_files() == []
    assert site.doors.upload_paths[0].startswith(site.temp)


@pytest_twisted.ensureDeferred
async def test_a_file_is_one_also_where_its_name_is_written_as_older_libraries_do(site: SmallSite) -> None:
    content = b"\xff\xd8 bytes that are no text"
    for named in ("; filename*=UTF-8''%e2%82%ac.jpg", "; FileName* = utf-8''a.jpg"):
        body = part("file", content, named) + b"--b--\r\n"
        answer = await ask(site.port, "POST", "/api/v1/media", MULTIPART, body)
        assert answer.status == 200
        assert json.loads(answer.body)["file"].items() >= {"size": len(content)}.items()


@pytest_twisted.ensureDeferred
async def test_a_file_in_single_bytes_and_chunks_is_the_same(site: SmallSite) -> None:
    body = part("file", b"\r\n--xogus\r\n-", '; filename="f"') + b"--b--\r\n"
    wire = await connect(site.port)
    wire.send(request("POST", "/api/v1/media", {**MULTIPART, "Transfer-Encoding": "chunked"}))
    for octet in body:
        wire.send(b"1\r\n%c\r\n" % octet)
    wire.send(b"0\r\n\r\n")
    assert json.loads((await wire.answer()).body)["file"]["size"] == 12


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (part("a", b"1"), 400),
        (b"nonsense", 400),
        (b"--b--\r\n", 200),
        (b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", 400),
        (b"--b\r\nNo colon here\r\n\r\nx\r\n--b--\r\n", 400),
        (part("a", b"\xff") + b"--b--\r\n", 400),
        (part("a", b"\0") + b"--b--\r\n", 400),
        (part("a", b"x" * 2_000_000) + b"--b--\r\n", 413),
        (b"".join(part("a", b"1") for _ in range(1100)) + b"--b--\r\n", 400),
        (b"".join(part("a", b"1", '; filename="f"') for _ in range(30)) + b"--b--\r\n", 400),
        (b'--b\r\nContent-Disposition: form-data; name="a"' + b"x" * 9000 + b"\r\n\r\nx\r\n--b--\r\n", 400),
    ],
)
@pytest_twisted.ensureDeferred
async def test_odd_multipart_bodies_do_no_harm(site: SmallSite, body: bytes, status: int) -> None:
    answer = await ask(site.port, "POST", "/api/v1/media", MULTIPART, body)
    assert answer.status == status
    await until(lambda: site.temp_files() == [])


@pytest.mark.parametrize("boundary", ["", "; boundary=", "; boundary=" + "x" * 300, "; boundary=\xe4"])
@pytest_twisted.ensureDeferred
async def test_a_boundary_must_make_sense(site: SmallSite, boundary: str) -> None:
    headers = {**ALICE, "Content-Type": f"multipart/form-data{boundary}"}
    assert (await ask(site.port, "POST", "/api/v1/media", headers, b"--x--\r\n")).status == 400


@pytest_twisted.ensureDeferred
async def test_a_door_that_fails_leaves_no_file_and_tells_no_secret(site: SmallSite) -> None:
    body = part("fail", b"1") + part("file", b"x" * 100_000, '; filename="f"') + b"--b--\r\n"
    answer = await ask(site.port, "POST", "/api/v1/media", MULTIPART, body)
    assert (answer.status, json.loads(answer.body)) == (500, {"error": "internal server error"})
    assert len(answer.headers["x-request-id"]) >= 8
    assert site.temp_files() == []


@pytest_twisted.ensureDeferred
async def test_a_client_that_leaves_in_the_middle_of_an_upload_leaves_no_file(site: SmallSite) -> None:
    wire = await connect(site.port)
    begun = part("file", b"x" * 100_000, '; filename="f"')
    wire.send(request("POST", "/api/v1/media", {**MULTIPART, "Content-Length": "300000"}), begun)
    await until(lambda: site.temp_files() != [])
    wire.hang_up()
    await until(lambda: site.temp_files() == [])
    assert site.doors.upload_paths == []


@pytest.mark.parametrize(
    ("wanted", "status", "shown", "body"),
    [
        ("bytes=0-9", 206, "bytes 0-9/100", TEXT[:10]),
        ("bytes=95-", 206, "bytes 95-99/100", TEXT[95:]),
        ("bytes=-3", 206, "bytes 97-99/100", TEXT[97:]),
        ("bytes=-1000", 206, "bytes 0-99/100", TEXT),
        ("bytes=90-1000", 206, "bytes 90-99/100", TEXT[90:]),
        ("bytes=100-", 416, "bytes */100", b""),
        ("bytes=-0", 416, "bytes */100", b""),
        ("bytes=5-2", 200, None, TEXT),
        ("bytes=0-1,3-4", 200, None, TEXT),
        ("lines=0-1", 200, None, TEXT),
        ("bytes=-", 200, None, TEXT),
    ],
)
@pytest_twisted.ensureDeferred
async def test_ranges(site: SmallSite, wanted: str, status: int, shown: str | None, body: bytes) -> None:
    for place in PLACES:
        answer = await ask(site.port, "GET", f"{place}text.txt", {"Range": wanted})
        assert (answer.status, answer.headers.get("content-range"), answer.body) == (status, shown, body)
        assert answer.headers["accept-ranges"] == "bytes"
    assert all(pieces.is_closed for pieces in site.doors.far_pieces)


@pytest_twisted.ensureDeferred
async def test_a_file_has_an_etag_a_cache_and_a_sandbox(site: SmallSite) -> None:
    answer = await ask(site.port, "GET", "/assets/text.txt")
    assert answer.headers["cache-control"] == "public, max-age=604800"
    for place in PLACES:
        await try_validators(site, f"{place}text.txt")


async def try_validators(site: SmallSite, path: str) -> None:
    answer = await ask(site.port, "GET", path)
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, TEXT, '"v1"')
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-length"] == "100"
    for condition in ('"v1"', 'W/"v1"', '"v0", "v1"', "*"):
        unchanged = await ask(site.port, "GET", path, {"If-None-Match": condition})
        assert (unchanged.status, unchanged.body) == (304, b"")
    changed = await ask(site.port, "GET", path, {"If-None-Match": '"v0"'})
    assert changed.status == 200
    other = await ask(site.port, "GET", path, {"Range": "bytes=0-1", "If-Range": '"v0"'})
    assert other.status == 200
    for wanted in ("bytes=0-1", "bytes=500-"):
        head = await ask(site.port, "HEAD", path, {"Range": wanted})
        assert (head.status, head.headers["content-length"]) == (200, "100")
        assert "content-range" not in head.headers


@pytest_twisted.ensureDeferred
async def test_texts_are_zipped_for_those_who_want_that_and_whole(site: SmallSite) -> None:
    path, content = "/assets/long.txt", b"p { margin: 0 }\n" * 500
    (site.doors.folder / "long.txt").write_bytes(content)
    wants = {"Accept-Encoding": "gzip, br"}
    plain = await ask(site.port, "GET", path)
    assert (plain.body, plain.headers["etag"], plain.headers["vary"]) == (content, '"v1"', "Accept-Encoding")
    for _ in range(2):
        zipped = await ask(site.port, "GET", path, wants)
        assert (zipped.status, zipped.headers["content-encoding"]) == (200, "gzip")
        assert (zipped.headers["etag"], zipped.headers["vary"]) == ('W/"v1"', "Accept-Encoding")
        assert gzip.decompress(zipped.body) == content
        assert len(zipped.body) == int(zipped.headers["content-length"]) < len(content) / 10
        assert "accept-ranges" not in zipped.headers
        assert "sandbox" in zipped.headers["content-security-policy"]
        assert zipped.headers["cache-control"] == plain.headers["cache-control"]
    head = await ask(site.port, "HEAD", path, wants)
    assert (head.body, head.headers["content-length"]) == (b"", zipped.headers["content-length"])
    same = await ask(site.port, "GET", path, {**wants, "If-None-Match": zipped.headers["etag"]})
    assert (same.status, same.headers["vary"]) == (304, "Accept-Encoding")
    piece = await ask(site.port, "GET", path, {**wants, "Range": "bytes=2-4"})
    assert (piece.status, piece.body, "content-encoding" in piece.headers) == (206, content[2:5], False)
    assert "long.txt" not in open_files()


@pytest_twisted.ensureDeferred
async def test_short_texts_are_not_worth_zipping(site: SmallSite) -> None:
    answer = await ask(site.port, "GET", "/assets/text.txt", {"Accept-Encoding": "gzip"})
    assert (answer.body, "content-encoding" in answer.headers) == (TEXT, False)


@pytest.mark.parametrize("path", ["/assets/none.txt", "/assets/", "/assets/a/../b", "/assets/%2e%2e%2fx"])
@pytest_twisted.ensureDeferred
async def test_what_is_no_file_is_not_found(site: SmallSite, path: str) -> None:
    assert (await ask(site.port, "GET", path)).status == 404


@pytest.mark.parametrize("place", PLACES)
@pytest_twisted.ensureDeferred
async def test_a_large_file_waits_for_a_slow_reader(site: SmallSite, place: str) -> None:
    size = 30_000_000
    with (site.doors.folder / "large").open("wb") as file:
        file.truncate(size)
    wire = await connect(site.port)
    wire.transport.pauseProducing()
    wire.send(request("GET", f"{place}large") + request("GET", "/api/v1/things/after"))
    await until(lambda: any(channel.stalled_since is not None for channel in site.factory.channels))
    waiting = next(iter(site.factory.channels)).transport
    assert len(waiting.dataBuffer) + sum(map(len, waiting._tempDataBuffer)) < 1_000_000
    wire.transport.resumeProducing()
    status, headers = await wire.head()
    assert (status, headers["content-length"]) == (200, str(size))
    left = size
    while left:
        left -= len(await wire.take(min(left, 65536)))
    assert json.loads((await wire.answer()).body)["id"] == "after"


@pytest.mark.parametrize("place", PLACES)
@pytest_twisted.ensureDeferred
async def test_a_reader_who_leaves_closes_the_file(site: SmallSite, place: str) -> None:
    with (site.doors.folder / "large").open("wb") as file:
        file.truncate(30_000_000)
    wire = await connect(site.port)
    wire.send(request("GET", f"{place}large"))
    await wire.head()
    wire.hang_up()
    await until(lambda: not site.factory.channels)
    await until(lambda: f"path={place}large" in "".join(site.lines))
    assert "large" not in open_files()
    await until(lambda: all(pieces.is_closed for pieces in site.doors.far_pieces))


@pytest_twisted.ensureDeferred
async def test_what_breaks_off_elsewhere_is_not_passed_off_as_whole(site: SmallSite) -> None:
    (site.doors.folder / "large").write_bytes(b"x" * 200_000)
    site.doors.far_breaks = True
    wire = await connect(site.port)
    wire.send(request("GET", "/far/large"))
    _, headers = await wire.head()
    assert headers["content-length"] == "200000"
    assert await wire.take(50_000) == b"x" * 50_000
    await until(lambda: not site.factory.channels)
    assert site.doors.far_pieces[0].is_closed
