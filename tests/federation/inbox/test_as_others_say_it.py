"""What other software says in a way of its own, and what people here see of it."""

from typing import Any

import pytest

from tests.support.beside import Beside
from tests.support.instance import HOST


@pytest.mark.parametrize(
    "mention",
    [
        {"href": f"http://{HOST}/@alice", "name": f"@alice@{HOST}"},
        {"href": f"http://{HOST}/@alice", "name": "@alice"},
        {"href": f"http://{HOST}/@alice", "name": f"@Alice@{HOST.upper()}"},
        {"name": f"@alice@{HOST}"},
    ],
)
async def test_a_stranger_may_mention_somebody_by_page_or_name(here: Beside, mention: dict[str, Any]) -> None:
    note = here.eve.note(tag={"type": "Mention"} | mention)
    await here.receive(here.eve.create(note))
    assert await here.notifications(here.alice) == ["mention"]


@pytest.mark.parametrize(
    "mention",
    [
        {"name": "@alice"},
        {"name": "@alice@elsewhere.example"},
        {"href": f"http://{HOST}/@alice", "name": "@nobody"},
        {"href": "http://elsewhere.example/@alice", "name": "@alice"},
    ],
)
async def test_somebody_elsewhere_of_the_same_name_is_nobody_here(
    here: Beside, mention: dict[str, Any]
) -> None:
    note = here.eve.note(tag=[{"type": "Mention"} | mention])
    await here.receive(here.eve.create(note))
    assert await here.find(note["id"]) is None


async def test_who_boosts_an_own_post_for_followers_brings_it_along(here: Beside) -> None:
    """As Mastodon does, which shows such a post to no server that has not got it yet."""
    await here.let_follow(here.alice.account, await here.known())
    note = here.eve.note("for followers", to=[f"{here.eve.uri}/followers"], cc=[])
    here.peer.gone(note["id"].removeprefix(here.peer.uri("")), 404)
    await here.receive(here.eve.activity("Announce", note, to=note["to"]))
    (shown,) = (await here.alice.get("/api/v1/timelines/home")).json
    assert shown["reblog"]["content"] == "<p>for followers</p>"
    assert shown["reblog"]["visibility"] == shown["visibility"] == "private"


async def test_who_boosts_somebody_elses_post_says_nothing_for_its_author(here: Beside) -> None:
    await here.let_follow(here.alice.account, await here.known())
    other = here.peer.person("other")
    note = other.note("true words")
    await here.receive(here.eve.activity("Announce", note | {"content": "<p>forged</p>"}, to=note["to"]))
    (shown,) = (await here.alice.get("/api/v1/timelines/home")).json
    assert shown["reblog"]["content"] == "<p>true words</p>"
