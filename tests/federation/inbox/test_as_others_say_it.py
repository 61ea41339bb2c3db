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


async def test_a_reaction_that_goes_takes_no_other_one_along(here: Beside) -> None:
    """Akkoma lets people react several times, and like besides."""
    post = await here.alice.publish("look", visibility="public")
    like = here.eve.activity("Like", post["uri"])
    party, heart = (
        here.eve.activity("EmojiReact", post["uri"], content=one) for one in ("\U0001f389", "\u2764")
    )

    async def count() -> int:
        return int((await here.alice.get(f"/api/v1/statuses/{post['id']}")).json["favourites_count"])

    for said, wanted in ((like, 1), (party, 1), (heart, 1)):
        await here.receive(said)
        assert await count() == wanted
    for taken_back, wanted in ((party, 1), (heart, 1), (like, 0)):
        await here.receive(here.eve.activity("Undo", taken_back))
        assert await count() == wanted
    await here.receive(heart)
    assert await count() == 0, "it was taken back"


async def test_a_like_stays_when_an_earlier_reaction_goes(here: Beside) -> None:
    post = await here.alice.publish("look", visibility="public")
    party = here.eve.activity("EmojiReact", post["uri"], content="\U0001f389")
    like = here.eve.activity("Like", post["uri"])

    async def count() -> int:
        return int((await here.alice.get(f"/api/v1/statuses/{post['id']}")).json["favourites_count"])

    for said in (party, like, here.eve.activity("Undo", party)):
        await here.receive(said)
        assert await count() == 1
    assert await here.notifications(here.alice) == ["favourite"]
    await here.receive(here.eve.activity("Undo", like))
    assert await count() == 0


async def test_a_page_of_ours_stands_for_what_it_shows(here: Beside) -> None:
    """WordPress answers the address that its author has pasted; others like and follow so."""
    post = await here.alice.publish("look", visibility="public")
    assert post["url"] != post["uri"]
    await here.receive(here.eve.create(here.eve.note("an answer", inReplyTo=post["url"])))
    await here.receive(here.eve.activity("Like", post["url"]))
    await here.receive(here.eve.activity("Announce", post["url"] + "/"))
    await here.receive(here.eve.activity("Follow", here.alice.account.url))
    assert sorted(await here.notifications(here.alice)) == ["favourite", "follow", "reblog"]
    shown = (await here.alice.get(f"/api/v1/statuses/{post['id']}")).json
    assert (shown["replies_count"], shown["favourites_count"], shown["reblogs_count"]) == (1, 1, 1)
    (accepted,) = here.sent("Accept")
    assert accepted["object"]["object"] == here.alice.account.uri


async def test_an_answer_that_was_fetched_may_name_a_page_of_ours(here: Beside) -> None:
    post = await here.alice.publish("look", visibility="public")
    note = here.eve.note("an answer", inReplyTo=post["url"])
    status = await here.abroad.fetchers.statuses.by_uri(note["id"])
    assert (status.in_reply_to_id, status.in_reply_to_uri) == (post["id"], post["uri"])


async def test_pages_of_others_and_other_pages_of_ours_stand_for_nothing(here: Beside) -> None:
    post = await here.alice.publish("look", visibility="public")
    elsewhere = post["url"].replace(HOST, "elsewhere.example")
    for uri in (elsewhere, f"{here.alice.account.url}/followers", f"{post['url']}/more", f"http://{HOST}/@"):
        await here.receive(here.eve.activity("Like", uri))
        await here.receive(here.eve.activity("Follow", uri))
    assert await here.notifications(here.alice) == []
