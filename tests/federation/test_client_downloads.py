"""Files of other servers: streamed to disk, with the same guards as everything else that is fetched."""

import errno
import gzip
import os
from collections.abc import AsyncIterator, Callable
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_twisted
from twisted.internet.defer import CancelledError
from twisted.python.failure import Failure
from twisted.web.client import ResponseDone

from gotosocial.errors import Gone, NotFound, RemoteFailed, StorageFull, TryAgainLater
from gotosocial.http.body_reader import PORTION, BodyTooLarge, FileReader
from gotosocial.http.outgoing import Prepare
from gotosocial.media.fetch import MOST_OF_ONE_HOST, RemoteFiles
from gotosocial.util import flow
from gotosocial.util.clock import SystemClock
from gotosocial.util.temporary import TemporaryFolder
from tests.support.outside import Outside, outside
from tests.support.rude_server import Visit, bomb, leads_to, says
from tests.support.waiting import until

FILE = bytes(range(256)) * 1000


class StoppedClock(SystemClock):
    """A clock on which no time passes."""

    def monotonic(self) -> float:
        return 1000.0


@pytest_twisted.async_yield_fixture
async def out(tmp_path: Path) -> AsyncIterator[Outside]:
    """A rude server and what belongs to it."""
    async with outside(tmp_path) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> TemporaryFolder:
    made = TemporaryFolder(tmp_path / "temporary")
    made.sweep()
    return made


def read(path: str) -> bytes:
    return Path(path).read_bytes()


def left_in(folder: TemporaryFolder) -> list[str]:
    return os.listdir(folder.path)


async def test_a_file_is_downloaded_and_goes_when_it_was_used(out: Outside, folder: TemporaryFolder) -> None:
    url = out.on("/cat.jpeg", says(200, FILE, Content_Type="image/jpeg"))
    async with RemoteFiles(out.client(), folder).fetch(url, len(FILE)) as path:
        assert read(path) == FILE
    assert left_in(folder) == []


async def test_redirects_and_compression_are_followed(out: Outside, folder: TemporaryFolder) -> None:
    out.on("/there", says(200, gzip.compress(FILE), Content_Encoding="gzip"))
    url = out.on("/here", leads_to("/there"))
    async with RemoteFiles(out.client(), folder).fetch(url, len(FILE)) as path:
        assert read(path) == FILE


@pytest.mark.parametrize("is_zipped", [False, True])
async def test_what_is_too_large_is_not_read_to_its_end(
    out: Outside, folder: TemporaryFolder, is_zipped: bool
) -> None:
    answer = says(200, gzip.compress(FILE), Content_Encoding="gzip") if is_zipped else says(200, FILE)
    with pytest.raises(RemoteFailed, match="too large") as failed:
        async with RemoteFiles(out.client(), folder).fetch(out.on("/x", answer), len(FILE) - 1):
            pass
    assert not failed.value.can_retry
    assert left_in(folder) == []


class Measured(FileReader):
    """Remembers how much was written at once."""

    largest = 0

    def _keep(self, data: bytes) -> None:
        self.largest = max(self.largest, len(data))
        super()._keep(data)


class Turns:
    """What is to be done later, one call a turn."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], object]] = []

    def later(self, seconds: float, call: Callable[[], object]) -> None:
        assert seconds == 0
        self.waiting.append(call)

    def take(self) -> bool:
        """Let one call have its turn; return whether there was one."""
        if self.waiting:
            self.waiting.pop(0)()
            return True
        return False


class Wire:
    """The connection that a body comes through: remembers whether more is wanted now."""

    is_paused = False
    is_dropped = False

    def pauseProducing(self) -> None:
        self.is_paused = True

    def resumeProducing(self) -> None:
        self.is_paused = False

    def stopProducing(self) -> None:
        self.is_dropped = True


@pytest.mark.parametrize(("room", "fits"), [(8 << 20, True), ((8 << 20) - 1, False)])
async def test_what_unpacks_to_a_thousand_times_is_never_in_memory_as_a_whole(
    folder: TemporaryFolder, room: int, fits: bool
) -> None:
    path, descriptor = folder.create()
    turns = Turns()
    reader = Measured(descriptor, room, turns.later, is_gzip=True)
    reader.dataReceived(bomb(8))
    reader.connectionLost(Failure(ResponseDone()))
    while turns.take():
        pass
    os.close(descriptor)
    if fits:
        assert await reader.done == b""
    else:
        with pytest.raises(BodyTooLarge):
            await reader.done
    assert len(read(path)) == room
    assert 0 < reader.largest <= PORTION


def test_between_two_portions_everybody_else_has_a_turn(folder: TemporaryFolder) -> None:
    path, descriptor = folder.create()
    turns, wire = Turns(), Wire()
    reader = FileReader(descriptor, 9 << 20, turns.later, is_gzip=True)
    reader.makeConnection(wire)
    packed = bomb(8)
    reader.dataReceived(packed[:5000])
    sizes = [0, os.path.getsize(path)]
    assert wire.is_paused
    while turns.take():
        sizes.append(os.path.getsize(path))
        assert wire.is_paused == bool(turns.waiting)
    # The first part of it is done, and more of it is wanted.
    assert not reader.done.called
    for part in (packed[5000:6000], packed[6000:7000], packed[7000:]):
        reader.dataReceived(part)
        sizes.append(os.path.getsize(path))
        assert wire.is_paused
    reader.connectionLost(Failure(ResponseDone()))
    while not reader.done.called:
        assert turns.take()
        sizes.append(os.path.getsize(path))
    assert max(after - before for before, after in pairwise(sizes)) == PORTION
    assert (sizes[-1], turns.waiting) == (8 << 20, [])
    assert (reader.done.result, wire.is_dropped) == (b"", False)
    os.close(descriptor)


async def test_what_unpacks_for_long_arrives_whole(out: Outside, folder: TemporaryFolder) -> None:
    files = RemoteFiles(out.client(), folder)
    url = out.on("/zeros", says(200, bomb(8), Content_Encoding="gzip"))
    for _ in range(2):
        async with files.fetch(url, 8 << 20) as path:
            assert read(path) == bytes(8 << 20)
    assert left_in(folder) == []


def test_what_nobody_waits_for_any_more_is_not_written(folder: TemporaryFolder) -> None:
    path, descriptor = folder.create()
    turns, wire = Turns(), Wire()
    reader = FileReader(descriptor, 9 << 20, turns.later, is_gzip=True)
    reader.makeConnection(wire)
    ends: list[object] = []
    reader.done.addErrback(lambda failure: ends.append(failure.type))
    reader.dataReceived(bomb(8))
    reader.done.cancel()
    assert (ends, wire.is_dropped) == ([CancelledError], True)
    os.close(descriptor)
    while turns.take():
        pass
    assert os.path.getsize(path) == PORTION


async def test_an_endless_file_ends_here(out: Outside, folder: TemporaryFolder) -> None:
    def endless(visit: Visit) -> None:
        visit.write(b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n")
        visit.dribble(b"x" * 10_000, 0.001)

    with pytest.raises(RemoteFailed, match="too large"):
        async with RemoteFiles(out.client(), folder).fetch(out.on("/x", endless), 50_000):
            pass
    assert left_in(folder) == []


@pytest.mark.parametrize(
    ("status", "error", "can_retry"),
    [(404, NotFound, None), (410, Gone, None), (403, RemoteFailed, False), (503, RemoteFailed, True)],
)
async def test_a_refusal_is_an_error_and_leaves_no_file(
    out: Outside, folder: TemporaryFolder, status: int, error: type[Exception], can_retry: bool | None
) -> None:
    with pytest.raises(error) as failed:
        async with RemoteFiles(out.client(), folder).fetch(out.on("/x", says(status, b"no")), 100):
            pass
    assert getattr(failed.value, "can_retry", None) == can_retry
    assert left_in(folder) == []


@pytest.mark.parametrize(("status", "asked"), [(401, 2), (403, 2), (404, 1)])
async def test_who_wants_to_know_who_asks_is_told_and_only_then(
    out: Outside, folder: TemporaryFolder, status: int, asked: int
) -> None:
    def picky(visit: Visit) -> None:
        is_signed = "signature" in out.server.asked[-1].headers
        visit.answer(200 if is_signed else status, FILE if is_signed else b"no" * len(FILE))

    async def ways(url: str) -> list[Prepare | None]:
        return [None, lambda method, url: {"Signature": f"{method} {url.decode()}"}]

    fetching = RemoteFiles(out.client(), folder, ways=ways).fetch(out.on("/x", picky), 3 * len(FILE))
    if status == 404:
        with pytest.raises(NotFound):
            await fetching.__aenter__()
    else:
        async with fetching as path:
            assert read(path) == FILE
        assert out.server.asked[1].headers["signature"] == "GET https://a.test/x"
    assert len(out.server.asked) == asked
    assert left_in(folder) == []


async def test_of_one_host_only_a_few_are_fetched_at_once(out: Outside, folder: TemporaryFolder) -> None:
    waiting: list[Visit] = []
    files = RemoteFiles(out.client(), folder, StoppedClock())
    url = out.on("/slow", waiting.append)

    async def fetch() -> None:
        async with files.fetch(url, 100):
            pass

    running = [flow.start(fetch()) for _ in range(MOST_OF_ONE_HOST)]
    await until(lambda: len(waiting) == MOST_OF_ONE_HOST)
    promised = []
    for _ in range(3):
        with pytest.raises(TryAgainLater) as refused:
            await fetch()
        promised.append(refused.value.after)
    # Each comes at a moment of its own: not all of them at once, and none of them much later.
    assert promised == pytest.approx([0.2, 0.4, 0.6])
    for visit in waiting:
        visit.answer(200, b"x")
    for one in running:
        await one
    out.server.scripts["/slow"] = says(200, b"x")
    await fetch()


async def test_our_own_network_is_not_asked(out: Outside, folder: TemporaryFolder) -> None:
    with pytest.raises(RemoteFailed):
        async with RemoteFiles(out.client(), folder).fetch("https://127.0.0.1/x", 100):
            pass
    with pytest.raises(RemoteFailed):
        async with RemoteFiles(out.client(), folder).fetch("file:///etc/passwd", 100):
            pass


async def test_a_full_disk_is_told(out: Outside, folder: TemporaryFolder) -> None:
    class Full(TemporaryFolder):
        """A device on which nothing finds room; the system has one."""

        def create(self) -> tuple[str, int]:
            return "/nothing/there", os.open("/dev/full", os.O_RDWR)

    url = out.on("/x", says(200, FILE))
    with pytest.raises(StorageFull):
        async with RemoteFiles(out.client(), Full(folder.path)).fetch(url, len(FILE)):
            pass


def test_an_error_of_the_disk_ends_the_reading() -> None:
    descriptor = os.open("/dev/full", os.O_WRONLY)
    reader = FileReader(descriptor, 100, Turns().later)
    failed: list[int] = []
    reader.done.addErrback(lambda failure: failed.append(failure.value.errno))
    reader.dataReceived(b"x")
    os.close(descriptor)
    assert failed == [errno.ENOSPC]
