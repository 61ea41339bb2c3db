"""Pictures travel between two instances: fetched by jobs, shown from here, cleaned away and fetched again."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import pytest
import pytest_twisted
from PIL import Image

from gotosocial.app.media_works import keep_emojis
from gotosocial.jobs.kinds import FetchThread
from gotosocial.jobs.queue import enqueue
from gotosocial.storage.blobs_local import LocalBlobs
from gotosocial.storage.stores import Transaction
from tests.support import films, pictures
from tests.support.builders import an_emoji
from tests.support.forms import MULTIPART, multipart
from tests.support.instance import Person, Running
from tests.support.s3_server import TestBucket, a_bucket
from tests.support.tiny_internet import TinyInternet, an_internet

SOUTH = "https://south.test"
BLURHASH = "LEHV6nWB2yk8pyo0adR*.7kCMdnj"
"""The example of blurha.sh."""


@attrs.frozen
class Pair:
    """Alice in the north, and bob in the south, who follows her."""

    internet: TinyInternet
    north: Running
    south: Running
    alice: Person
    bob: Person

    async def post(self, picture: bytes, **fields: str) -> dict[str, Any]:
        """Let alice post a picture, and return the media as bob is shown it when all is settled."""
        uploaded = await upload(self.alice, picture, **fields)
        await self.mark(uploaded["id"])
        await self.alice.publish("look", media_ids=[uploaded["id"]])
        await self.internet.settle()
        return await self.shown()

    async def mark(self, media_id: str) -> None:
        """Give what alice uploaded a blurhash that nobody would find by looking at it."""
        db = self.north.instance.cellar.db
        media = await db.media.find(media_id)
        assert media is not None
        if media.blurhash:
            await db.media.update(attrs.evolve(media, blurhash=BLURHASH))

    async def shown(self) -> dict[str, Any]:
        [status] = (await self.bob.get("/api/v1/timelines/home", limit=1)).json
        [media] = status["media_attachments"]
        return dict(media)

    async def file(self, url: str, server: Running | None = None) -> Any:
        return await (server or self.south).ask("GET", url.partition(".test")[2])

    def files(self, server: Running | None = None) -> list[Path]:
        """Return what lies in the south's store, or in another one."""
        blobs = (server or self.south).instance.cellar.blobs
        assert isinstance(blobs, LocalBlobs)
        return [path for path in blobs.root.glob("*/*/*/*") if path.is_file()]


async def upload(person: Person, picture: bytes, **fields: str) -> dict[str, Any]:
    body = multipart({"file": picture}, **fields)
    answer = await person.ask("POST", "/api/v2/media", body, Content_Type=MULTIPART)
    assert answer.status == 200, answer.body
    return dict(answer.json)


@pytest_twisted.async_yield_fixture
async def pair(tmp_path: Path, kind: str) -> AsyncIterator[Pair]:
    async with an_internet(tmp_path) as internet:
        yield await a_pair(internet, kind)


async def a_pair(internet: TinyInternet, kind: str, **sections: Any) -> Pair:
    north = await internet.instance("north.test")
    south = await internet.instance("south.test", kind, **sections)
    alice, bob = await internet.person(north, "alice"), await internet.person(south, "bob")
    [found] = (await bob.get("/api/v2/search", q="@alice@north.test", resolve=True)).json["accounts"]
    await bob.post(f"/api/v1/accounts/{found['id']}/follow")
    await internet.settle()
    return Pair(internet, north, south, alice, bob)


async def test_a_picture_arrives_with_all_that_belongs_to_it(pair: Pair) -> None:
    picture = pictures.jpeg(900, 600)
    media = await pair.post(picture, description="a cat on a roof", focus="0.5,-0.25")
    assert (media["type"], media["description"]) == ("image", "a cat on a roof")
    assert media["meta"]["focus"] == {"x": 0.5, "y": -0.25}
    assert media["meta"]["original"]["size"] == "900x600"
    assert media["meta"]["small"]["size"] == "512x341"
    assert media["blurhash"] == BLURHASH
    assert media["url"].startswith(f"{SOUTH}/fileserver/")
    assert media["remote_url"].startswith("https://north.test/fileserver/")
    served, thumbnail = await pair.file(media["url"]), await pair.file(media["preview_url"])
    assert (served.status, served.headers["content-type"]) == (200, "image/jpeg")
    assert Image.open(BytesIO(served.body)).size == (900, 600)
    assert Image.open(BytesIO(thumbnail.body)).size == (512, 341)
    assert len(pair.files()) == 2


async def test_films_and_sounds_travel_too(pair: Pair) -> None:
    film = await pair.post(films.film("mp4", "libx264", "aac"), description="waves", focus="0.25,0")
    assert (film["type"], film["description"]) == ("video", "waves")
    assert film["meta"]["focus"] == {"x": 0.25, "y": 0.0}
    assert film["meta"]["original"]["duration"] == pytest.approx(1.0, abs=0.2)
    assert film["blurhash"] == BLURHASH
    assert film["url"].startswith(SOUTH)
    assert (await pair.file(film["url"])).headers["content-type"] == "video/mp4"
    assert (await pair.file(film["preview_url"])).headers["content-type"] == "image/jpeg"
    sound = await pair.post(films.film("mp3", audio="libmp3lame"))
    assert (sound["type"], sound["url"].startswith(SOUTH)) == ("audio", True)


async def test_what_was_cleaned_away_comes_back_when_it_is_looked_at(pair: Pair) -> None:
    media = await pair.post(pictures.png())
    db = pair.south.instance.cellar.db
    kept = await db.kept_files.list_media("", 9)
    await db.kept_files.uncache(kept)
    for path in pair.files():
        path.unlink()
    again = await pair.shown()
    assert again["url"] == media["url"]
    served = await pair.file(media["url"])
    assert (served.status, served.headers["content-type"]) == (200, "image/png")
    assert len(pair.files()) == 2


async def test_a_file_that_got_lost_comes_back_too(pair: Pair) -> None:
    media = await pair.post(pictures.png())
    for path in pair.files():
        path.unlink()
    assert (await pair.file(media["preview_url"])).status == 200


async def test_what_is_gone_from_its_home_too_is_a_way_there(pair: Pair) -> None:
    media = await pair.post(pictures.png())
    db = pair.south.instance.cellar.db
    await db.kept_files.uncache(await db.kept_files.list_media("", 9))
    for path in pair.files(pair.north):
        path.unlink()
    served = await pair.file(media["url"])
    assert (served.status, served.headers["location"]) == (302, media["remote_url"])
    assert served.headers["cache-control"] == "no-store"
    row = await db.media.find(media["id"])
    assert row is not None
    assert "404" in row.error
    assert (await pair.shown())["type"] == "image"


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_what_cannot_be_had_is_a_link_of_unknown_type(tmp_path: Path, kind: str) -> None:
    async with an_internet(tmp_path) as internet:
        pair = await a_pair(internet, kind, media={"remote_max_size": 100})
        media = await pair.post(pictures.jpeg(), description="too large for you")
        assert (media["type"], media["description"]) == ("unknown", "too large for you")
        assert media["url"] == media["remote_url"]
        row = await pair.south.instance.cellar.db.media.find(media["id"])
        assert row is not None
        assert "too large" in row.error
        assert pair.files() == []


async def test_what_could_not_be_had_is_tried_again_when_its_post_is_opened(pair: Pair) -> None:
    hidden = pair.north.instance.cellar.blobs
    assert isinstance(hidden, LocalBlobs)
    away = hidden.root.with_name("away")
    uploaded = await upload(pair.alice, pictures.png())
    hidden.root.rename(away)
    status = await pair.alice.publish("look", media_ids=[uploaded["id"]])
    await pair.internet.settle()
    assert (await pair.shown())["type"] == "unknown"
    away.rename(hidden.root)
    db = pair.south.instance.cellar.db
    known = await db.statuses.find_by_uri(status["uri"])
    assert known is not None

    async def open_it(t: Transaction) -> None:
        await enqueue(t, FetchThread(status_id=known.id))

    await db.transact(open_it)
    await pair.internet.settle()
    media = await pair.shown()
    assert (media["type"], media["url"].startswith(SOUTH)) == ("image", True)


async def test_an_emoji_travels_with_the_post_that_uses_it(pair: Pair) -> None:
    keeper = keep_emojis(*(getattr(pair.north.instance, name) for name in ("base", "cellar", "near")))
    upload_path = pair.internet.folder / "party.gif"
    upload_path.write_bytes(pictures.gif())
    async with keeper.keep(an_emoji("party", file_key="", is_cached=False), str(upload_path), 10**6) as kept:
        await pair.north.instance.cellar.db.emojis.insert(kept)
    await pair.alice.publish("a :party:")
    await pair.internet.settle()
    db = pair.south.instance.cellar.db
    [emoji] = await db.emojis.find_remote("north.test", ["party"])
    assert (emoji.is_cached, emoji.content_type, emoji.error) == (True, "image/gif", "")
    for key in (emoji.file_key, emoji.static_key):
        assert (await pair.file(f"{SOUTH}/fileserver/{key}")).status == 200

    async def soon(t: Transaction) -> None:
        await t.querier.run("UPDATE jobs SET run_at = 0 WHERE kind = 'EmojisArrived'")

    await db.transact(soon)
    await pair.south.settle()
    [status] = (await pair.bob.get("/api/v1/timelines/home", limit=1)).json
    assert [one["url"] for one in status["emojis"]] == [f"{SOUTH}/fileserver/{emoji.file_key}"]
    # Cleaned away, it comes back when somebody looks.
    await db.kept_files.uncache(await db.kept_files.list_emojis("", 9))
    for path in pair.files():
        path.unlink()
    assert (await pair.file(status["emojis"][0]["static_url"])).status == 200


async def test_avatars_and_headers_come_change_and_go(pair: Pair) -> None:
    path = "/api/v1/accounts/update_credentials"

    async def wear(**worn: bytes) -> dict[str, Any]:
        assert (await pair.alice.ask("PATCH", path, multipart(worn), Content_Type=MULTIPART)).status == 200
        return await seen()

    async def seen() -> dict[str, Any]:
        await pair.internet.settle()
        known = await pair.internet.known(pair.south, pair.alice)
        return dict((await pair.bob.get(f"/api/v1/accounts/{known.id}")).json)

    first = await wear(avatar=pictures.png(), header=pictures.jpeg())
    for role in ("avatar", "header"):
        assert first[role].startswith(f"{SOUTH}/fileserver/"), first[role]
        assert (await pair.file(first[role])).status == 200
    words = {"avatar_description": "me", "header_description": "the sea"}
    assert (await pair.alice.ask("PATCH", path, words)).status == 200
    described = await seen()
    assert words.items() <= described.items()
    assert described["avatar"] == first["avatar"], "only words changed, nothing is fetched again"
    second = await wear(avatar=pictures.jpeg())
    assert (second["avatar_description"], second["header_description"]) == ("", "the sea")
    assert second["avatar"] != first["avatar"]
    assert second["header"] == first["header"]
    assert (await pair.file(second["avatar"])).headers["content-type"] == "image/jpeg"
    assert (await pair.file(first["avatar"])).status == 404
    assert (await pair.alice.ask("DELETE", "/api/v1/profile/avatar")).status == 200
    await pair.internet.settle()
    known = await pair.internet.known(pair.south, pair.alice)
    assert known.avatar_media_id == ""
    assert len(pair.files()) == 2


async def test_files_are_noted_as_used_when_they_are_served(pair: Pair) -> None:
    media = await pair.post(pictures.png())
    db = pair.south.instance.cellar.db
    now = pair.south.instance.base.clock.now()
    assert [one.id for one in await db.kept_files.list_unused(now, 9)] == [media["id"]]
    await pair.file(media["url"])
    await pair.south.instance.base.background.drain()
    assert await db.kept_files.list_unused(now, 9) == []


@pytest.fixture
def bucket() -> Any:
    with a_bucket() as made:
        yield made


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("proxies", [True, False])
async def test_a_bucket_keeps_files_of_both_sides(
    tmp_path: Path, kind: str, bucket: TestBucket, proxies: bool
) -> None:
    place = bucket.bucket
    storage = {
        "backend": "s3",
        "s3_endpoint": place.endpoint,
        "s3_bucket": place.name,
        "s3_access_key": place.access_key,
        "s3_secret_key": place.secret_key,
        "s3_use_ssl": False,
        "s3_proxy": proxies,
        "s3_key_prefix": "media/",
    }
    async with an_internet(tmp_path) as internet:
        pair = await a_pair(internet, kind, storage=storage)
        media = await pair.post(pictures.png())
        ours = await upload(pair.bob, pictures.jpeg())
        assert len(bucket.objects()) == 4
        for url in (media["url"], media["preview_url"], ours["url"]):
            served = await pair.file(url)
            if proxies:
                assert (served.status, served.headers["accept-ranges"]) == (200, "bytes")
                Image.open(BytesIO(served.body)).verify()
            else:
                assert served.status == 302
                assert served.headers["location"].startswith(f"http://{place.endpoint}/{place.name}/media/")
