"""Deleting and writing anew (row S-18), the source (S-19), attachments, several at once (Z-13, G-036)."""

from pathlib import Path
from typing import Any

import pytest

from tests.support import pictures
from tests.support.builders import a_media, an_id
from tests.support.forms import MULTIPART, multipart
from tests.support.instance import Person, Running, running
from tests.support.keep import keep

STATUSES = "/api/v1/statuses"
NOBODY = "01HZZZZZZZZZZZZZZZZZZZZZZZ"


async def counts(person: Person, of: Person) -> tuple[int, str | None]:
    account = (await person.get(f"/api/v1/accounts/{of.id}")).json
    return account["statuses_count"], account["last_status_at"]


async def test_a_deleted_status_comes_back_as_it_was_typed_and_can_be_written_anew(server: Running) -> None:
    alice = await server.person("alice")
    media = a_media(of=alice.account, description="a tree")
    await keep(server.instance.cellar.db, media)
    body = {
        "spoiler_text": "cw",
        "content_type": "text/markdown",
        "media_ids": [media.id],
        "visibility": "private",
    }
    made = await alice.publish("**hello** #World", **body)
    deleted = await alice.ask("DELETE", f"{STATUSES}/{made['id']}?delete_media=false")
    assert deleted.status == 200
    gone = deleted.json
    assert (gone["text"], gone["content_type"], gone["spoiler_text"]) == (
        "**hello** #World",
        "text/markdown",
        "cw",
    )
    assert [one["id"] for one in gone["media_attachments"]] == [media.id]
    assert (await alice.get(f"{STATUSES}/{made['id']}")).status == 404
    assert (await alice.ask("DELETE", f"{STATUSES}/{made['id']}")).status == 404
    anew = await alice.publish(gone["text"], **body)
    assert anew["id"] != made["id"]
    assert [one["description"] for one in anew["media_attachments"]] == ["a tree"]


async def test_a_status_is_deleted_with_its_media_where_that_is_wanted(server: Running) -> None:
    alice = await server.person("alice")
    body = multipart({"file": pictures.jpeg()})
    media = (await alice.ask("POST", "/api/v2/media", body, Content_Type=MULTIPART)).json
    made = await alice.publish("look", media_ids=[media["id"]])
    path = media["url"].partition("/fileserver")[2]
    assert (await server.ask("GET", f"/fileserver{path}")).status == 200
    await alice.ask("DELETE", f"{STATUSES}/{made['id']}?delete_media=true")
    assert (await server.ask("GET", f"/fileserver{path}")).status == 404
    assert (await alice.get(f"/api/v1/media/{media['id']}")).status == 404
    assert (await alice.post(STATUSES, {"status": "x", "media_ids": [media["id"]]})).status == 404


async def test_a_deleted_status_leaves_no_trace(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    assert (await bob.post(f"/api/v1/accounts/{alice.id}/follow")).status == 200
    made = await alice.publish("hello @bob #trace", visibility="public")
    for deed in ("favourite", "bookmark", "reblog"):
        assert (await bob.post(f"{STATUSES}/{made['id']}/{deed}")).status == 200
    assert (await alice.post(f"{STATUSES}/{made['id']}/pin")).status == 200
    await server.settle()
    assert (await counts(bob, bob))[0] == 1
    assert (await alice.ask("DELETE", f"{STATUSES}/{made['id']}")).status == 200
    for path in ("favourites", "bookmarks", "timelines/home", "timelines/public", "timelines/tag/trace",
                 f"accounts/{alice.id}/statuses", f"accounts/{bob.id}/statuses"):  # fmt: skip
        assert (await bob.get(f"/api/v1/{path}")).json == [], path
    assert (await alice.get(f"/api/v1/accounts/{alice.id}/statuses", pinned=True)).json == []
    for person in (alice, bob):
        types = [one["type"] for one in (await person.get("/api/v1/notifications")).json]
        assert types in ([], ["follow"])
    assert await counts(alice, alice) == (0, None)
    assert await counts(alice, bob) == (0, None)


async def test_counts_follow_what_is_written_and_deleted(server: Running) -> None:
    alice = await server.person("alice")
    assert await counts(alice, alice) == (0, None)
    first = await alice.publish("one", visibility="public")
    reply = await alice.publish("two", in_reply_to_id=first["id"])
    await alice.post(f"{STATUSES}/{first['id']}/reblog")
    assert await counts(alice, alice) == (3, first["created_at"][:10])
    assert (await alice.get(f"{STATUSES}/{first['id']}")).json["replies_count"] == 1
    await alice.ask("DELETE", f"{STATUSES}/{reply['id']}")
    assert (await alice.get(f"{STATUSES}/{first['id']}")).json["replies_count"] == 0
    await alice.ask("DELETE", f"{STATUSES}/{first['id']}")
    assert await counts(alice, alice) == (0, None)


async def test_an_answer_stays_when_its_parent_goes(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    parent = await alice.publish("hello", visibility="public")
    answer = await bob.publish("re", in_reply_to_id=parent["id"], visibility="public")
    await alice.ask("DELETE", f"{STATUSES}/{parent['id']}")
    seen = (await alice.get(f"{STATUSES}/{answer['id']}")).json
    assert seen["in_reply_to_id"] == parent["id"]
    context = (await alice.get(f"{STATUSES}/{answer['id']}/context")).json
    assert context == {"ancestors": [], "descendants": []}


async def test_only_the_author_deletes_and_reads_the_source(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    made = await alice.publish("hello", visibility="public")
    boost = (await bob.post(f"{STATUSES}/{made['id']}/reblog")).json
    assert (await bob.ask("DELETE", f"{STATUSES}/{made['id']}")).status == 403
    assert (await alice.ask("DELETE", f"{STATUSES}/{boost['id']}")).status == 403
    for one in (made["id"], boost["id"], NOBODY):
        assert (await bob.get(f"{STATUSES}/{one}/source")).status == 404
    assert (await bob.ask("DELETE", f"{STATUSES}/{boost['id']}")).status == 200
    seen = (await bob.get(f"{STATUSES}/{made['id']}")).json
    assert (seen["reblogged"], seen["reblogs_count"]) == (False, 0)


async def test_media_make_a_post_with_a_warning_sensitive(server: Running) -> None:
    alice = await server.person("alice")
    pictures = [a_media(of=alice.account) for _ in range(3)]
    await keep(server.instance.cellar.db, *pictures)
    plain = await alice.publish("", media_ids=[pictures[0].id])
    assert (plain["sensitive"], len(plain["media_attachments"])) == (False, 1)
    warned = await alice.publish("", spoiler_text="boo", sensitive=False, media_ids=[pictures[1].id])
    assert warned["sensitive"] is True
    only = (await alice.get(f"/api/v1/accounts/{alice.id}/statuses", only_media=True)).json
    assert [one["id"] for one in only] == [warned["id"], plain["id"]]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"account_id": "theirs"}, 404),
        ({"role": "avatar"}, 404),
        ({"status_id": "another"}, 422),
        (None, 404),
    ],
    ids=["somebody else's", "an avatar", "attached already", "unknown"],
)
async def test_what_cannot_be_attached_is_refused(server: Running, changes: Any, status: int) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    media_id = an_id()
    if changes is not None:
        if "account_id" in changes:
            changes = {"account_id": bob.id}
        await keep(server.instance.cellar.db, a_media(of=alice.account, **{"id": media_id, **changes}))
    answer = await alice.post(STATUSES, {"status": "hi", "media_ids": [media_id]})
    assert answer.status == status
    assert media_id in answer.json["error"]
    assert await counts(alice, alice) == (0, None)


async def test_pictures_keep_their_order_and_count_once(server: Running) -> None:
    alice = await server.person("alice")
    pictures = [a_media(of=alice.account) for _ in range(6)]
    await keep(server.instance.cellar.db, *pictures)
    ids = [one.id for one in reversed(pictures)]
    made = await alice.publish("hi", media_ids=[*ids, ids[0]])
    assert [one["id"] for one in made["media_attachments"]] == ids


async def test_an_admin_may_want_descriptions(kind: str, tmp_path: Path) -> None:
    async with running(kind, tmp_path, media={"description_min_chars": 5}) as server:
        alice = await server.person("alice")
        bare, told = a_media(of=alice.account), a_media(of=alice.account, description="a tree")
        await keep(server.instance.cellar.db, bare, told)
        refused = await alice.post(STATUSES, {"status": "hi", "media_ids": [bare.id]})
        assert (refused.status, "5" in refused.json["error"]) == (400, True)
        assert (await alice.post(STATUSES, {"status": "hi", "media_ids": [told.id]})).status == 200


async def test_several_statuses_come_in_the_asked_order_without_what_is_unknown(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    first, second = (
        await alice.publish("1", visibility="public"),
        await alice.publish("2", visibility="public"),
    )
    hidden = await alice.publish("3", visibility="direct")
    asked = [second["id"], NOBODY, hidden["id"], "no id", first["id"], second["id"]]
    answer = await bob.get(STATUSES, id=asked)
    assert [one["id"] for one in answer.json] == [second["id"], first["id"]]
    assert (await bob.get(STATUSES)).json == []
    assert (await bob.get(f"{STATUSES}?id={first['id']}")).json[0]["id"] == first["id"]
    assert (await bob.get(STATUSES, id=[str(one) for one in range(21)])).status == 400
    for path in (STATUSES, f"{STATUSES}/{first['id']}"):
        assert (await server.ask("GET", path)).status == 401


@pytest.mark.parametrize("status_id", [NOBODY, "0", "ü", "a" * 300, "%00", "' OR 1=1"])
async def test_an_unknown_id_is_404_on_every_way(server: Running, status_id: str) -> None:
    alice = await server.person("alice")
    path = f"{STATUSES}/{status_id}".replace(" ", "%20").replace("ü", "%C3%BC")
    for rest in ("", "/context", "/source", "/favourited_by", "/reblogged_by"):
        assert (await alice.get(f"{path}{rest}")).status in (400, 404), rest
    for deed in ("favourite", "unfavourite", "reblog", "unreblog", "bookmark", "unbookmark", "pin", "unpin",
                 "mute", "unmute"):  # fmt: skip
        assert (await alice.post(f"{path}/{deed}")).status in (400, 404), deed
    assert (await alice.ask("DELETE", path)).status in (400, 404)
