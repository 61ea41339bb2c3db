"""Groups: Lemmy's communities, PeerTube's channels, Mobilizon's groups; what their followers see.

A group passes on what its members do. The post appears as its boost, the author stays the author.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_twisted

from tests.support.canned_server import CannedServer, Village, canned_servers

Shown = dict[str, Any]
CLIFF = "https://lemmy.example/post/101"


@pytest_twisted.async_yield_fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    """Alice, and no other server yet."""
    async with canned_servers(tmp_path) as started:
        yield started


async def lemmy_of(village: Village) -> CannedServer:
    server = await village.server("lemmy")
    account = await village.follow(server, "group")
    assert (account["display_name"], account["group"], account["bot"]) == ("Lemmings", True, False)
    for name in ("page", "comment", "picture_page"):
        server.serve(server.load(name))
    return server


async def boosted(village: Village, by: str) -> Shown:
    """Return what the newest thing at home boosts, which has to be a boost by this account."""
    boost = (await village.home())[0]
    assert boost["account"]["acct"] == by
    original = boost["reblog"]
    assert isinstance(original, dict)
    return original


async def test_a_post_in_a_community_of_lemmy(village: Village) -> None:
    server = await lemmy_of(village)
    await village.hear(server, "announce_create_page")
    shown = await boosted(village, "lemmings@lemmy.example")
    assert (shown["account"]["acct"], shown["url"]) == ("lena@lemmy.example", CLIFF)
    assert "<strong>How high is this cliff?</strong>" in shown["content"]
    assert f'href="{CLIFF}"' in shown["content"]
    assert 'href="https://cliffs.example/7"' in shown["content"]
    assert (shown["visibility"], shown["language"]) == ("public", "en")

    # For those who know no activities within activities Lemmy announces the post as well.
    plain = server.load("announce_create_page") | {
        "object": CLIFF,
        "id": "https://lemmy.example/activities/announce/x",
    }
    await village.hear(server, plain)
    assert len(await village.home()) == 1


async def test_an_answer_in_a_community_joins_the_thread_under_its_author(village: Village) -> None:
    server = await lemmy_of(village)
    await village.hear(server, "announce_create_comment")
    assert await village.home() == []
    comment = await village.shown("https://lemmy.example/comment/201")
    assert (comment["account"]["acct"], comment["content"].strip()) == (
        "lena@lemmy.example",
        "<p>quite high</p>",
    )
    context = (await village.alice.get(f"/api/v1/statuses/{comment['id']}/context")).json
    assert [one["uri"] for one in context["ancestors"]] == [CLIFF]


async def test_changes_in_a_community_are_taken_from_their_origin(village: Village) -> None:
    server = await lemmy_of(village)
    await village.hear(server, "announce_create_page")
    await village.ages(CLIFF)
    changed = server.load("announce_update_page")
    server.serve(changed["object"]["object"])
    await village.hear(server, changed)
    shown = await boosted(village, "lemmings@lemmy.example")
    assert "<strong>How deep is this cliff?</strong>" in shown["content"]

    await village.ages(CLIFF)
    server.peer.gone("/post/101")
    await village.hear(server, "announce_delete")
    assert await village.known(CLIFF) is None
    assert await village.home() == []


async def test_a_group_claims_and_its_origin_decides(village: Village) -> None:
    server = await lemmy_of(village)
    await village.hear(server, "announce_create_page")
    await village.ages(CLIFF)
    await village.hear(server, "announce_update_page")
    shown = await village.shown(CLIFF)
    assert "How high is this cliff?" in shown["content"], "the origin says so still"
    await village.ages(CLIFF)
    await village.hear(server, "announce_delete")
    assert await village.known(CLIFF) is not None


async def test_likes_and_bans_of_a_community_are_not_believed(village: Village) -> None:
    server = await lemmy_of(village)
    post = await village.post()
    for name in ("announce_like", "announce_dislike", "announce_undo_like", "announce_ban"):
        await village.hear(server, name, STATUS=post["uri"])
    now = await village.shown(post["uri"])
    assert now["favourites_count"] == 0
    assert await village.notifications() == []


async def test_a_picture_post_of_lemmy(village: Village) -> None:
    server = await lemmy_of(village)
    announce = server.load("announce_create_page") | {"object": "https://lemmy.example/post/102"}
    await village.hear(server, announce)
    shown = await boosted(village, "lemmings@lemmy.example")
    assert "<strong>A nice drop</strong>" in shown["content"]
    (picture,) = shown["media_attachments"]
    assert (picture["remote_url"], picture["description"]) == (
        "https://lemmy.example/pictrs/drop.jpeg",
        "a drop",
    )


async def test_a_film_of_peertube(village: Village) -> None:
    server = await village.server("peertube")
    channel = await village.follow(server, "group")
    assert (channel["display_name"], channel["group"]) == ("Petra's films", True)
    assert channel["avatar"].endswith("petra_films-120.png") or "here.example/fileserver" in channel["avatar"]
    for name in ("video", "hls_video", "comment"):
        server.serve(server.load(name))
    await village.hear(server, "announce")
    shown = await boosted(village, "petra_films@peertube.example")
    assert (shown["account"]["acct"], shown["url"]) == (
        "petra@peertube.example",
        "https://peertube.example/w/tea123",
    )
    assert "<strong>A tea film</strong>" in shown["content"]
    assert 'href="https://peertube.example/w/tea123"' in shown["content"]
    assert "<strong>tea</strong>." in shown["content"], "the description is Markdown"
    (film,) = shown["media_attachments"]
    assert film["remote_url"] == "https://peertube.example/static/web-videos/film-720.mp4"
    assert ([one["name"] for one in shown["tags"]], shown["language"]) == (["tea"], "en")

    for name in ("view", "create_cache_file"):
        await village.hear(server, name)
    comment = server.load("comment")
    await village.hear(
        server,
        server.load("create") | {"id": f"{comment['id']}/create", "object": comment, "to": comment["to"]},
    )
    context = (await village.alice.get(f"/api/v1/statuses/{shown['id']}/context")).json
    assert [one["content"] for one in context["descendants"]] == ["<p>more milk</p>"]


async def test_an_event_of_mobilizon(village: Village) -> None:
    server = await village.server("mobilizon")
    group = await village.follow(server, "group")
    assert (group["display_name"], group["group"]) == ("Gardeners", True)
    server.serve(server.load("event"))
    await village.hear(server, "announce")
    shown = (await village.home())[0]
    shown = shown["reblog"] or shown
    assert shown["account"]["acct"] == "gardeners@mobilizon.example"
    for words in (
        "<strong>Spring planting</strong>",
        'href="https://mobilizon.example/events/cccccccc-0000-4000-8000-000000000001"',
        "2024-04-20 08:00 UTC",
        "Old orchard, Apple Lane 3",
        "Bring a <strong>spade</strong>.",
        'href="https://gardeners.example"',
    ):
        assert words in shown["content"], words
    (banner,) = shown["media_attachments"]
    assert banner["remote_url"] == "https://mobilizon.example/media/banner.jpg"
    await village.hear(server, "join")
