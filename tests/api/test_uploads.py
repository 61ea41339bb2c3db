"""Uploads that take long, uploads that are too much, and uploads that are taken back."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_twisted
from twisted.logger import LogLevel, capturedLogs

from gotosocial.errors import Overloaded
from gotosocial.handlers.housekeeping.remove_files import FileRemover
from gotosocial.handlers.media.remove import MediaRemover
from gotosocial.handlers.shared.keep_picture import PictureKeeper
from gotosocial.media.pipeline import MediaPipeline
from gotosocial.storage.blobs import BlobKey
from gotosocial.storage.blobs_local import LocalBlobs
from gotosocial.storage.stores import Transaction
from gotosocial.util import flow
from tests.support import films, pictures
from tests.support.forms import MULTIPART, multipart
from tests.support.instance import Answer, Person, Running, running
from tests.support.media_house import MediaHouse

MIB = 1024 * 1024
KINDS = ("sqlite", "postgres")


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest_twisted.async_yield_fixture
async def server(kind: str, tmp_path: Path) -> AsyncIterator[Running]:
    """An instance on which an account may have 3 MiB."""
    async with running(kind, tmp_path, media={"account_quota": 3 * MIB}) as started:
        yield started


@pytest.fixture(scope="module")
def long_film() -> bytes:
    """A film of more than a mebibyte."""
    film = films.film("mp4", "libx264", "aac")
    # What is in a free box is skipped by every reader.
    return film + (MIB).to_bytes(4) + b"free" + bytes(MIB - 8)


async def upload(person: Person, file: bytes, path: str = "/api/v2/media", **fields: str) -> Answer:
    return await person.post(path, multipart({"file": file}, **fields), Content_Type=MULTIPART)


def temporary(server: Running) -> list[str]:
    return [one.name for one in server.instance.cellar.uploads.path.iterdir()]


async def hold_back(server: Running) -> None:
    """Let no job run, as if everybody were busy."""
    await server.instance.runner.stopService()


async def test_a_film_is_ready_after_a_while(server: Running, long_film: bytes) -> None:
    alice = await server.person("alice")
    taken = await upload(alice, long_film, description="waves", focus="0.5,0")
    assert taken.status == (202 if taken.json["url"] is None else 200)
    await server.settle()
    media = (await alice.get(f"/api/v1/media/{taken.json['id']}")).json
    assert (media["type"], media["description"]) == ("video", "waves")
    assert media["meta"]["focus"] == {"x": 0.5, "y": 0.0}
    assert media["meta"]["original"]["duration"] == pytest.approx(1.0, abs=0.2)
    assert len(MediaHouse(server).files()) == 2
    assert temporary(server) == []


async def test_a_film_that_takes_long_can_be_asked_for(server: Running, long_film: bytes) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    await hold_back(server)
    taken = await upload(alice, long_film, description="waves")
    assert (taken.status, taken.json["url"], taken.json["type"]) == (202, None, "video")
    path = f"/api/v1/media/{taken.json['id']}"
    pending = await alice.get(path)
    assert (pending.status, pending.json) == (206, taken.json)
    assert (await bob.get(path)).status == 404
    [raw] = MediaHouse(server).files()
    assert (await server.ask("GET", f"/fileserver/{raw}")).status == 404
    early = await alice.post("/api/v1/statuses", {"status": "x", "media_ids": [taken.json["id"]]})
    assert (early.status, "still worked on" in early.json["error"]) == (422, True)
    assert (await alice.ask("PUT", path, {"description": "higher waves"})).status == 200
    await server.settle()
    ready = await alice.get(path)
    assert (ready.status, ready.json["description"]) == (200, "higher waves")
    served = await server.ask("GET", ready.json["url"].partition("here.example")[2])
    assert (served.status, served.headers["content-type"]) == (200, "video/mp4")
    assert len(MediaHouse(server).files()) == 2
    assert (await alice.publish("x", media_ids=[ready.json["id"]]))["media_attachments"] == [ready.json]
    assert temporary(server) == []


async def test_a_film_that_cannot_be_read_says_why(server: Running) -> None:
    alice = await server.person("alice")
    broken = films.film("mp4", "libx264", "aac")[:2000] + b"x" * (MIB + 1)
    taken = await upload(alice, broken)
    assert taken.status == 422
    assert "damaged" in taken.json["error"]
    await server.settle()
    assert MediaHouse(server).files() == set()
    assert temporary(server) == []


async def test_a_film_that_turns_out_to_be_broken_says_why(server: Running) -> None:
    alice = await server.person("alice")
    await hold_back(server)
    taken = await upload(alice, films.film("mp4", "libx264", "aac")[:2000] + b"x" * (MIB + 1))
    assert taken.status == 202
    await server.settle()
    answer = await alice.get(f"/api/v1/media/{taken.json['id']}")
    assert answer.status == 422
    assert "damaged" in answer.json["error"]
    assert MediaHouse(server).files() == set()
    assert (await alice.ask("PUT", f"/api/v1/media/{taken.json['id']}", {"description": "x"})).status == 422
    early = await alice.post("/api/v1/statuses", {"status": "x", "media_ids": [taken.json["id"]]})
    assert early.status == 422
    assert temporary(server) == []


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_what_is_not_read_is_refused_at_once(server: Running) -> None:
    alice = await server.person("alice")
    assert (await upload(alice, b"<svg>" + b"x" * 2 * MIB)).status == 422
    assert (await upload(alice, b"<svg>", "/api/v1/media")).status == 422
    assert MediaHouse(server).files() == set()
    assert temporary(server) == []


async def test_a_film_that_is_taken_back_is_not_worked_on(server: Running, long_film: bytes) -> None:
    alice = await server.person("alice")
    await hold_back(server)
    taken = await upload(alice, long_film)
    assert (await alice.ask("DELETE", f"/api/v1/media/{taken.json['id']}")).json == {}
    await server.settle()
    assert MediaHouse(server).files() == set()


async def test_only_own_uploads_that_no_post_has_are_deleted(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    free = (await upload(alice, pictures.png())).json
    used = (await upload(alice, pictures.jpeg())).json
    await alice.publish("x", media_ids=[used["id"]])
    assert (await bob.ask("DELETE", f"/api/v1/media/{free['id']}")).status == 404
    assert (await alice.ask("DELETE", f"/api/v1/media/{used['id']}")).status == 422
    assert (await alice.ask("DELETE", f"/api/v1/media/{free['id']}")).json == {}
    assert (await alice.ask("DELETE", f"/api/v1/media/{free['id']}")).status == 404
    assert (await alice.get(f"/api/v1/media/{free['id']}")).status == 404
    assert (await server.ask("GET", free["url"].partition("here.example")[2])).status == 404
    assert len(MediaHouse(server).files()) == 2


class Away(LocalBlobs):
    """A store that does not answer who deletes."""

    async def delete(self, key: BlobKey) -> None:
        raise Overloaded("the media storage cannot be reached")


async def test_who_deletes_an_upload_hears_nothing_of_a_storage_that_is_away(server: Running) -> None:
    alice, house = await server.person("alice"), MediaHouse(server)
    uploaded = (await upload(alice, pictures.png())).json
    base, unused = server.instance.base, cast(MediaPipeline, None)
    away = Away(house.blobs.root, house.blobs.threads)
    remover = MediaRemover(house.db, PictureKeeper(unused, away, base.ulids, base.clock, MIB))
    with capturedLogs() as events:
        await remover.remove(alice.id, uploaded["id"])
        [left] = [one for one in await away.page("") if one.key.size == "original"]
        await FileRemover(house.db, away).remove_keys([left.key])
    assert (await alice.get(f"/api/v1/media/{uploaded['id']}")).status == 404
    # The next sweep finds what is left; of each file there is no line.
    assert len(house.files()) == 2
    assert [one for one in events if one["log_level"] >= LogLevel.warn] == []


async def test_an_account_fills_only_its_own_room(server: Running, long_film: bytes) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")

    async def fill(t: Transaction) -> None:
        await t.querier.run("UPDATE media_attachments SET file_size = :size", size=3 * MIB - 100)

    first: dict[str, Any] = (await upload(alice, pictures.png())).json
    await server.instance.cellar.db.transact(fill)
    for path, file in (("/api/v1/media", pictures.png()), ("/api/v2/media", long_film)):
        refused = await upload(alice, file, path)
        assert refused.status == 422
        assert "at most 3 MiB" in refused.json["error"]
    assert (await upload(bob, pictures.png())).status == 200
    assert len(MediaHouse(server).files()) == 4
    await alice.ask("DELETE", f"/api/v1/media/{first['id']}")
    assert (await upload(alice, pictures.png())).status == 200
    assert temporary(server) == []


@pytest.mark.parametrize("path", ["/api/v1/media", "/api/v2/media"])
async def test_uploads_at_the_same_time_share_the_room(server: Running, long_film: bytes, path: str) -> None:
    alice = await server.person("alice")
    await upload(alice, pictures.png())
    if path.startswith("/api/v2"):
        await hold_back(server)
    # As large a sound stays as large: three of them are more than there is room for.
    sound = films.film("wav", "", "pcm_s16le", seconds=6.5)
    answers = await flow.gather(*(upload(alice, sound, path) for _ in range(3)))
    assert sorted(answer.status for answer in answers)[-1] == 422
    assert sum(answer.status in (200, 202) for answer in answers) == 2
    assert len(MediaHouse(server).files()) == 4
    assert temporary(server) == []
