"""Editing one's own profile and settings (rows A-04 to A-15, A-20, A-36 to A-38)."""

from typing import Any

import attrs
import pytest

from gotosocial.util import flow
from tests.support.builders import an_emoji
from tests.support.forms import MULTIPART, URLENCODED, multipart, urlencoded
from tests.support.instance import HOST, Answer, Person, Running
from tests.support.keep import keep
from tests.support.pictures import jpeg, png_bomb, see_through_png

UPDATE = "/api/v1/accounts/update_credentials"


async def edit(person: Person, **changes: Any) -> dict[str, Any]:
    answer = await person.ask("PATCH", UPDATE, changes)
    assert answer.status == 200, answer.body
    edited: dict[str, Any] = answer.json
    return edited


async def upload(person: Person, files: dict[str, bytes], **fields: str) -> Answer:
    return await person.ask("PATCH", UPDATE, multipart(files, **fields), Content_Type=MULTIPART)


async def own(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = (await person.get("/api/v1/accounts/verify_credentials")).json
    return found


async def file_of(server: Running, url: str) -> Answer:
    return await server.ask("GET", url.removeprefix(f"http://{HOST}"))


async def test_the_owner_sees_source_and_role_and_others_do_not(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    mine = await own(alice)
    assert mine["source"]["privacy"] == "unlisted"
    assert mine["source"]["status_content_type"] == "text/plain"
    assert mine["source"]["follow_requests_count"] == 0
    assert mine["source"]["also_known_as_uris"] == []
    assert (mine["role"]["name"], mine["roles"]) == ("user", [])
    seen = (await bob.get(f"/api/v1/accounts/{alice.id}")).json
    assert "source" not in seen
    assert "role" not in seen
    assert seen["avatar"].startswith(f"http://{HOST}/assets/default_avatars/")
    assert seen["avatar"] == mine["avatar"]
    assert "avatar_media_id" not in seen
    assert (seen["bot"], seen["group"], seen["locked"], seen["discoverable"]) == (False, False, False, False)
    assert (seen["followers_count"], seen["statuses_count"], seen["last_status_at"]) == (0, 0, None)


async def test_switches_are_changed_one_by_one(server: Running) -> None:
    alice = await server.person("alice")
    assert (await edit(alice, bot=True))["bot"] is True
    assert (await edit(alice, locked=True))["locked"] is True
    assert (await edit(alice, discoverable=True))["discoverable"] is True
    assert (await edit(alice, indexable="1"))["indexable"] is True
    edited = await edit(alice, bot=False)
    assert (edited["bot"], edited["locked"], edited["discoverable"]) == (False, True, True)
    assert (await server.instance.cellar.db.accounts.get(alice.id)).actor_type == "Person"
    await edit(alice, bot="true")
    assert (await server.instance.cellar.db.accounts.get(alice.id)).actor_type == "Service"


async def test_a_form_means_the_same_as_json(server: Running) -> None:
    alice = await server.person("alice")
    body = urlencoded(
        **{
            "display_name": "  Alice\tin  Chains ",
            "locked": "on",
            "source[privacy]": "private",
            "source[sensitive]": "1",
            "source[language]": "de",
            "fields_attributes[0][name]": "Home",
            "fields_attributes[0][value]": "https://alice.example/",
            "fields_attributes[1][name]": "Pronouns",
            "fields_attributes[1][value]": "she",
        }
    )
    edited = (await alice.ask("PATCH", UPDATE, body, Content_Type=URLENCODED)).json
    assert (edited["display_name"], edited["locked"]) == ("Alice in Chains", True)
    source = edited["source"]
    assert (source["privacy"], source["sensitive"], source["language"]) == ("private", True, "de")
    assert [field["name"] for field in edited["fields"]] == ["Home", "Pronouns"]
    assert 'href="https://alice.example/"' in edited["fields"][0]["value"]
    assert source["fields"][0]["value"] == "https://alice.example/"
    fields = {"1": {"name": "b", "value": "2"}, "0": {"name": "a", "value": "1"}}
    edited = await edit(alice, fields_attributes=fields)
    assert [field["name"] for field in edited["source"]["fields"]] == ["a", "b"]
    edited = await edit(alice, fields_attributes=[{"name": "", "value": ""}])
    assert (edited["fields"], edited["display_name"]) == ([], "Alice in Chains")


async def test_fields_are_cut_and_counted(server: Running) -> None:
    alice = await server.person("alice")
    edited = await edit(alice, fields_attributes=[{"name": "n" * 300, "value": "v" * 300}])
    assert edited["source"]["fields"] == [{"name": "n" * 255, "value": "v" * 255, "verified_at": None}]
    seven = [{"name": str(number), "value": "x"} for number in range(7)]
    answer = await alice.ask("PATCH", UPDATE, {"fields_attributes": seven})
    assert (answer.status, "at most 6" in answer.json["error"]) == (400, True)
    assert len((await own(alice))["fields"]) == 1


async def test_a_bio_is_live_in_plain_text_and_in_markdown(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    await keep(server.instance.cellar.db, an_emoji("blobcat"))
    raw = "I know @bob and #Music :blobcat:\n<b>not bold</b> **stars**"
    plain = await edit(alice, note=raw, display_name="A :blobcat:")
    assert plain["source"]["note"] == raw
    assert f'href="{bob.account.url}"' in plain["note"]
    assert f'href="http://{HOST}/tags/music"' in plain["note"]
    assert "&lt;b&gt;not bold" in plain["note"]
    assert "**stars**" in plain["note"]
    assert [emoji["shortcode"] for emoji in plain["emojis"]] == ["blobcat"]
    marked = await edit(alice, source={"status_content_type": "text/markdown"})
    assert "<strong>stars</strong>" in marked["note"]
    assert marked["source"]["note"] == raw
    assert (await edit(alice, note="", display_name=""))["emojis"] == []


async def test_a_picture_comes_with_its_description_and_goes_again(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    sent = {"avatar": jpeg(), "header": see_through_png()}
    first = (await upload(alice, sent, avatar_description="me", header_description="the sea")).json
    assert (first["avatar_description"], first["header_description"]) == ("me", "the sea")
    assert (await file_of(server, first["avatar"])).headers["content-type"] == "image/jpeg"
    assert (await file_of(server, first["header_static"])).status == 200
    second = (await upload(alice, {"avatar": jpeg(64, 64)}, display_name="Al")).json
    assert second["avatar"] != first["avatar"]
    assert (second["avatar_description"], second["header"]) == ("", first["header"])
    assert (await file_of(server, first["avatar"])).status == 404
    described = await edit(alice, avatar_description="still me")
    seen = (await bob.get(f"/api/v1/accounts/{alice.id}")).json
    assert (seen["avatar_description"], seen["avatar_media_id"]) == ("still me", described["avatar_media_id"])
    bare = (await alice.ask("DELETE", "/api/v1/profile/avatar")).json
    assert "/assets/default_avatars/" in bare["avatar"]
    assert bare["header"] == first["header"]
    bare = (await alice.ask("DELETE", "/api/v1/profile/header")).json
    assert bare["header"].endswith("/assets/default_header.webp")
    assert (await file_of(server, second["avatar"])).status == 404
    accounts = server.instance.cellar.db.accounts
    without = await accounts.get(alice.id)
    assert (await alice.ask("DELETE", "/api/v1/profile/header")).status == 200
    assert await accounts.get(alice.id) == without, "nobody is told of a change that was none"


async def test_a_change_with_one_bad_picture_changes_nothing_and_leaves_nothing(server: Running) -> None:
    alice = await server.person("alice")
    before = await own(alice)
    for bad in (png_bomb(), b"no picture"):
        assert (await upload(alice, {"avatar": jpeg(), "header": bad}, display_name="Al")).status == 422
    assert await own(alice) == before
    left = await server.instance.cellar.engine.reads.all("SELECT id FROM media_attachments")
    assert left == []


async def test_a_description_can_be_too_long(server: Running) -> None:
    alice = await server.person("alice")
    answer = await upload(alice, {"avatar": jpeg()}, avatar_description="x" * 5001)
    assert answer.status == 400
    assert "/default_avatars/" in (await own(alice))["avatar"]


async def test_two_apps_may_edit_at_once(server: Running) -> None:
    alice = await server.person("alice")
    texts: list[dict[str, Any]] = [{"note": "a bio"}, {"display_name": "Al"}]
    changes = [*texts, {"locked": True}, {"source": {"privacy": "private"}}]
    await flow.gather(upload(alice, {"avatar": jpeg()}), *(edit_answer(alice, one) for one in changes))
    mine = await own(alice)
    assert (mine["source"]["note"], mine["display_name"], mine["locked"]) == ("a bio", "Al", True)
    assert mine["source"]["privacy"] == "private"
    assert "/fileserver/" in mine["avatar"]


async def edit_answer(person: Person, changes: dict[str, Any]) -> Answer:
    return await person.ask("PATCH", UPDATE, changes)


async def test_settings_are_used_by_the_next_post(server: Running) -> None:
    alice = await server.person("alice")
    await edit(
        alice,
        source={
            "privacy": "private",
            "sensitive": True,
            "language": "fr",
            "status_content_type": "text/markdown",
        },
    )
    status = await alice.publish("*bonjour*")
    assert (status["visibility"], status["sensitive"], status["language"]) == ("private", True, "fr")
    assert "<em>bonjour</em>" in status["content"]
    preferences = (await alice.get("/api/v1/preferences")).json
    assert preferences["posting:default:visibility"] == "private"
    assert preferences["posting:default:sensitive"] is True
    assert preferences["posting:default:language"] == "fr"


async def test_web_visibility_is_kept(server: Running) -> None:
    alice = await server.person("alice")
    assert (await own(alice))["source"]["web_visibility"] == "public"
    for wanted in ("none", "unlisted", "public"):
        assert (await edit(alice, web_visibility=wanted))["source"]["web_visibility"] == wanted


@pytest.mark.parametrize(
    ("changes", "status", "named"),
    [
        ({"theme": "dark.css"}, 422, "theme"),
        ({"custom_css": "p {}"}, 422, "custom_css"),
        ({"enable_rss": True}, 422, "enable_rss"),
        ({"web_layout": "gallery"}, 422, "web_layout"),
        ({"attribution_domains": ["a.example"]}, 422, "attribution_domains"),
        ({"web_visibility": "friends"}, 400, "web_visibility"),
        ({"source": {"privacy": "friends"}}, 400, "source[privacy]"),
        ({"source": {"language": "not a language"}}, 400, "language"),
        ({"locked": "perhaps"}, 400, "locked"),
        ({"avatar": "data:image/png;base64,AAAA"}, 400, "avatar"),
    ],
)
async def test_what_cannot_be_honoured_is_refused_and_named(
    server: Running, changes: dict[str, Any], status: int, named: str
) -> None:
    alice = await server.person("alice")
    before = await own(alice)
    answer = await alice.ask("PATCH", UPDATE, {"display_name": "changed", **changes})
    assert answer.status == status
    assert named in answer.json["error"]
    assert await own(alice) == before


async def test_saying_what_holds_anyway_is_fine(server: Running) -> None:
    alice = await server.person("alice")
    edited = await edit(alice, web_layout="microblog", theme="", custom_css="", enable_rss=False, note="hi")
    assert edited["source"]["note"] == "hi"


async def test_unlocking_leaves_requests_to_be_decided(server: Running) -> None:
    alice, bob = await server.person("alice", is_locked=True), await server.person("bob")
    await bob.post(f"/api/v1/accounts/{alice.id}/follow")
    assert (await edit(alice, locked=False))["source"]["follow_requests_count"] == 1
    assert [one["id"] for one in (await alice.get("/api/v1/follow_requests")).json] == [bob.id]
    again = (await bob.post(f"/api/v1/accounts/{alice.id}/follow")).json
    assert (again["requested"], again["following"]) == (True, False)


async def test_admins_and_moderators_wear_their_role(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    db = server.instance.cellar.db
    for person, change in ((alice, {"is_admin": True}), (bob, {"is_moderator": True})):
        user = await db.users.get(person.user.id)
        await db.users.update(attrs.evolve(user, **change))
    assert (await own(alice))["role"]["name"] == "admin"
    seen = (await bob.get(f"/api/v1/accounts/{alice.id}")).json
    assert [role["name"] for role in seen["roles"]] == ["admin"]
    assert [role["name"] for role in (await own(bob))["roles"]] == ["moderator"]
