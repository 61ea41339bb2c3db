"""Pictures from the upload to the served bytes, over real HTTP, through the real child process."""

import json
import os
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import pytest
import pytest_twisted
from PIL import Image

from gotosocial.errors import Unauthorized
from gotosocial.handlers.media.arrivals import Arrivals
from gotosocial.handlers.media.describe import DescriptionLimits
from gotosocial.handlers.media.edit import MediaEditor
from gotosocial.handlers.media.remove import MediaRemover
from gotosocial.handlers.media.room import AccountRoom
from gotosocial.handlers.media.serve import MediaFiles
from gotosocial.handlers.media.upload import MediaUploader
from gotosocial.handlers.media.uses import Uses
from gotosocial.handlers.media.work_later import LateUploads
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.keep_picture import PictureKeeper
from gotosocial.handlers.shared.portraits import Portraits
from gotosocial.http.mount import Plumbing, mount
from gotosocial.http.settings import HttpSettings
from gotosocial.media.crew import Crew
from gotosocial.media.pipeline import MediaPipeline
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.requester import Requester
from gotosocial.rest.client.media import MediaDoors
from gotosocial.rest.files.fileserver import FileDoors
from gotosocial.storage.blobs_local import LocalBlobs
from gotosocial.storage.caches import make_caches
from gotosocial.storage.stores import Database
from gotosocial.util.clock import SystemClock
from gotosocial.util.flow import Background, Threads
from gotosocial.util.temporary import TemporaryFolder
from gotosocial.util.ulid import Ulids, is_ulid
from tests.support import films, pictures
from tests.support.builders import a_block, a_status, a_time, an_account
from tests.support.databases import opened
from tests.support.keep import keep
from tests.support.wire import Answer, ask, reactor

ORIGIN = "https://here.example"
LARGEST = 2_000_000
AS_JSON = {"Content-Type": "application/json"}


@attrs.frozen
class Tokens:
    """The token of an account is its username."""

    people: dict[str, Account]

    def cached(self, token: str) -> Requester | None:
        return None

    async def authenticate(self, token: str) -> Requester:
        if token not in self.people:
            raise Unauthorized
        return Requester(
            token_id=token,
            application_id="app",
            scopes=frozenset({"read", "write"}),
            account_id=self.people[token].id,
            user_id="user",
        )


@attrs.frozen(kw_only=True)
class MediaSite:
    """What a test needs of the running site."""

    port: int
    db: Database
    folder: Path
    people: dict[str, Account]
    portraits: Portraits

    async def ask(self, method: str, path: str, **more: Any) -> Answer:
        who = more.pop("who", "alice")
        headers = {"Authorization": f"Bearer {who}"} | more.pop("headers", {})
        return await ask(self.port, method, path, headers, more.pop("body", b""))

    async def upload(self, picture: bytes, path: str = "/api/v2/media", **fields: str) -> Answer:
        body, content_type = multipart(picture, **fields)
        return await self.ask("POST", path, body=body, headers={"Content-Type": content_type})

    async def file(self, url: str, method: str = "GET", **headers: str) -> Answer:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return await ask(self.port, method, url.removeprefix(ORIGIN), names)

    def files(self) -> list[str]:
        """Return every file below the storage and the temporary folders."""
        return sorted(one.name for one in self.folder.rglob("*") if one.is_file() and "blobs" in str(one))


def multipart(picture: bytes | None, name: str = "cat.svg", **fields: str) -> tuple[bytes, str]:
    parts = [
        f'--xyz\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    if picture is not None:
        disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
        head = f"--xyz\r\n{disposition}\r\nContent-Type: text/html\r\n\r\n"
        parts.append(head.encode() + picture + b"\r\n")
    return b"".join(parts) + b"--xyz--\r\n", "multipart/form-data; boundary=xyz"


@pytest_twisted.async_yield_fixture
async def site(tmp_path: Path) -> AsyncIterator[MediaSite]:
    people = {name: an_account(name) for name in ("alice", "bob")}
    threads, crew = Threads(reactor, "blobs", 1), Crew(reactor)
    async with opened("sqlite", tmp_path) as database:
        db = Database(database.engine)
        await keep(db, *people.values())
        access = Access(db, make_caches(database.bus, 1_000_000))
        blobs = LocalBlobs(tmp_path / "blobs", threads)
        folder = TemporaryFolder(tmp_path / "blobs" / "temporary")
        folder.sweep()
        clock = SystemClock()
        keeper = PictureKeeper(MediaPipeline(crew, folder), blobs, Ulids(clock), clock, LARGEST)
        limits, room = DescriptionLimits(most=100), AccountRoom()
        late = LateUploads(db, keeper, Arrivals(db, reactor), room, from_size=LARGEST)
        rooms = [
            MediaDoors(
                MediaUploader(db, keeper, limits, late, room),
                MediaEditor(db, limits),
                MediaRemover(db, keeper),
                Addresses(ORIGIN, "here.example", "here.example"),
            ),
            FileDoors(MediaFiles(access, blobs, Arrivals(db, reactor), Uses(db, Background(), clock))),
        ]
        port = reactor.listenTCP(0, mount(rooms, plumbing(people, tmp_path)), interface="127.0.0.1")
        yield MediaSite(
            port=port.getHost().port, db=db, folder=tmp_path, people=people, portraits=Portraits(db, keeper)
        )
        await port.stopListening()
        await crew.stop()
        threads.stop()


def plumbing(people: dict[str, Account], folder: Path) -> Plumbing:
    temp = folder / "uploads"
    temp.mkdir()
    return Plumbing(
        settings=HttpSettings(origin=ORIGIN, temp_dir=str(temp)),
        authenticator=Tokens(people),
        render_error=lambda status, message, request_id: f"{status} {message}",
        write_log=lambda line: None,
        clock=SystemClock(),
        reactor=reactor,
    )


@pytest.mark.parametrize("path", ["/api/v1/media", "/api/v2/media"])
async def test_an_upload_is_shown_and_served_without_its_secrets(site: MediaSite, path: str) -> None:
    picture = pictures.jpeg(900, 600)
    answer = await site.upload(picture, path, description=" A <b>cat</b>\r\n ", focus="0.5,-1")
    assert answer.status == 200
    media = json.loads(answer.body)
    assert is_ulid(media["id"])
    assert (media["type"], media["description"]) == ("image", "A <b>cat</b>")
    assert media["meta"]["original"] == {"width": 900, "height": 600, "size": "900x600", "aspect": 1.5}
    assert media["meta"]["small"]["size"] == "512x341"
    assert media["meta"]["focus"] == {"x": 0.5, "y": -1.0}
    assert len(media["blurhash"]) == 28
    original, small = await site.file(media["url"]), await site.file(media["preview_url"])
    assert (original.status, small.status) == (200, 200)
    assert not any(secret in original.body + small.body for secret in pictures.SECRETS)
    assert Image.open(BytesIO(original.body)).size == (900, 600)
    assert Image.open(BytesIO(small.body)).size == (512, 341)
    assert len(site.files()) == 2
    assert os.listdir(site.folder / "uploads") == []


async def test_served_files_are_cached_and_harmless(site: MediaSite) -> None:
    media = json.loads((await site.upload(pictures.png())).body)
    answer = await site.file(media["url"])
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "private, max-age=604800, immutable"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    again = await site.file(media["url"], If_None_Match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")


async def test_parts_of_files_and_heads_are_served(site: MediaSite) -> None:
    media = json.loads((await site.upload(pictures.webp())).body)
    whole = await site.file(media["url"])
    part = await site.file(media["url"], Range="bytes=4-11")
    assert (part.status, part.body) == (206, whole.body[4:12])
    head = await site.file(media["url"], "HEAD")
    assert (head.status, head.headers["content-length"]) == (200, str(len(whole.body)))


async def test_only_exact_addresses_are_served(site: MediaSite) -> None:
    media = json.loads((await site.upload(pictures.jpeg())).body)
    good = media["url"].removeprefix(ORIGIN)
    owner, media_id, other = site.people["alice"].id, media["id"], site.people["bob"].id
    for wrong in (
        good.replace("original", "static"),
        good.replace("attachment", "avatar"),
        good.replace("attachment", "emoji"),
        good.replace(owner, other),
        good.replace(".jpeg", ".png"),
        good + "x",
        good.lower(),
        f"/fileserver/{owner}/attachment/original/..%2F..%2F..%2Fx.jpeg",
        f"/fileserver/{owner}/attachment/original/{media_id}",
        "/fileserver/..%2f..%2f/etc/passwd/x",
    ):
        assert (await site.file(wrong)).status == 404, wrong


async def test_a_suspended_owners_files_are_gone(site: MediaSite) -> None:
    media = json.loads((await site.upload(pictures.jpeg())).body)
    assert (await site.file(media["url"])).status == 200
    await site.db.accounts.update(attrs.evolve(site.people["alice"], suspended_at=a_time()))
    assert (await site.file(media["url"])).status == 404


@pytest.mark.parametrize(("blocker", "blocked"), [("alice", "bob"), ("bob", "alice")])
async def test_a_block_hides_files_from_those_who_say_who_they_are(
    site: MediaSite, blocker: str, blocked: str
) -> None:
    media = json.loads((await site.upload(pictures.jpeg())).body)
    by, of = site.people[blocker], site.people[blocked]
    await site.db.blocks.insert(a_block(by, of))
    path = media["url"].removeprefix(ORIGIN)
    assert [(await site.ask("GET", path, who=who)).status for who in ("alice", "bob")] == [200, 404]
    assert (await site.ask("GET", path, who="nobody")).status == 200
    assert (await site.file(path)).status == 200


@pytest.mark.parametrize(
    ("picture", "fields", "status", "words"),
    [
        (pictures.SVG, {}, 422, "SVG"),
        (b"plain words", {}, 422, "neither a picture"),
        (pictures.jpeg()[:-500], {}, 422, "damaged"),
        (pictures.huge_png_header(), {}, 422, "too many pixels"),
        (b"\xff\xd8\xff" + bytes(LARGEST), {}, 422, "larger than"),
        (pictures.plain_jpeg(8, 8), {"description": "x" * 101}, 400, "100 characters"),
        (pictures.plain_jpeg(8, 8), {"focus": "2,0"}, 400, "between -1 and 1"),
        (pictures.plain_jpeg(8, 8), {"focus": "nan,0"}, 400, "between -1 and 1"),
        (pictures.plain_jpeg(8, 8), {"focus": "left"}, 400, "two numbers"),
        (None, {"file": "words"}, 400, "must be a file"),
        (None, {}, 400, "must be a file"),
    ],
)
async def test_what_cannot_be_taken_is_refused_and_leaves_nothing(
    site: MediaSite, picture: bytes | None, fields: dict[str, str], status: int, words: str
) -> None:
    body, content_type = multipart(picture, **fields)
    answer = await site.ask("POST", "/api/v1/media", body=body, headers={"Content-Type": content_type})
    assert answer.status == status
    assert words in json.loads(answer.body)["error"]
    assert site.files() == []
    assert os.listdir(site.folder / "uploads") == []


async def test_letters_of_a_description_are_counted_as_people_count_them(site: MediaSite) -> None:
    answer = await site.upload(pictures.plain_jpeg(8, 8), description="\N{CAT FACE}" * 100)
    assert answer.status == 200
    assert json.loads(answer.body)["description"] == "\N{CAT FACE}" * 100


async def test_description_and_focus_are_changed_one_by_one(site: MediaSite) -> None:
    media = json.loads((await site.upload(pictures.jpeg(), description="cat", focus="0.1,0.2")).body)
    path = f"/api/v1/media/{media['id']}"
    first = await site.ask("PUT", path, body=b'{"description": "dog"}', headers=AS_JSON)
    assert first.status == 200
    assert json.loads(first.body) == media | {"description": "dog"}
    second = await site.ask("PUT", path, body=b'{"focus": "-0.3,1"}', headers=AS_JSON)
    assert json.loads(second.body)["meta"]["focus"] == {"x": -0.3, "y": 1.0}
    third = await site.ask("PUT", path.replace("v1", "v2"), body=b'{"description": ""}', headers=AS_JSON)
    assert json.loads(third.body)["description"] is None
    shown = await site.ask("GET", path)
    assert shown.body == third.body
    long = json.dumps({"description": "x" * 101}).encode()
    too_long = await site.ask("PUT", path, body=long, headers=AS_JSON)
    assert too_long.status == 400
    assert (await site.ask("GET", path)).body == shown.body


async def test_an_attached_picture_can_still_be_described(site: MediaSite) -> None:
    media = json.loads((await site.upload(pictures.jpeg())).body)
    alice = site.people["alice"]
    status = a_status(by=alice)
    await keep(site.db, status)
    assert await site.db.media.attach([media["id"]], status.id, alice.id) == 1
    path = f"/api/v1/media/{media['id']}"
    answer = await site.ask("PUT", path, body=b'{"description": "late"}', headers=AS_JSON)
    assert answer.status == 200
    found = await site.db.media.find(media["id"])
    assert found is not None
    assert (found.description, found.status_id) == ("late", status.id)


async def test_other_peoples_uploads_and_unknown_ones_are_not_found(site: MediaSite) -> None:
    media = json.loads((await site.upload(pictures.jpeg())).body)
    unknown = "01BX5ZZKBKACTAV9WEVGEMMVRZ"
    for media_id, who in ((media["id"], "bob"), (unknown, "alice"), ("nonsense", "alice")):
        path = f"/api/v1/media/{media_id}"
        edit = {"who": who, "body": b'{"description": "x"}', "headers": AS_JSON}
        assert (await site.ask("GET", path, who=who)).status == 404
        assert (await site.ask("PUT", path, **edit)).status == 404
    assert (await site.ask("GET", f"/api/v1/media/{media['id']}", who="mallory")).status == 401


async def test_an_avatar_is_stored_served_and_removed_with_its_files(site: MediaSite, tmp_path: Path) -> None:
    upload = tmp_path / "avatar"
    upload.write_bytes(pictures.jpeg())
    alice = site.people["alice"]
    media = await site.portraits.store(alice.id, str(upload), "avatar", "me")
    assert (media.role, media.description) == ("avatar", "me")
    assert (await site.file(f"/fileserver/{media.file_key}")).status == 200
    assert (await site.ask("GET", f"/api/v1/media/{media.id}")).status == 404
    await site.portraits.remove(media.id)
    await site.portraits.remove(media.id)
    await site.portraits.remove("")
    assert site.files() == []
    assert (await site.file(f"/fileserver/{media.file_key}")).status == 404


async def test_a_row_that_cannot_be_written_takes_its_files_along(site: MediaSite, tmp_path: Path) -> None:
    upload = tmp_path / "avatar"
    upload.write_bytes(pictures.jpeg())
    with pytest.raises(Exception, match=r"(?i)constraint|foreign|conflict|account"):
        await site.portraits.store("01BX5ZZKBKACTAV9WEVGEMMVRZ", str(upload), "avatar")
    assert site.files() == []


async def test_a_film_and_a_sound_have_their_own_measures(site: MediaSite) -> None:
    film = json.loads((await site.upload(films.film("mov", "libx265", "aac"))).body)
    assert film["type"] == "video"
    assert film["url"].endswith(".mp4")
    assert film["meta"]["original"].items() >= {"width": 320, "height": 240, "frame_rate": "25/1"}.items()
    assert film["meta"]["original"]["duration"] == pytest.approx(1.0, abs=0.1)
    assert film["meta"]["original"]["bitrate"] > 0
    assert film["meta"]["small"]["size"] == "320x240"
    assert (await site.file(film["url"])).headers["content-type"] == "video/mp4"
    assert (await site.file(film["preview_url"])).headers["content-type"] == "image/jpeg"
    sound = json.loads((await site.upload(films.film("mp3", audio="libmp3lame"))).body)
    assert (sound["type"], sound["preview_url"], sound["blurhash"]) == ("audio", None, None)
    assert sound["meta"]["original"]["duration"] == pytest.approx(1.0, abs=0.1)
    assert (await site.file(sound["url"], Range="bytes=0-2")).body == b"ID3"
