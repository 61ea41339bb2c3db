"""What a new status may be, and what becomes of it (rows S-01 to S-14, S-24 to S-28, V-01 to V-05)."""

from pathlib import Path
from typing import Any

import pytest

from gotosocial.models.account_settings import AccountSettings
from gotosocial.models.interaction_policy import InteractionPolicy, PolicyRules
from gotosocial.models.visibility import Visibility
from tests.support.builders import an_account, an_emoji
from tests.support.forms import URLENCODED, urlencoded
from tests.support.instance import Person, Running, running
from tests.support.keep import keep

STATUSES = "/api/v1/statuses"


async def refused(person: Person, body: Any, status: int) -> str:
    """Try to publish, check that nothing came of it, and return the sentence of the refusal."""
    answer = await person.post(STATUSES, body)
    assert answer.status == status, answer.body
    assert (await person.get(f"/api/v1/accounts/{person.id}/statuses")).json == []
    assert (await person.get(f"/api/v1/accounts/{person.id}")).json["statuses_count"] == 0
    sentence: str = answer.json["error"]
    return sentence


async def settle_on(server: Running, person: Person, **settings: Any) -> None:
    """Change the settings of a person."""
    changed = AccountSettings(account_id=person.id, **settings)
    await server.instance.cellar.db.transact(lambda t: t.account_settings.update(changed))


async def test_a_plain_status_has_every_part_of_its_entity(server: Running) -> None:
    alice = await server.person("alice")
    made = await alice.publish("hello", visibility="public")
    wanted = {
        "content": "<p>hello</p>", "visibility": "public", "local_only": False, "sensitive": False,
        "spoiler_text": "", "content_type": "text/plain", "edited_at": None, "in_reply_to_id": None,
        "in_reply_to_account_id": None, "reblog": None, "poll": None, "card": None, "mentions": [],
        "tags": [], "emojis": [], "media_attachments": [], "replies_count": 0, "reblogs_count": 0,
        "favourites_count": 0,
        "favourited": False, "reblogged": False, "bookmarked": False, "muted": False, "pinned": False,
        "application": {"name": "Elephant", "website": "https://app.example"},
    }  # fmt: skip
    assert {name: made[name] for name in wanted} == wanted
    assert made["uri"] == f"http://here.example/users/alice/statuses/{made['id']}"
    assert made["url"] == f"http://here.example/@alice/statuses/{made['id']}"
    assert made["account"]["id"] == alice.id
    assert (await alice.get(f"{STATUSES}/{made['id']}")).json == made


@pytest.mark.parametrize("visibility", [one.value for one in Visibility])
async def test_each_visibility_and_local_only_is_kept(server: Running, visibility: str) -> None:
    alice = await server.person("alice")
    for field, value, wanted in (
        ("local_only", True, True),
        ("federated", False, True),
        ("local_only", False, False),
    ):
        made = await alice.publish("hello", visibility=visibility, **{field: value})
        assert (made["visibility"], made["local_only"]) == (visibility, wanted)


async def test_a_form_says_the_same_as_json(server: Running) -> None:
    alice = await server.person("alice")
    body = urlencoded(
        status="a & b\nc", spoiler_text="cw", sensitive="1", visibility="private", language="pt-br"
    )
    made = (await alice.ask("POST", STATUSES, body, Content_Type=URLENCODED)).json
    wanted = {"content": "<p>a &amp; b<br>c</p>", "spoiler_text": "cw", "sensitive": True,
              "visibility": "private", "language": "pt-BR"}  # fmt: skip
    assert {name: made[name] for name in wanted} == wanted


async def test_markdown_is_rendered_and_its_source_is_kept(server: Running) -> None:
    alice = await server.person("alice")
    made = await alice.publish("*hello* ~~world~~\n\n<script>alert(1)</script>", content_type="text/markdown")
    assert "<em>hello</em>" in made["content"]
    assert "<script" not in made["content"]
    assert made["content_type"] == "text/markdown"
    source = (await alice.get(f"{STATUSES}/{made['id']}/source")).json
    assert source == {
        "id": made["id"],
        "text": "*hello* ~~world~~\n\n<script>alert(1)</script>",
        "spoiler_text": "",
        "content_type": "text/markdown",
    }


async def test_plain_text_is_never_markup(server: Running) -> None:
    alice = await server.person("alice")
    made = await alice.publish("<b>*x*</b> https://example.org/a?b=c&d", content_type="text/plain")
    assert "&lt;b&gt;*x*&lt;/b&gt;" in made["content"]
    assert 'href="https://example.org/a?b=c&amp;d"' in made["content"]


async def test_mentions_tags_and_emojis_are_found(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    remote = an_account("carol", "far.example")
    await keep(server.instance.cellar.db, remote, an_emoji("blobcat"))
    made = await alice.publish(
        "@bob @carol@far.example @nobody @bob #Grüße #猫 :blobcat: :none:", spoiler_text=":blobcat:"
    )
    assert [one["id"] for one in made["mentions"]] == [bob.id, remote.id]
    assert [one["acct"] for one in made["mentions"]] == ["bob", "carol@far.example"]
    assert [one["name"] for one in made["tags"]] == ["grüße", "猫"]
    assert [one["shortcode"] for one in made["emojis"]] == ["blobcat"]
    assert "@nobody" in made["content"]
    assert made["content"].count('class="u-url mention"') == 3


async def test_settings_decide_what_is_not_said(server: Running) -> None:
    alice = await server.person("alice")
    await settle_on(server, alice, privacy=Visibility.PRIVATE, language="de", is_sensitive=True,
                    content_type="text/markdown")  # fmt: skip
    made = await alice.publish("**hallo**")
    assert (made["visibility"], made["language"], made["sensitive"], made["content_type"]) == (
        "private", "de", True, "text/markdown",
    )  # fmt: skip
    said = await alice.publish(
        "hi", visibility="direct", language="en", sensitive=False, content_type="text/plain"
    )
    assert (said["visibility"], said["language"], said["sensitive"], said["content_type"]) == (
        "direct", "en", False, "text/plain",
    )  # fmt: skip


async def test_the_default_policy_of_the_settings_holds_and_is_not_retroactive(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    before = await alice.publish("before", visibility="public")
    closed = PolicyRules(always=("author",))
    policy = InteractionPolicy(can_favourite=closed, can_reply=closed, can_reblog=closed)
    await settle_on(server, alice, policies={Visibility.PUBLIC: policy})
    after = await alice.publish("after", visibility="public")
    assert after["interaction_policy"]["can_reply"]["always"] == ["author", "me"]
    assert before["interaction_policy"]["can_reply"]["always"] == ["public", "me"]
    for deed in ("favourite", "reblog"):
        assert (await bob.post(f"{STATUSES}/{after['id']}/{deed}")).status == 403
        assert (await bob.post(f"{STATUSES}/{before['id']}/{deed}")).status == 200
        assert (await alice.post(f"{STATUSES}/{after['id']}/{deed}")).status == 200
    for made, wanted in ((after, 403), (before, 200)):
        assert (await bob.post(STATUSES, {"status": "re", "in_reply_to_id": made["id"]})).status == wanted
    seen = (await bob.get(f"{STATUSES}/{after['id']}")).json["interaction_policy"]
    assert seen["can_favourite"] == {
        "always": ["author"], "with_approval": [], "automatic_approval": ["author"], "manual_approval": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "needs text"),
        ({"status": " \n "}, "needs text"),
        ({"status": "x" * 4_990, "spoiler_text": "é" * 11}, "the limit is 5000"),
        ({"status": "hi", "visibility": "friends"}, "visibility must be one of"),
        ({"status": "hi", "visibility": "none"}, "visibility must be one of"),
        ({"status": "hi", "content_type": "text/html"}, "content_type must be one of"),
        ({"status": "hi", "language": "not a language"}, "language"),
        ({"status": "hi", "sensitive": "perhaps"}, "sensitive"),
        ({"status": ["hi"]}, "status"),
        ({"status": "hi", "media_ids": [str(one) for one in range(7)]}, "at most 6 attachments"),
    ],
    ids=str,
)
async def test_a_wrong_status_is_400_with_the_reason(server: Running, body: Any, named: str) -> None:
    assert named in await refused(await server.person("alice"), body, 400)


@pytest.mark.parametrize(
    "later",
    [
        {"poll": {"options": ["a", "b"], "expires_in": 300}},
        {"scheduled_at": "2040-01-01T00:00:00Z"},
        {"scheduled_at": "2001-01-01T00:00:00Z"},
        {"interaction_policy": {"can_reply": {"always": ["author"]}}},
        {"quoted_status_id": "01HZZZZZZZZZZZZZZZZZZZZZZZ"},
        {"quote_approval_policy": "public"},
    ],
    ids=lambda later: next(iter(later)),
)
async def test_what_comes_later_is_422_and_named(server: Running, later: dict[str, Any]) -> None:
    sentence = await refused(await server.person("alice"), {"status": "hi", **later}, 422)
    assert sentence.startswith(next(iter(later)))


async def test_the_longest_status_counts_characters_and_the_content_warning(server: Running) -> None:
    alice = await server.person("alice")
    made = await alice.publish("🐘" * 4_990, spoiler_text="ü" * 10)
    assert made["content"] == f"<p>{'🐘' * 4_990}</p>"


async def test_the_limit_is_the_admin_s(kind: str, tmp_path: Path) -> None:
    async with running(kind, tmp_path, statuses={"max_chars": 10, "media_max_files": 1}) as server:
        alice = await server.person("alice")
        assert "the limit is 10" in await refused(alice, {"status": "x" * 11}, 400)
        assert "at most 1" in await refused(alice, {"status": "x", "media_ids": ["a", "b"]}, 400)
        assert (await alice.post(STATUSES, {"status": "x" * 10})).status == 200


async def test_a_content_warning_alone_is_enough(server: Running) -> None:
    made = await (await server.person("alice")).publish("", spoiler_text="boo <b>")
    assert (made["content"], made["spoiler_text"], made["sensitive"]) == ("", "boo <b>", False)


async def test_a_reply_belongs_to_its_thread_and_is_counted(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    parent = await alice.publish("hello", visibility="public")
    boost = (await bob.post(f"{STATUSES}/{parent['id']}/reblog")).json
    for target in (parent["id"], boost["id"]):
        reply = await bob.publish("re", in_reply_to_id=target)
        assert (reply["in_reply_to_id"], reply["in_reply_to_account_id"]) == (parent["id"], alice.id)
    assert (await alice.get(f"{STATUSES}/{parent['id']}")).json["replies_count"] == 2
    gone = await bob.post(STATUSES, {"status": "re", "in_reply_to_id": "01HZZZZZZZZZZZZZZZZZZZZZZZ"})
    assert gone.status == 404


async def test_the_policy_shown_says_what_the_viewer_may_do(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    assert (await bob.post(f"/api/v1/accounts/{alice.id}/follow")).status == 200
    private = await alice.publish("for followers", visibility="private")
    mine = (await alice.get(f"{STATUSES}/{private['id']}")).json["interaction_policy"]
    his = (await bob.get(f"{STATUSES}/{private['id']}")).json["interaction_policy"]
    assert mine["can_reblog"]["always"] == ["author", "me"]
    assert his["can_reblog"]["always"] == ["author"]
    assert his["can_reply"]["always"] == ["author", "followers", "mentioned", "me"]
    assert his["can_reply"]["automatic_approval"] == his["can_reply"]["always"]
    direct = await alice.publish("@bob psst", visibility="direct")
    assert direct["interaction_policy"]["can_reblog"]["always"] == ["author"]


async def test_who_has_moved_does_not_post(server: Running) -> None:
    alice = await server.person("alice", moved_to_uri="https://far.example/users/alice")
    assert (await alice.post(STATUSES, {"status": "hi"})).status == 403


async def test_editing_is_refused_with_a_sentence_and_changes_nothing(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    made = await alice.publish("as it was", visibility="public")
    answer = await alice.ask("PUT", f"{STATUSES}/{made['id']}", {"status": "otherwise"})
    assert answer.status == 422
    assert "editing" in answer.json["error"]
    assert (await alice.get(f"{STATUSES}/{made['id']}")).json == made
    assert (await bob.ask("PUT", f"{STATUSES}/{made['id']}", {"status": "otherwise"})).status == 404
