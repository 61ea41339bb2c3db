"""kill -9 while a film is worked on, a disk that is full when a picture comes: nothing stays half done."""

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted
import requests

from gotosocial.storage.blobs_local import LocalBlobs
from gotosocial.storage.stores import Transaction
from tests.support import films, pictures
from tests.support.browser import Caller, sign_in
from tests.support.databases import KINDS
from tests.support.forms import MULTIPART, multipart
from tests.support.server_process import PASSWORD, ServerProcess, database_flags
from tests.support.small_disk import SmallDisk, can_mount, small_disk
from tests.support.tiny_internet import an_internet

PATIENCE = 120.0
MIB = 1024 * 1024
PLACES = ("tmpfs",) if can_mount() else ()


@pytest_twisted.async_fixture(params=KINDS)
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> ServerProcess:
    """An instance that does not run yet."""
    return ServerProcess(tmp_path, await database_flags(str(request.param), tmp_path))


def files_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def ready(alice: Caller, media_id: str) -> requests.Response:
    """Ask for an upload until it is ready, or has failed."""
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = alice.ask("GET", f"/api/v1/media/{media_id}")
        if answer.status_code != 206 or time.monotonic() > deadline:
            return answer
        time.sleep(0.2)


def test_a_film_is_finished_after_a_kill(server: ServerProcess) -> None:
    # This has to be encoded anew, which takes a while; a free box makes it large enough to be late.
    film = (
        films.film("mp4", "mpeg4", seconds=8, size=(1280, 720)) + MIB.to_bytes(4) + b"free" + bytes(MIB - 8)
    )
    storage = server.folder / "storage"
    with server:
        server.account("alice")
        alice = sign_in(server.url, "alice@localhost", PASSWORD)
        sending = threading.Thread(target=send, args=(alice, film))
        sending.start()
        media_id = begun(storage)
        wait_for_child(server.pid)
        server.kill()
        sending.join()
        assert [name.split("/")[2] for name in files_below(storage) if media_id in name] == ["incoming"]
        server.start()
        done = ready(alice, media_id)
        assert (done.status_code, done.json()["type"]) == (200, "gifv"), done.text
        assert done.json()["description"] == "waves"
        assert requests.get(done.json()["url"], timeout=30).status_code == 200
        assert server.stop() == 0
    found = [name for name in files_below(storage) if media_id in name]
    assert [name.split("/")[2] for name in found] == ["original", "small"]
    assert files_below(storage / "tmp") == []
    assert "Traceback" not in server.log(), server.log()


def send(alice: Caller, film: bytes) -> None:
    """Upload a film to a server that is killed meanwhile."""
    with contextlib.suppress(requests.ConnectionError):
        alice.ask("POST", "/api/v2/media", files={"file": film}, data={"description": "waves"})


def begun(storage: Path) -> str:
    """Wait until an upload is taken in, and return its id."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for path in storage.glob("*/attachment/incoming/*.raw"):
            return path.stem
        time.sleep(0.01)
    raise AssertionError("the upload never arrived")


def wait_for_child(pid: int) -> None:
    """Wait until a child of the process works on a film: its row and its job are written then."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if any(works_on_films(child) for child in children):
            return
        time.sleep(0.01)
    raise AssertionError("the film was never worked on")


def works_on_films(pid: str) -> bool:
    """Tell whether a process is a child that works on films, and has not ended."""
    try:
        return b"film_worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture(params=PLACES)
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", 4) as mounted:
        yield mounted


async def test_a_picture_from_elsewhere_waits_for_room(disk: SmallDisk, tmp_path: Path) -> None:
    storage = {"local_base_path": str(disk.folder / "storage")}
    async with an_internet(tmp_path) as internet:
        north = await internet.instance("north.test")
        south = await internet.instance("south.test", storage=storage)
        alice, bob = await internet.person(north, "alice"), await internet.person(south, "bob")
        [found] = (await bob.get("/api/v2/search", q="@alice@north.test", resolve=True)).json["accounts"]
        await bob.post(f"/api/v1/accounts/{found['id']}/follow")
        await internet.settle()
        disk.fill()
        body = multipart({"file": pictures.jpeg(900, 600)})
        uploaded = (await alice.ask("POST", "/api/v1/media", body, Content_Type=MULTIPART)).json
        await alice.publish("look", media_ids=[uploaded["id"]])
        await internet.settle()
        blobs = south.instance.cellar.blobs
        assert isinstance(blobs, LocalBlobs)

        async def media() -> dict[str, Any]:
            [status] = (await bob.get("/api/v1/timelines/home", limit=1)).json
            return dict(status["media_attachments"][0])

        # The post is there, with a link to its picture's home.
        assert (await media())["url"].startswith("https://north.test/")
        assert files_below(blobs.root) == []
        disk.free()

        async def again(t: Transaction) -> None:
            await t.querier.run("UPDATE jobs SET run_at = 0 WHERE kind = 'FetchMedia'")

        await south.instance.cellar.db.transact(again)
        await internet.settle()
        assert (await media())["url"].startswith("https://south.test/")
        assert len(files_below(blobs.root)) == 2
