"""A disk that is full: nothing new is taken, nothing is half taken, and it works again once there is room."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.browser import Caller, sign_in
from tests.support.instance import Person, running
from tests.support.pictures import plain_jpeg
from tests.support.server_process import PASSWORD, ServerProcess
from tests.support.small_disk import SmallDisk, can_mount, small_disk

DISK_MEBIBYTES = 12
MOST_POSTS = 400
PLACES = ("tmpfs",) if can_mount() else ()
"""Where the whole server is tried: only root can make a small disk. The database is tried without one."""


@pytest.fixture(params=PLACES)
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A small disk."""
    with small_disk(tmp_path / "disk", DISK_MEBIBYTES) as mounted:
        yield mounted


@pytest.fixture
def server(disk: SmallDisk, tmp_path: Path) -> Iterator[ServerProcess]:
    """A server with its database and its media on the small disk; its log is elsewhere."""
    database = ("--db-type=sqlite", f"--db-address={disk.folder / 'sqlite.db'}")
    media = (f"--storage-local-base-path={disk.folder / 'storage'}",)
    with ServerProcess(tmp_path, database, more=media) as started:
        started.account("alice")
        yield started


def test_a_full_disk_refuses_and_recovers(server: ServerProcess, disk: SmallDisk) -> None:
    alice = sign_in(server.url, "alice@localhost", PASSWORD)
    account = alice.get("/api/v1/accounts/verify_credentials")["id"]
    picture = plain_jpeg(1200, 900, quality=95)
    assert upload(alice, picture).status_code == 200
    kept = [alice.post("/api/v1/statuses", status="before")["id"]]
    files = files_of(disk)

    disk.fill()
    refused = False
    for number in range(MOST_POSTS):
        answer = alice.ask("POST", "/api/v1/statuses", json={"status": f"post {number} {'x' * 4000}"})
        if refused := answer.status_code != 200:
            break
        kept.append(answer.json()["id"])
    assert refused, "the disk never was full"
    check_refusal(answer)
    for _ in range(3):
        check_refusal(upload(alice, picture))
        check_refusal(alice.ask("POST", f"/api/v1/statuses/{kept[0]}/favourite"))
    assert files_of(disk) == files
    assert requests.get(f"{server.url}/readyz", timeout=30).status_code == 200
    assert ids_of(alice, account) == kept[::-1]

    disk.free()
    assert upload(alice, picture).status_code == 200
    kept.append(alice.post("/api/v1/statuses", status="after")["id"])
    assert ids_of(alice, account) == kept[::-1]
    counted = alice.get("/api/v1/accounts/verify_credentials")["statuses_count"]
    assert counted == len(kept)
    assert server.stop() == 0
    assert "Traceback" not in server.log(), server.log()


async def test_a_full_database_refuses_and_recovers(tmp_path: Path) -> None:
    async with running("sqlite", tmp_path) as server:
        alice, bob = await server.person("alice"), await server.person("bob")
        assert (await bob.post(f"/api/v1/accounts/{alice.id}/follow")).json["following"]
        kept = [(await alice.publish("before"))["id"]]
        # SQLite's own way to say how large a file may become; it counts for the one connection that writes.
        writer = server.instance.cellar.engine._writer  # type: ignore[attr-defined]  # only SQLite has it
        writer.execute("PRAGMA max_page_count = 1")
        for number in range(MOST_POSTS):
            body = {"status": f"post {number} {'x' * 4000}", "visibility": "public"}
            answer = await alice.post("/api/v1/statuses", body)
            if answer.status != 200:
                break
            kept.append(answer.json["id"])
        assert (answer.status, answer.headers["retry-after"].isdigit()) == (503, True)
        assert "error" in answer.json
        assert await statuses_of(alice) == kept[::-1]

        writer.execute("PRAGMA max_page_count = 1000000")
        kept.append((await alice.publish("after"))["id"])
        assert await statuses_of(alice) == kept[::-1]
        home = [one["id"] for one in (await bob.get("/api/v1/timelines/home", limit=40)).json]
        assert home == kept[:-41:-1]


async def statuses_of(person: Person) -> list[str]:
    found: list[str] = []
    while True:
        query: dict[str, Any] = {"limit": 40} | ({"max_id": found[-1]} if found else {})
        page = (await person.get(f"/api/v1/accounts/{person.id}/statuses", **query)).json
        if not page:
            return found
        found += [one["id"] for one in page]


def ids_of(caller: Caller, account: str) -> list[str]:
    return [one["id"] for one in caller.pages(f"/api/v1/accounts/{account}/statuses")]


def upload(caller: Caller, picture: bytes) -> requests.Response:
    return caller.ask("POST", "/api/v2/media", files={"file": ("hill.jpg", picture, "image/jpeg")})


def check_refusal(answer: requests.Response) -> None:
    assert answer.status_code == 503, f"{answer.status_code} {answer.text[:300]}"
    assert int(answer.headers["Retry-After"]) > 0
    assert set(answer.json()) == {"error"}


def files_of(disk: SmallDisk) -> set[str]:
    """Return every file of the media, those included that are not finished."""
    storage = disk.folder / "storage"
    return {str(path) for path in storage.rglob("*") if path.is_file()}
