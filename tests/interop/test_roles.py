"""Two processes on one database: one that works on media, and one that does everything else."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import attrs
import pytest
import pytest_twisted
import requests

from gotosocial.config.sections.processes import ROLES
from tests.support import films, pictures
from tests.support.browser import Caller, sign_in
from tests.support.server_process import PASSWORD, ServerProcess, database_flags

PATIENCE = 30.0
"""Less than the minute after which a runner looks by itself for jobs of which nobody has told it."""
ELSE = ",".join(role for role in ROLES if role != "media")


@attrs.frozen
class Pair:
    """The process for everything but media, and the one for media; they share database and storage."""

    main: ServerProcess
    media: ServerProcess


@pytest_twisted.async_fixture
async def flags(tmp_path: Path) -> tuple[str, ...]:
    """The flags of an empty PostgreSQL database."""
    return await database_flags("postgres", tmp_path)


@pytest.fixture
def pair(flags: tuple[str, ...], tmp_path: Path) -> Iterator[Pair]:
    """Both processes; that of media does not run yet."""
    beside = tmp_path / "media"
    beside.mkdir()
    main = ServerProcess(tmp_path, flags, (f"--roles={ELSE}",))
    same = (f"--host=localhost:{main.port}", f"--storage-local-base-path={main.folder / 'storage'}")
    media = ServerProcess(beside, flags, (*same, "--roles=media"))
    with main:
        try:
            yield Pair(main, media)
        finally:
            media.kill()


@pytest.fixture(scope="module")
def film() -> bytes:
    return films.film("mp4", "libx264", "aac")


def upload(person: Caller, file: bytes, **fields: str) -> requests.Response:
    return person.ask("POST", "/api/v2/media", files={"file": file}, data=fields)


def ready(person: Caller, media_id: str) -> dict[str, Any]:
    """Ask for an upload until it is worked on."""
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = person.ask("GET", f"/api/v1/media/{media_id}")
        if answer.status_code != 206 or time.monotonic() > deadline:
            assert answer.status_code == 200, answer.text
            return dict(answer.json())
        time.sleep(0.05)


def test_media_are_worked_on_by_the_process_for_them(pair: Pair, film: bytes) -> None:
    pair.main.account("alice")
    alice = sign_in(pair.main.url, "alice@localhost", PASSWORD)
    png = pictures.png()
    # Nobody is there who would work on them.
    with ThreadPoolExecutor() as threads:
        waiting = list(threads.map(lambda file: upload(alice, file, description="waves"), (png, film)))
    assert [(one.status_code, one.json()["type"]) for one in waiting] == [(202, "image"), (202, "video")]
    assert upload(alice, b"no picture").status_code == 422
    ids = [one.json()["id"] for one in waiting]
    assert [alice.ask("GET", f"/api/v1/media/{one}").status_code for one in ids] == [206, 206]
    pair.media.start()
    picture, moving = (ready(alice, one) for one in ids)
    assert (picture["type"], picture["description"], moving["type"]) == ("image", "waves", "video")
    # Now it is told at once of what comes to the other process, and takes uploads itself.
    through_main = upload(alice, pictures.jpeg()).json()
    there = attrs.evolve(alice, url=pair.media.url)
    through_media = [upload(there, pictures.webp()), upload(there, film)]
    # Neither is left to a job where media are worked on: pictures never are, and the film is a small one.
    assert [one.status_code for one in through_media] == [200, 200]
    assert [one.json()["type"] for one in through_media] == ["image", "video"]
    edited = there.ask("PUT", f"/api/v1/media/{through_media[0].json()['id']}", json={"description": "seen"})
    assert edited.json()["description"] == "seen"
    assert there.ask("GET", "/api/v1/timelines/home").status_code == 404
    shown = [picture, moving, ready(alice, through_main["id"]), edited.json()]
    posted = [alice.post("/api/v1/statuses", media_ids=[one["id"]]) for one in shown]
    assert [one["media_attachments"] for one in posted] == [[one] for one in shown]
    for one in shown:
        path = one["url"].removeprefix(pair.main.url)
        assert requests.get(pair.main.url + path, timeout=30).content
        assert requests.get(pair.media.url + path, timeout=30).status_code == 200
    assert (pair.media.stop(), pair.main.stop()) == (0, 0)
    for process in (pair.main, pair.media):
        assert "Traceback" not in process.log(), process.log()
