"""Admins edit the instance while it runs (row WE-27)."""

from pathlib import Path
from typing import Any

import attrs
import pytest

from gotosocial.util import flow
from tests.support.forms import MULTIPART, URLENCODED, multipart, urlencoded
from tests.support.instance import ALL_SCOPES, HOST, Answer, Person, Running, running
from tests.support.pictures import jpeg, see_through_png

EDIT = "/api/v1/instance"
BOTH = (EDIT, "/api/v2/instance")


async def a_person(server: Running, name: str, *more_scopes: str, **powers: Any) -> Person:
    person = await server.person(name, scopes=ALL_SCOPES | set(more_scopes))
    await server.instance.cellar.db.users.update(attrs.evolve(person.user, **powers))
    return person


async def an_admin(server: Running) -> Person:
    return await a_person(server, "alice", "admin:write", is_admin=True)


async def edit(admin: Person, **changes: Any) -> dict[str, Any]:
    answer = await admin.ask("PATCH", EDIT, changes)
    assert answer.status == 200, answer.body
    edited: dict[str, Any] = answer.json
    assert edited == await told(admin.server)
    return edited


async def upload(admin: Person, files: dict[str, bytes], **fields: str) -> Answer:
    return await admin.ask("PATCH", EDIT, multipart(files, **fields), Content_Type=MULTIPART)


async def told(server: Running, path: str = EDIT) -> dict[str, Any]:
    found: dict[str, Any] = (await server.ask("GET", path)).json
    return found


async def file_of(server: Running, url: str) -> Answer:
    return await server.ask("GET", url.removeprefix(f"http://{HOST}"))


async def rows(server: Running) -> list[Any]:
    found = await server.instance.cellar.engine.reads.all("SELECT id, role FROM media_attachments")
    return [row["role"] for row in found]


async def test_texts_are_markdown_and_shown_everywhere_at_once(server: Running) -> None:
    admin = await an_admin(server)
    for path in (*BOTH, "/", "/about"):
        assert (await server.ask("GET", path)).status == 200
    raw = "We are *kind*. <script>alert(1)</script>[Look](javascript:alert(2))"
    edited = await edit(admin, title=" Our\tplace ", short_description=raw, description=f"# Hi\n\n{raw}")
    assert edited["title"] == "Our place"
    assert edited["short_description_text"] == raw
    assert edited["description_text"] == f"# Hi\n\n{raw}"
    for name in ("short_description", "description"):
        assert "<em>kind</em>" in edited[name]
        assert "<script" not in edited[name]
        assert "javascript:" not in edited[name].partition("href")[2]
    edited = await edit(admin, terms="1. Do **not** shout")
    assert "<strong>not</strong>" in edited["terms"]
    assert (edited["terms_text"], edited["title"]) == ("1. Do **not** shout", "Our place")
    new = await told(server, "/api/v2/instance")
    names = ("title", "description", "description_text", "terms", "terms_text")
    assert [new[name] for name in names] == [edited[name] for name in names]
    for path in ("/", "/about"):
        page = (await server.ask("GET", path)).body.decode()
        assert "<title>Our place</title>" in page
        assert "<em>kind</em>" in page
        assert "<strong>not</strong>" in page
        assert "alert(1)</script>" not in page


async def test_what_is_sent_empty_is_taken_away(server: Running) -> None:
    admin = await an_admin(server)
    texts = {"title": "Ours", "short_description": "a", "description": "b", "terms": "c"}
    await edit(admin, **texts, contact_username="alice", contact_email="Hi@mail.example")
    bare = await edit(admin, **dict.fromkeys(texts, ""), contact_username="", contact_email="", custom_css="")
    assert (bare["title"], bare["short_description"], bare["description_text"]) == (HOST, "", "")
    assert (bare["terms"], bare["email"]) == ("", "")
    assert bare["contact_account"] is None


async def test_people_turn_to_an_admin_or_a_moderator(server: Running) -> None:
    admin = await an_admin(server)
    bob = await a_person(server, "bob", is_moderator=True)
    await a_person(server, "carol")
    edited = await edit(admin, contact_username="@Bob", contact_email="hi@mail.example")
    assert (edited["contact_account"]["id"], edited["email"]) == (bob.id, "hi@mail.example")
    contact = (await told(server, "/api/v2/instance"))["contact"]
    assert (contact["account"]["id"], contact["email"]) == (bob.id, "hi@mail.example")
    about = (await server.ask("GET", "/about")).body.decode()
    assert "mailto:hi@mail.example" in about
    assert "@bob" in about
    for username in ("carol", "nobody", HOST, "bob@there.example"):
        answer = await admin.ask("PATCH", EDIT, {"title": "changed", "contact_username": username})
        assert (answer.status, "contact_username" in answer.json["error"]) == (400, True), username
    assert (await edit(admin, contact_username="alice"))["contact_account"]["id"] == admin.id
    assert (await told(server))["title"] == HOST


async def test_a_form_means_the_same_as_json(server: Running) -> None:
    admin = await an_admin(server)
    body = urlencoded(title="Ours", contact_username="alice", description="*so*")
    edited = (await admin.ask("PATCH", EDIT, body, Content_Type=URLENCODED)).json
    assert (edited["title"], edited["contact_account"]["id"]) == ("Ours", admin.id)
    assert "<em>so</em>" in edited["description"]


async def test_the_thumbnail_comes_with_its_description_and_its_colours(server: Running) -> None:
    admin = await an_admin(server)
    assert (await upload(admin, {"thumbnail": jpeg()}, thumbnail_description="our house")).status == 200
    old, new = await told(server), (await told(server, "/api/v2/instance"))["thumbnail"]
    assert (old["thumbnail"], old["thumbnail_static"]) == (new["url"], new["static_url"])
    assert (old["thumbnail_type"], old["thumbnail_description"]) == ("image/jpeg", "our house")
    assert (new["thumbnail_type"], new["thumbnail_description"]) == ("image/jpeg", "our house")
    assert len(new["blurhash"]) > 6
    assert new["versions"]["@2x"] == new["url"]
    served = await file_of(server, new["url"])
    assert (served.status, served.headers["content-type"]) == (200, "image/jpeg")
    assert (await file_of(server, new["static_url"])).status == 200
    about = (await server.ask("GET", "/about")).body.decode()
    assert f'<img src="{new["url"]}" alt="our house">' in about
    described = await edit(admin, thumbnail_description="our garden")
    assert (described["thumbnail_description"], described["thumbnail"]) == ("our garden", new["url"])
    assert (await told(server, "/api/v2/instance"))["thumbnail"]["description"] == "our garden"


async def test_an_old_thumbnail_goes_with_its_files(server: Running) -> None:
    admin = await an_admin(server)
    first = (await upload(admin, {"thumbnail": jpeg(), "header": jpeg(64, 64)})).json
    assert sorted(await rows(server)) == ["avatar", "header"]
    second = (await upload(admin, {"thumbnail": see_through_png()}, title="Ours")).json
    assert (second["title"], second["thumbnail_description"]) == ("Ours", "")
    assert second["thumbnail"] != first["thumbnail"]
    for name in ("thumbnail", "thumbnail_static"):
        assert (await file_of(server, first[name])).status == 404
        assert (await file_of(server, second[name])).status == 200
    assert sorted(await rows(server)) == ["avatar", "header"]
    actor = await server.instance.cellar.db.accounts.find_by_name(HOST)
    texts = await server.instance.cellar.db.instance_texts.get()
    assert actor is not None
    assert actor.avatar_media_id == texts.thumbnail_media_id
    assert actor.header_media_id


async def test_a_change_that_fails_leaves_nothing(server: Running) -> None:
    admin = await an_admin(server)
    before = await told(server)
    for files, fields in (
        ({"thumbnail": jpeg(), "header": b"no picture"}, {"title": "changed"}),
        ({"thumbnail": jpeg()}, {"contact_username": "nobody"}),
        ({"thumbnail": jpeg()}, {"thumbnail_description": "x" * 5001}),
    ):
        assert (await upload(admin, files, **fields)).status in (400, 422)
    assert await told(server) == before
    assert await rows(server) == []


@pytest.mark.parametrize(
    ("name", "limit"), [("title", 40), ("short_description", 500), ("description", 5000), ("terms", 5000)]
)
async def test_each_text_has_its_length(server: Running, name: str, limit: int) -> None:
    admin = await an_admin(server)
    longest = "\N{ELEPHANT}" * limit
    assert longest in (await edit(admin, **{name: longest}))[name]
    before = await told(server)
    answer = await admin.ask("PATCH", EDIT, {name: longest + "x"})
    assert (answer.status, name in answer.json["error"]) == (400, True)
    assert await told(server) == before


@pytest.mark.parametrize(
    ("changes", "status", "named"),
    [
        ({"custom_css": "p {}"}, 422, "custom_css"),
        ({"contact_email": "nowhere"}, 400, "nowhere"),
        ({"thumbnail": "data:image/png;base64,AAAA"}, 400, "thumbnail"),
        ({"title": ["a"]}, 400, "title"),
    ],
)
async def test_what_cannot_be_honoured_is_refused_and_named(
    server: Running, changes: dict[str, Any], status: int, named: str
) -> None:
    admin = await an_admin(server)
    before = await told(server)
    answer = await admin.ask("PATCH", EDIT, {"short_description": "changed", **changes})
    assert (answer.status, named in answer.json["error"]) == (status, True)
    assert await told(server) == before


async def test_a_change_of_nothing_is_a_mistake(server: Running) -> None:
    admin = await an_admin(server)
    for body in ({}, {"titel": "misspelt"}):
        assert (await admin.ask("PATCH", EDIT, body)).status == 400


async def test_only_admins_with_the_scope_may(server: Running) -> None:
    people = [
        await a_person(server, "bob", "admin"),
        await a_person(server, "carol", "admin", is_moderator=True),
        await a_person(server, "dave", "admin:read", "admin:write:accounts", is_admin=True),
        await a_person(server, "erin", is_admin=True),
        await server.person("frank", scopes=ALL_SCOPES | {"admin"}, moved_to_uri="https://else.example/f"),
    ]
    for person in people:
        assert (await person.ask("PATCH", EDIT, {"title": "mine"})).status == 403, person.account.username
        assert (await upload(person, {"thumbnail": jpeg()})).status == 403
    assert (await server.ask("PATCH", EDIT, {"title": "mine"})).status == 401
    assert (await told(server))["title"] == HOST
    grace = await a_person(server, "grace", "admin", is_admin=True)
    assert (await edit(grace, title="Ours"))["title"] == "Ours"


async def test_two_edits_at_once_both_hold(server: Running) -> None:
    admin = await an_admin(server)
    changes = (
        {"title": "Ours"},
        {"terms": "be kind"},
        {"description": "a place"},
        {"contact_username": "alice"},
    )
    await flow.gather(
        upload(admin, {"thumbnail": jpeg()}), *(admin.ask("PATCH", EDIT, change) for change in changes)
    )
    now = await told(server)
    assert (now["title"], now["terms_text"], now["description_text"]) == ("Ours", "be kind", "a place")
    assert now["contact_account"]["id"] == admin.id
    assert "/fileserver/" in now["thumbnail"]


async def test_an_edit_outlives_a_restart(tmp_path: Path) -> None:
    async with running("sqlite", tmp_path) as server:
        await edit(await an_admin(server), title="Ours", description="*still*")
    async with running("sqlite", tmp_path) as server:
        found = await told(server)
        assert (found["title"], found["description_text"]) == ("Ours", "*still*")
