"""People and posts of other software, as somebody here sees them in an app.

Alice finds somebody by name, follows them, and their server sends what it sends. Whether pictures are shown
by their remote address or from here does not matter, so only the remote address is looked at.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted

from tests.support.canned_server import CannedServer, Village, canned_servers

Shown = dict[str, Any]
HERE = "https://here.example"


@pytest_twisted.async_yield_fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    """Alice, and no other server yet."""
    async with canned_servers(tmp_path) as started:
        yield started


async def heard_from(
    village: Village, software: str, say: str = "create"
) -> tuple[CannedServer, Shown, Shown]:
    """Let Alice follow the actor of a server that then says something; return both as she sees them."""
    server = await village.server(software)
    account = await village.follow(server)
    post = await village.post()
    await village.hear(server, say, STATUS=post["uri"])
    (shown,) = [one for one in await village.home() if one["account"]["id"] == account["id"]]
    return server, account, shown


def files(shown: Shown) -> list[tuple[str, str | None]]:
    """Return the remote address and the description of what is attached."""
    assert all(one["url"] for one in shown["media_attachments"])
    return [(one["remote_url"], one["description"]) for one in shown["media_attachments"]]


def names(items: list[Shown], name: str) -> list[str]:
    return [item[name] for item in items]


def has_avatar(account: Shown) -> bool:
    return "/default_avatars/" not in account["avatar"]


async def test_mastodon(village: Village) -> None:
    server, account, shown = await heard_from(village, "mastodon")
    assert (account["display_name"], account["url"]) == ("Maria :turtle:", "https://mastodon.example/@maria")
    assert names(account["emojis"], "shortcode") == ["turtle"]
    (field,) = account["fields"]
    assert (field["name"], "maria.example" in field["value"]) == ("Web", True)
    assert account["created_at"].startswith("2021-03-04")
    assert has_avatar(account)
    assert shown["url"] == "https://mastodon.example/@maria/112000000000000001"
    assert "look :turtle:" in shown["content"]
    assert (shown["visibility"], shown["language"]) == ("public", "en")
    assert names(shown["mentions"], "acct") == ["alice"]
    assert names(shown["tags"], "name") == ["turtles"]
    assert names(shown["emojis"], "shortcode") == ["turtle"]
    assert files(shown) == [("https://mastodon.example/media/1.jpg", "Two turtles")]
    assert await village.notifications() == [("mention", "maria@mastodon.example")]

    await village.hear(
        server, server.load("create") | {"id": "https://mastodon.example/x", "object": server.load("private")}
    )
    private = await village.shown(server.load("private")["id"])
    assert (private["content"], private["visibility"]) == ("<p>for friends</p>", "private")


async def test_a_poll_of_mastodon(village: Village) -> None:
    server = await village.server("mastodon")
    await village.follow(server)
    question = server.load("question")
    await village.hear(server, server.load("create") | {"object": question})
    shown = (await village.home())[0]
    assert shown["content"] == "<p>Land or sea?</p>"
    options = [(one["title"], one["votes_count"]) for one in shown["poll"]["options"]]
    assert options == [("Land", 1), ("Sea :turtle:", 3)]
    assert names(shown["poll"]["emojis"], "shortcode") == ["turtle"]
    assert (shown["poll"]["voters_count"], shown["poll"]["multiple"]) == (4, False)
    assert (shown["poll"]["expired"], shown["poll"]["voted"]) == (True, False)


async def test_gotosocial(village: Village) -> None:
    _, account, shown = await heard_from(village, "gotosocial")
    assert (account["display_name"], account["locked"]) == ("Goran", True)
    assert (account["fields"][0]["name"], account["fields"][0]["value"]) == ("likes", "sloths")
    assert has_avatar(account)
    assert (shown["content"], shown["language"]) == ("<p>hello</p>", "sl")
    assert shown["in_reply_to_account_id"] == village.alice.id
    assert files(shown) == [("https://gotosocial.example/fileserver/goran/branch.png", "a branch")]
    policy = shown["interaction_policy"]
    assert "followers" in policy["can_reply"]["always"]
    assert policy["can_reblog"]["always"] == ["author"]


async def test_akkoma(village: Village) -> None:
    server, account, shown = await heard_from(village, "akkoma")
    assert (account["display_name"], account["fields"][0]["name"]) == ("Akira", "Pronouns")
    assert "red <em>bike</em> :bike:" in shown["content"]
    assert 'href="https://mastodon.example/users/maria/statuses/112000000000000001"' in shown["content"]
    assert names(shown["tags"], "name") == ["bikes"]
    assert names(shown["emojis"], "shortcode") == ["bike"]
    assert files(shown) == [("https://akkoma.example/media/bike.png", "a bike")]
    assert shown["edited_at"].startswith("2024-05-01T11:00")

    await village.hear(
        server,
        server.load("create")
        | {"id": "https://akkoma.example/activities/x", "object": server.load("question")},
    )
    poll = (await village.shown(server.load("question")["id"]))["poll"]
    assert [(one["title"], one["votes_count"]) for one in poll["options"]] == [("bell", 2), ("lamp", 1)]
    assert (poll["multiple"], poll["voters_count"]) == (True, 2)


async def test_misskey(village: Village) -> None:
    _, account, shown = await heard_from(village, "misskey")
    assert (account["display_name"], account["fields"][0]["value"]) == ("mika", "3")
    assert "<b><span>loud</span></b>" in shown["content"]
    assert 'href="https://mastodon.example/users/maria/statuses/112000000000000001"' in shown["content"]
    assert shown["sensitive"] is True
    assert names(shown["emojis"], "shortcode") == ["blobcat"]
    assert files(shown) == [("https://misskey.example/files/cat.webp", None)]
    assert await village.notifications() == [("mention", "mika@misskey.example")]


async def test_pixelfed(village: Village) -> None:
    _, account, shown = await heard_from(village, "pixelfed")
    assert (account["display_name"], account["note"]) == ("Pia", "light")
    assert shown["content"].startswith("Dawn <a ")
    assert names(shown["tags"], "name") == ["light"]
    assert files(shown) == [
        ("https://pixelfed.example/storage/m/1.jpg", "a hill at dawn"),
        ("https://pixelfed.example/storage/m/2.jpg", None),
    ]


async def test_wordpress(village: Village) -> None:
    server, account, shown = await heard_from(village, "wordpress")
    assert (account["display_name"], account["url"]) == ("Wanda", "https://wordpress.example/author/wanda/")
    assert names(account["fields"], "name") == ["Blog"]
    link = 'href="https://wordpress.example/2024/10/a-long-walk/"'
    title, _, text = shown["content"].partition("</p>")
    assert link in title
    assert "<strong>A long walk</strong>" in title
    assert text.startswith("<p>I walked.</p>")
    assert "<h2>Then</h2>" in text
    assert shown["spoiler_text"] == ""
    assert files(shown) == [("https://wordpress.example/wp-content/uploads/walk.jpg", "A path")]

    await village.hear(server, "update")
    edited = await village.shown(shown["uri"])
    assert "<strong>A longer walk</strong>" in edited["content"]
    assert edited["edited_at"].startswith("2024-10-02")


async def test_friendica(village: Village) -> None:
    server, account, shown = await heard_from(village, "friendica")
    assert (account["display_name"], account["fields"][0]["name"]) == ("Fritz", "Gauge")
    assert "the <b>train</b> is late" in shown["content"]
    assert 'href="https://trains.example/late"' in shown["content"]
    assert names(shown["tags"], "name") == ["trains"]
    assert files(shown) == [("https://friendica.example/photo/train-0.jpeg", None)]

    await village.hear(
        server, server.load("create") | {"id": "https://friendica.example/x", "object": server.load("titled")}
    )
    titled = await village.shown(server.load("titled")["id"])
    assert "<strong>Timetables</strong>" in titled["content"]
    assert 'href="https://friendica.example/display/f0f0-0002"' in titled["content"]
    assert "<p>A long story</p>" in titled["content"]


@pytest.mark.parametrize("kind_of", ["Service", "Application", "Group", "Person"])
async def test_what_is_no_person_is_marked(village: Village, kind_of: str) -> None:
    server = await village.server("mastodon")
    server.serve(server.load("actor") | {"type": kind_of})
    account = await village.find(server)
    assert (account["bot"], account["group"]) == (kind_of in ("Service", "Application"), kind_of == "Group")
