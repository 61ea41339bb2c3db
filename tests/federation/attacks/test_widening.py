"""Nothing becomes visible to more people because somebody elsewhere boosts, answers or likes it."""

from typing import Any

import pytest

from tests.support.besieged import Besieged
from tests.support.peer import AS

PUBLIC = f"{AS}#Public"


async def boosts(here: Besieged, post: dict[str, Any]) -> int:
    return int((await here.alice.get(f"/api/v1/statuses/{post['id']}")).json["reblogs_count"])


@pytest.mark.parametrize("visibility", ["private", "mutuals_only", "direct"])
async def test_a_follower_cannot_boost_what_is_not_for_everybody(here: Besieged, visibility: str) -> None:
    eve = await here.known()
    await here.let_follow(eve, here.alice.account)
    await here.let_follow(here.alice.account, eve)
    post = await here.alice.publish("psst @eve@good.example", visibility=visibility)
    await here.receive(here.eve.activity("Announce", post["uri"], to=[PUBLIC]))
    assert await boosts(here, post) == 0


async def test_a_post_of_somebody_else_that_is_not_for_everybody_cannot_be_boosted(here: Besieged) -> None:
    evil = await here.neighbour("evil.example")
    mallory = evil.person("mallory")
    for account in (await here.known(), await here.known(mallory)):
        await here.let_follow(here.alice.account, account)
    note = here.eve.note("for followers", to=[f"{here.eve.uri}/followers"], cc=[])
    await here.receive(here.eve.create(note))
    announce = mallory.activity("Announce", note["id"], to=[PUBLIC])
    await here.receive(announce, by=mallory)
    assert await here.find(announce["id"]) is None


async def test_a_boost_for_one_person_is_not_for_everybody(here: Besieged) -> None:
    await here.let_follow(here.alice.account, await here.known())
    bob = await here.person("bob")
    note = here.eve.note("open")
    await here.receive(here.eve.create(note))
    for to in ([bob.account.uri], [f"{here.eve.uri}/followers"]):
        announce = here.eve.activity("Announce", note["id"], to=to)
        await here.receive(announce)
        boost = await here.status(announce["id"])
        assert not boost.visibility.is_open
        await here.receive(here.eve.activity("Undo", announce))


@pytest.mark.parametrize("verb", ["Like", "Announce"])
async def test_what_stays_here_cannot_be_liked_or_boosted_from_elsewhere(here: Besieged, verb: str) -> None:
    """Nobody there can know its id, but whoever does learns nothing by trying."""
    post = await here.alice.publish("only here", visibility="public", local_only=True)
    await here.receive(here.eve.activity(verb, post["uri"], to=[PUBLIC]))
    shown = (await here.alice.get(f"/api/v1/statuses/{post['id']}")).json
    assert (shown["favourites_count"], shown["reblogs_count"]) == (0, 0)
    assert await here.notifications(here.alice) == []


async def test_what_stays_here_cannot_be_answered_from_elsewhere(here: Besieged) -> None:
    post = await here.alice.publish("only here", visibility="public", local_only=True)
    reply = here.eve.note("hm", inReplyTo=post["uri"], tag=[mention(here)])
    await here.receive(here.eve.create(reply))
    assert (await here.alice.get(f"/api/v1/statuses/{post['id']}")).json["replies_count"] == 0


async def test_an_answer_shows_nobody_the_private_post_that_it_answers(here: Besieged) -> None:
    eve = await here.known()
    await here.let_follow(eve, here.alice.account)
    post = await here.alice.publish("for friends", visibility="private")
    reply = here.eve.note("I tell everybody", inReplyTo=post["uri"], tag=[mention(here)])
    await here.receive(here.eve.create(reply))
    answer = await here.status(reply["id"])
    bob = await here.person("bob")
    context = (await bob.get(f"/api/v1/statuses/{answer.id}/context")).json
    assert context["ancestors"] == []
    assert (await bob.get(f"/api/v1/statuses/{post['id']}")).status == 404
    mallory = (await here.neighbour("evil.example")).person("mallory")
    path = post["uri"].partition("here.example")[2]
    assert (await mallory.get(here.server, path)).status == 404
    assert (await mallory.get(here.server, f"{path}/replies")).status == 404


async def test_followers_of_somebody_else_are_no_audience(here: Besieged) -> None:
    """Mallory addresses the followers of Eve: she has none of them, so the post is for whom it names."""
    mallory = (await here.neighbour("evil.example")).person("mallory")
    await here.let_follow(here.alice.account, await here.known())
    await here.let_follow(here.alice.account, await here.known(mallory))
    bob = await here.person("bob")
    note = mallory.note("hello", to=[f"{here.eve.uri}/followers"], cc=[], tag=[mention(here)])
    await here.receive(mallory.create(note), by=mallory)
    status = await here.status(note["id"])
    assert status.visibility == "direct"
    assert (await bob.get(f"/api/v1/statuses/{status.id}")).status == 404


def mention(here: Besieged) -> dict[str, str]:
    return {"type": "Mention", "href": here.alice.account.uri}
