"""What is passed on to followers is little, small, and about what everybody may know of."""

import pytest

from gotosocial.handlers.shared.telling.forward import LARGEST, MOST_AT_A_TIME
from tests.support.besieged import Besieged
from tests.support.peer import Peer


async def follower(here: Besieged) -> Peer:
    """Let somebody on a server of their own follow Alice."""
    peer = await here.neighbour("follower.example")
    await here.let_follow(await here.known(peer.person("fan")), here.alice.account)
    return peer


def heard(peer: Peer, uri: str) -> list[str]:
    """Return the types of what was delivered about a reply."""
    return [one.json["type"] for one in peer.inbox if uri.encode() in one.body]


async def test_a_flood_of_changes_is_not_passed_on(here: Besieged) -> None:
    fan = await follower(here)
    post = await here.alice.publish("hello", visibility="public")
    reply = here.eve.note("reply", inReplyTo=post["uri"])
    await here.receive(here.eve.create(reply))
    for number in range(MOST_AT_A_TIME + 5):
        changed = reply | {"content": f"<p>{number}</p>"}
        await here.eve.post(here.server, "/inbox", here.eve.activity("Update", changed))
    await here.settle()
    verbs = heard(fan, reply["id"])
    assert (verbs[0], len(verbs)) == ("Create", MOST_AT_A_TIME)
    await here.receive(here.eve.delete(reply["id"]))
    assert heard(fan, reply["id"])[-1] == "Delete"


async def test_what_is_huge_is_not_passed_on(here: Besieged) -> None:
    fan = await follower(here)
    post = await here.alice.publish("hello", visibility="public")
    reply = here.eve.note("x" * LARGEST, inReplyTo=post["uri"])
    await here.receive(here.eve.create(reply))
    assert await here.find(reply["id"]) is not None
    assert heard(fan, reply["id"]) == []


@pytest.mark.parametrize("visibility", ["private", "direct"])
async def test_an_answer_to_what_is_not_for_everybody_is_not_passed_on(
    here: Besieged, visibility: str
) -> None:
    """The answer names the post that it answers, and its author made it public without being asked."""
    await here.known()
    fan = await follower(here)
    post = await here.alice.publish("psst @eve@good.example", visibility=visibility)
    reply = here.eve.note("reply", inReplyTo=post["uri"])
    await here.receive(here.eve.create(reply))
    assert await here.find(reply["id"]) is not None
    assert heard(fan, reply["id"]) == []
