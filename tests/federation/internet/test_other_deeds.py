"""What people of other software do with posts of ours, and what becomes of theirs, as Alice sees it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted

from tests.support.canned_server import CannedServer, Village, canned_servers
from tests.support.neighbours import publish_poll

Shown = dict[str, Any]
LIKES = {
    "mastodon": "like",
    "gotosocial": "like",
    "pixelfed": "like",
    "misskey": "like",
    "akkoma": "emoji_react",
}
TAKEN_BACK = {"mastodon": "undo_like", "misskey": "undo_like", "akkoma": "undo_emoji_react"}
BOOSTS = {"mastodon": "announce", "akkoma": "announce", "misskey": "renote", "friendica": "announce"}


@pytest_twisted.async_yield_fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    """Alice, and no other server yet."""
    async with canned_servers(tmp_path) as started:
        yield started


async def servers(village: Village, *software: str) -> dict[str, CannedServer]:
    return {name: await village.server(name) for name in software}


def by(found: list[Shown]) -> set[str]:
    return {account["acct"].partition("@")[2].removesuffix(".example") for account in found}


async def test_likes_and_reactions_are_favourites(village: Village) -> None:
    post = await village.post()
    around = await servers(village, *LIKES)
    for software, name in LIKES.items():
        for _ in range(2):
            await village.hear(around[software], name, STATUS=post["uri"])
    await village.hear(around["misskey"], "plain_like", STATUS=post["uri"])
    assert (await village.shown(post["uri"]))["favourites_count"] == len(LIKES)
    path = f"/api/v1/statuses/{post['id']}/favourited_by"
    assert by((await village.alice.get(path)).json) == set(LIKES)
    assert [kind for kind, _ in await village.notifications()] == ["favourite"] * len(LIKES)
    for software, name in TAKEN_BACK.items():
        await village.hear(around[software], name, STATUS=post["uri"])
    assert by((await village.alice.get(path)).json) == set(LIKES) - set(TAKEN_BACK)
    assert len(await village.notifications()) == len(LIKES) - len(TAKEN_BACK)


async def test_boosts_count_and_are_taken_back(village: Village) -> None:
    post = await village.post()
    around = await servers(village, *BOOSTS)
    for software, name in BOOSTS.items():
        await village.hear(around[software], name, STATUS=post["uri"])
    assert (await village.shown(post["uri"]))["reblogs_count"] == len(BOOSTS)
    path = f"/api/v1/statuses/{post['id']}/reblogged_by"
    assert by((await village.alice.get(path)).json) == set(BOOSTS)
    assert {kind for kind, _ in await village.notifications()} == {"reblog"}
    await village.hear(around["mastodon"], "undo_announce", STATUS=post["uri"])
    assert by((await village.alice.get(path)).json) == set(BOOSTS) - {"mastodon"}


async def test_followers_come_and_go(village: Village) -> None:
    around = await servers(village, "mastodon", "akkoma", "friendica")
    for software in ("mastodon", "akkoma"):
        await village.hear(around[software], "follow")
        (accepted,) = around[software].heard("Accept")
        assert accepted["object"]["id"] == around[software].load("follow")["id"]
    path = f"/api/v1/accounts/{village.alice.id}/followers"
    assert by((await village.alice.get(path)).json) == {"mastodon", "akkoma"}
    await village.post("to both")
    for software in ("mastodon", "akkoma"):
        (created,) = around[software].heard("Create")
        assert created["object"]["content"] == "<p>to both</p>"
    await village.hear(around["mastodon"], "undo_follow")
    await village.hear(around["friendica"], "undo_follow")
    assert by((await village.alice.get(path)).json) == {"akkoma"}


async def test_an_answer_with_a_warning_stands_in_the_thread(village: Village) -> None:
    post = await village.post()
    mastodon = await village.server("mastodon")
    reply = mastodon.load("reply", STATUS=post["uri"])
    create = mastodon.load("create") | {"id": f"{reply['id']}/activity", "object": reply}
    await village.hear(mastodon, create)
    context = (await village.alice.get(f"/api/v1/statuses/{post['id']}/context")).json
    (shown,) = context["descendants"]
    assert (shown["in_reply_to_id"], shown["spoiler_text"]) == (post["id"], "shells")
    assert (shown["visibility"], shown["sensitive"]) == ("unlisted", True)
    assert await village.notifications() == [("mention", "maria@mastodon.example")]
    assert (await village.shown(post["uri"]))["replies_count"] == 1


async def test_votes_in_a_poll_of_ours_are_counted(village: Village) -> None:
    around = await servers(village, "mastodon", "misskey")
    status, _ = await publish_poll(village.alice, "Land", "Sea")
    await village.settle()
    for server in around.values():
        await village.hear(server, "vote", STATUS=status.uri)
    poll = (await village.shown(status.uri))["poll"]
    assert [(one["title"], one["votes_count"]) for one in poll["options"]] == [("Land", 0), ("Sea", 2)]
    assert poll["voters_count"] == 2


async def test_edits_and_later_counts_are_shown(village: Village) -> None:
    mastodon = await village.server("mastodon")
    await village.follow(mastodon)
    await village.hear(mastodon, "create")
    await village.hear(
        mastodon,
        mastodon.load("create") | {"id": "https://mastodon.example/q", "object": mastodon.load("question")},
    )
    await village.hear(mastodon, "update_note")
    edited = await village.shown(mastodon.load("note")["id"])
    assert edited["content"] == "<p>look again</p>"
    assert edited["edited_at"] is not None
    await village.hear(mastodon, "update_question")
    question = await village.shown(mastodon.load("question")["id"])
    wanted = [one["replies"]["totalItems"] for one in mastodon.load("update_question")["object"]["oneOf"]]
    assert [one["votes_count"] for one in question["poll"]["options"]] == wanted
    assert wanted != [1, 3]
    assert question["edited_at"] is None


async def test_a_changed_profile_is_shown(village: Village) -> None:
    server = await village.server("gotosocial")
    account = await village.follow(server)
    await village.hear(server, "update_actor")
    shown = (await village.alice.get(f"/api/v1/accounts/{account['id']}")).json
    assert (shown["display_name"], shown["locked"], shown["fields"]) == ("Goran the slow", False, [])


@pytest.mark.parametrize("software", ["mastodon", "akkoma", "misskey", "pixelfed", "wordpress"])
async def test_what_they_delete_is_gone(village: Village, software: str) -> None:
    server = await village.server(software)
    await village.follow(server)
    await village.hear(server, "create")
    (shown,) = await village.home()
    await village.hear(server, "delete")
    assert await village.home() == []
    assert (await village.alice.get(f"/api/v1/statuses/{shown['id']}")).status == 404
    assert await village.notifications() == []


async def test_who_blocks_alice_is_out_of_her_sight(village: Village) -> None:
    mastodon = await village.server("mastodon")
    account = await village.follow(mastodon)
    await village.hear(mastodon, "create")
    await village.hear(mastodon, "block")
    assert await village.home() == []
    relation = (await village.alice.get("/api/v1/accounts/relationships", id=[account["id"]])).json[0]
    assert (relation["following"], relation["blocked_by"]) == (False, True)


async def test_what_nobody_here_understands_does_nothing(village: Village) -> None:
    post = await village.post()
    around = await servers(village, "friendica", "peertube", "mobilizon", "lemmy")
    for software, name in (
        ("friendica", "dislike"),
        ("peertube", "view"),
        ("peertube", "create_cache_file"),
        ("mobilizon", "join"),
        ("lemmy", "announce_ban"),
    ):
        await village.hear(around[software], name, STATUS=post["uri"])
    assert await village.notifications() == []
    assert [one["uri"] for one in await village.home()] == [post["uri"]]
