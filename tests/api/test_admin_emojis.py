"""Custom emojis over the admin API: added, changed, copied, switched, deleted, listed and served."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import pytest
import pytest_twisted
from PIL import Image

from gotosocial.jobs.kinds import FetchEmoji, FetchMedia
from gotosocial.jobs.queue import enqueue
from gotosocial.storage.stores import Transaction
from gotosocial.util import flow
from tests.support import pictures
from tests.support.builders import a_media, an_account, an_emoji
from tests.support.databases import KINDS
from tests.support.forms import MULTIPART, multipart
from tests.support.instance import ALL_SCOPES, Answer, Person, Running, running
from tests.support.keep import keep
from tests.support.media_house import MediaHouse
from tests.support.outside import LOOPBACK
from tests.support.rude_server import RudeServer, Visit, leads_to, says
from tests.support.waiting import until

PATH = "/api/v1/admin/custom_emojis"
ADMIN_SCOPES = ALL_SCOPES | {"admin:read", "admin:write"}


@pytest_twisted.async_yield_fixture
async def server(kind: str, tmp_path: Path) -> AsyncIterator[Running]:
    """An instance that may ask this machine without TLS."""
    http_client = {"allow_ips": LOOPBACK, "insecure_outgoing": True}
    async with running(kind, tmp_path, http_client=http_client) as started:
        yield started


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest_twisted.async_yield_fixture
async def admin(server: Running) -> AsyncIterator[Person]:
    yield await server.person("root", is_admin=True, scopes=ADMIN_SCOPES)


async def add(admin: Person, shortcode: str, picture: bytes, **fields: str) -> Answer:
    body = multipart({"image": picture}, shortcode=shortcode, **fields)
    return await admin.post(PATH, body, Content_Type=MULTIPART)


async def change(
    admin: Person, emoji_id: str, files: dict[str, bytes] | None = None, **fields: str
) -> Answer:
    body = multipart(files or {}, **fields)
    return await admin.ask("PATCH", f"{PATH}/{emoji_id}", body, Content_Type=MULTIPART)


async def only(admin: Person, **query: Any) -> dict[str, Any]:
    [found] = (await admin.get(PATH, **query)).json
    return dict(found)


async def file(server: Running, url: str) -> Answer:
    return await server.ask("GET", url.partition("here.example")[2])


async def test_an_animated_emoji_is_added_used_and_still(server: Running, admin: Person) -> None:
    added = await add(admin, "party", pictures.gif(), category="Fun ")
    assert (added.status, added.json["category"], added.json["shortcode"]) == (200, "Fun", "party")
    moving, still = await file(server, added.json["url"]), await file(server, added.json["static_url"])
    assert (moving.headers["content-type"], still.headers["content-type"]) == ("image/gif", "image/png")
    assert getattr(Image.open(BytesIO(moving.body)), "n_frames", 1) > 1
    assert getattr(Image.open(BytesIO(still.body)), "n_frames", 1) == 1
    assert (await admin.get("/api/v1/custom_emojis")).json == [added.json]
    status = await admin.publish("a :party:")
    assert [one["shortcode"] for one in status["emojis"]] == ["party"]
    shown = await only(admin)
    assert shown["total_file_size"] == len(moving.body) + len(still.body)
    assert (shown["disabled"], shown["content_type"]) == (False, "image/gif")
    assert shown["uri"].endswith(f"/emoji/{shown['id']}")
    assert "domain" not in shown
    assert (await admin.get(f"{PATH}/{shown['id']}")).json == shown
    [category] = (await admin.get(f"{PATH}/categories")).json
    assert category["name"] == "Fun"


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("shortcode", "picture", "fields", "status"),
    [
        ("", pictures.png(), {}, 400),
        ("with blank", pictures.png(), {}, 400),
        ("x" * 31, pictures.png(), {}, 400),
        ("grüße", pictures.png(), {}, 400),
        ("ok", pictures.png(), {"category": "x" * 65}, 400),
        ("ok", pictures.SVG, {}, 422),
        ("ok", pictures.png() + b"x" * 60_000, {}, 422),
    ],
)
async def test_what_is_no_emoji_is_refused(
    server: Running, admin: Person, shortcode: str, picture: bytes, fields: dict[str, str], status: int
) -> None:
    answer = await add(admin, shortcode, picture, **fields)
    assert answer.status == status, answer.body
    assert MediaHouse(server).files() == set()
    assert (await admin.get(PATH)).json == []


async def test_a_shortcode_is_given_once(server: Running, admin: Person) -> None:
    assert (await add(admin, "cat", pictures.png())).status == 200
    assert (await add(admin, "cat", pictures.jpeg())).status == 409
    assert len(MediaHouse(server).files()) == 2


async def test_only_admins_rule_emojis(server: Running, admin: Person) -> None:
    assert (await server.ask("GET", PATH)).status == 401
    alice = await server.person("alice", scopes=ADMIN_SCOPES)
    reader = await server.person("reader", is_admin=True, scopes=frozenset({"admin:read"}))
    assert (await alice.get(PATH)).status == 403
    assert (await add(alice, "cat", pictures.png())).status == 403
    assert (await reader.get(PATH)).status == 200
    assert (await add(reader, "cat", pictures.png())).status == 403


async def test_picture_and_category_are_changed(server: Running, admin: Person) -> None:
    before = (await add(admin, "cat", pictures.png())).json
    emoji_id = (await only(admin))["id"]
    moved = await change(admin, emoji_id, type="modify", category="Cats")
    assert (moved.json["category"], moved.json["url"]) == ("Cats", before["url"])
    changed = await change(admin, emoji_id, {"image": pictures.jpeg()}, type="modify")
    assert changed.json["category"] == "Cats"
    assert changed.json["url"] != before["url"]
    assert (await file(server, changed.json["url"])).headers["content-type"] == "image/jpeg"
    assert (await file(server, before["url"])).status == 404
    assert len(MediaHouse(server).files()) == 2
    assert (await change(admin, emoji_id, type="modify")).status == 400
    assert (await change(admin, emoji_id, type="sell")).status == 400
    assert (await change(admin, emoji_id, type="disable")).status == 422
    assert (await change(admin, emoji_id, type="copy")).status == 422


async def test_a_category_that_is_given_while_a_picture_is_worked_on_stays(
    server: Running, admin: Person
) -> None:
    before = (await add(admin, "cat", pictures.png(), category="Old")).json
    emoji_id = (await only(admin))["id"]
    painting = flow.start(change(admin, emoji_id, {"image": pictures.gif()}, type="modify"))
    named = await change(admin, emoji_id, type="modify", category="Cats")
    painted = await painting
    assert (named.status, painted.status) == (200, 200)
    after = await only(admin)
    assert (after["category"], after["content_type"]) == ("Cats", "image/gif")
    assert after["url"] != before["url"]
    assert (await file(server, after["url"])).status == 200
    assert len(MediaHouse(server).files()) == 2


async def test_an_emoji_that_is_deleted_while_its_picture_is_worked_on_leaves_nothing(
    server: Running, admin: Person
) -> None:
    await add(admin, "cat", pictures.png())
    emoji_id = (await only(admin))["id"]
    painting = flow.start(change(admin, emoji_id, {"image": pictures.gif()}, type="modify"))
    assert (await admin.ask("DELETE", f"{PATH}/{emoji_id}")).status == 200
    assert (await painting).status in (200, 404)
    assert MediaHouse(server).files() == set()


async def test_a_deleted_emoji_takes_its_files_along(server: Running, admin: Person) -> None:
    await add(admin, "cat", pictures.png())
    shown = await only(admin)
    assert (await admin.ask("DELETE", f"{PATH}/{shown['id']}")).json == shown
    assert MediaHouse(server).files() == set()
    assert (await admin.get("/api/v1/custom_emojis")).json == []
    for method in ("GET", "DELETE"):
        assert (await admin.ask(method, f"{PATH}/{shown['id']}")).status == 404


@pytest_twisted.async_yield_fixture
async def far(server: Running) -> AsyncIterator[tuple[RudeServer, str]]:
    """A server with a picture, and its address."""
    rude = RudeServer(scripts={"/cat.png": says(200, pictures.png(), Content_Type="image/png")})
    yield rude, f"http://127.0.0.1:{rude.listen()}/cat.png"
    await rude.stop()


async def test_an_emoji_of_another_server_is_fetched_copied_and_switched(
    server: Running, admin: Person, far: tuple[RudeServer, str]
) -> None:
    rude, url = far
    db = server.instance.cellar.db
    nothing = {"file_key": "", "static_key": "", "is_cached": False}
    theirs = an_emoji("cat", "far.example", remote_url=url, static_remote_url=url, **nothing)
    await keep(db, theirs)
    assert (await only(admin, filter="domain:far.example"))["url"] == url
    # A copy needs the picture whether it is here or not.
    copied = await change(admin, theirs.id, type="copy", category="Theirs")
    assert (copied.status, copied.json["category"]) == (200, "Theirs"), copied.body
    assert "domain" not in copied.json

    async def fetch(t: Transaction) -> None:
        await enqueue(t, FetchEmoji(emoji_id=theirs.id))

    await db.transact(fetch)
    await server.settle()
    shown = await only(admin, filter="domain:far.example")
    assert "/emoji/original/" in shown["url"]
    assert (await file(server, shown["static_url"])).status == 200
    again = await change(admin, theirs.id, type="copy", shortcode="cat2")
    assert (again.status, again.json["shortcode"]) == (200, "cat2")
    assert len(rude.asked) == 2
    assert (await change(admin, theirs.id, type="copy")).status == 409
    assert (await change(admin, theirs.id, type="disable")).json["disabled"]
    assert not (await change(admin, theirs.id, type="enable")).json["disabled"]
    assert (await change(admin, theirs.id, type="modify", category="x")).status == 422
    assert (await admin.ask("DELETE", f"{PATH}/{theirs.id}")).status == 422
    assert len(MediaHouse(server).files()) == 6


async def test_what_cannot_be_had_is_noted_and_tried_again_when_an_admin_asks(
    server: Running, admin: Person, far: tuple[RudeServer, str]
) -> None:
    rude, url = far
    nothing = {"file_key": "", "static_key": "", "is_cached": False}
    theirs = an_emoji("cat", "far.example", remote_url=url + "x", static_remote_url=url, **nothing)
    await keep(server.instance.cellar.db, theirs)
    rude.scripts["/cat.pngx"] = says(404)
    for domain, asked in (("other.example", 0), ("far.example", 1)):
        answer = await admin.post(f"/api/v1/admin/media_refetch?domain={domain}")
        assert (answer.status, answer.json) == (200, {"status": "OK"})
        await server.settle()
        assert len(rude.asked) == asked
    found = await server.instance.cellar.db.emojis.find(theirs.id)
    assert found is not None
    assert "404" in found.error
    assert (await change(admin, theirs.id, type="copy")).status == 422
    rude.scripts["/cat.pngx"] = says(200, pictures.png())
    await admin.post("/api/v1/admin/media_refetch")
    await server.settle()
    found = await server.instance.cellar.db.emojis.find(theirs.id)
    assert found is not None
    assert (found.error, found.is_cached) == ("", True)


@pytest.mark.parametrize("answer", [(200, pictures.png()), (404, b"")])
async def test_a_picture_that_changes_while_the_old_one_is_fetched_is_fetched(
    server: Running, far: tuple[RudeServer, str], answer: tuple[int, bytes]
) -> None:
    rude, url = far
    db, held = server.instance.cellar.db, list[Visit]()
    rude.scripts["/new.png"], rude.scripts["/cat.png"] = rude.scripts["/cat.png"], held.append
    nothing = {"file_key": "", "static_key": "", "is_cached": False}
    theirs = an_emoji("cat", "far.example", remote_url=url, static_remote_url=url, **nothing)
    await keep(db, theirs)

    async def fetch(t: Transaction) -> None:
        await enqueue(t, FetchEmoji(emoji_id=theirs.id), unique_key=theirs.id)

    async def change_picture(t: Transaction) -> None:
        await t.emojis.change_picture(attrs.evolve(theirs, remote_url=url.replace("cat", "new")))
        await fetch(t)

    await db.transact(fetch)
    await until(lambda: bool(held))
    await db.transact(change_picture)
    held[0].answer(*answer)
    await server.settle()
    found = await db.emojis.find(theirs.id)
    assert found is not None
    assert (found.is_cached, found.error) == (True, "")
    assert found.remote_url.endswith("/new.png")
    assert MediaHouse(server).files() == {found.file_key, found.static_key}


async def test_no_file_is_fetched_from_a_blocked_server_nor_from_here(
    server: Running, admin: Person, far: tuple[RudeServer, str]
) -> None:
    rude, url = far
    blocked = url.replace("127.0.0.1", "localhost")
    rude.scripts["/there.png"] = leads_to(blocked)
    answer = await admin.post("/api/v1/admin/domain_blocks", {"domain": "localhost"})
    assert answer.status == 200, answer.body
    nothing = {"file_key": "", "static_key": "", "is_cached": False}
    urls = [blocked, url.replace("cat", "there"), "http://here.example/fileserver/x.png"]
    emojis = [an_emoji(f"e{i}", "far.example", remote_url=one, **nothing) for i, one in enumerate(urls)]
    them = an_account("them", "far.example")
    media = {"file_key": "", "small_key": "", "is_cached": False}
    files = [a_media(of=them, remote_url=one, kind="image", **media) for one in urls]
    await keep(server.instance.cellar.db, *emojis, them, *files)

    async def fetch(t: Transaction) -> None:
        for emoji in emojis:
            await enqueue(t, FetchEmoji(emoji_id=emoji.id))
        for file in files:
            await enqueue(t, FetchMedia(media_id=file.id))

    await server.instance.cellar.db.transact(fetch)
    await server.settle()
    assert [one.target for one in rude.asked] == ["/there.png"] * 2
    for emoji in emojis:
        assert (await server.instance.cellar.db.emojis.get_many([emoji.id]))[emoji.id].error
        assert (await change(admin, emoji.id, type="copy")).status == 422
    for row in (await server.instance.cellar.db.media.get_many([one.id for one in files])).values():
        assert (row.kind, bool(row.error)) == ("unknown", True)


async def test_the_list_is_filtered_and_paged(server: Running, admin: Person) -> None:
    db = server.instance.cellar.db
    rows = [an_emoji("a"), an_emoji("b"), an_emoji("a", "x.example"), an_emoji("c", "x.example")]
    rows += [an_emoji("a", "y.example", is_disabled=True)]
    await keep(db, *rows)

    async def listed(**query: Any) -> list[str]:
        found = (await admin.get(PATH, **query)).json
        return [f"{one['shortcode']}@{one.get('domain', '')}" for one in found]

    everything = ["a@", "a@x.example", "a@y.example", "b@", "c@x.example"]
    assert await listed() == await listed(filter="domain:all,enabled,disabled") == everything
    assert await listed(filter="domain:local") == ["a@", "b@"]
    assert await listed(filter="domain:X.example, shortcode:a") == ["a@x.example"]
    assert await listed(filter="disabled") == ["a@y.example"]
    assert await listed(filter="enabled", limit=2) == everything[:2]
    assert await listed(max_shortcode_domain="a@x.example", limit=2) == everything[2:4]
    assert await listed(min_shortcode_domain="b@", limit=2) == everything[1:3]
    assert await listed(max_shortcode_domain="c@x.example") == []
    first = await admin.get(PATH, filter="domain:all", limit=2)
    link = first.headers["link"]
    assert 'filter=domain%3Aall&limit=2&max_shortcode_domain=a%40x.example>; rel="next"' in link
    assert 'min_shortcode_domain=a%40>; rel="prev"' in link
    for wrong in ("domain:", "domain:no domain", "nonsense", "shortcode"):
        assert (await admin.get(PATH, filter=wrong)).status == 400
    await keep(db, an_emoji("x", "xn--bcher-kva.example"))
    # Clients know domains as they show them.
    assert await listed(filter="domain:Bücher.example") == ["x@xn--bcher-kva.example"]


async def test_admins_see_and_clean_media(server: Running, admin: Person) -> None:
    await add(admin, "cat", pictures.png())
    [usage] = (await admin.get("/api/v1/admin/media/usage")).json
    assert (usage["domain"], usage["files"], usage["kinds"]["emoji"]["files"]) == ("", 1, 1)
    assert usage["size"] == usage["kinds"]["emoji"]["size"] > 0
    assert (await admin.post("/api/v1/admin/media_cleanup", {"remote_cache_days": 3})).json == 3
    assert (await admin.post("/api/v1/admin/media_cleanup", {"remote_cache_days": -3})).json == 0
    assert (await admin.post("/api/v1/admin/media_cleanup")).json == 7
    await server.settle()
    alice = await server.person("alice", scopes=ADMIN_SCOPES)
    for path in ("media_cleanup", "media_refetch"):
        assert (await alice.post(f"/api/v1/admin/{path}")).status == 403
