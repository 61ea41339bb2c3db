"""The yes to one thing is none to another that is given the same id."""

from typing import Any

import pytest

from tests.support.besieged import Besieged
from tests.support.neighbours import only, set_policy
from tests.support.peer import AS, PeerActor

PUBLIC = f"{AS}#Public"


async def allowed_like(here: Besieged, mallory: PeerActor) -> str:
    """Return the id of a like that Alice's server has allowed in so many words."""
    open_post = await here.alice.publish("like me", visibility="public")
    like = mallory.activity("Like", open_post["uri"], to=[here.alice.account.uri])
    await here.receive(mallory.activity("LikeRequest", open_post["uri"], instrument=like), by=mallory)
    request = await here.db.interaction_requests.find_by_interaction(like["id"])
    assert request is not None
    assert request.accepted_at is not None
    taken: str = like["id"]
    return taken


@pytest.mark.parametrize("verb", ["reply", "boost"])
async def test_an_allowed_like_lets_nothing_else_in(here: Besieged, verb: str) -> None:
    mallory = (await here.neighbour("evil.example")).person("mallory")
    taken = await allowed_like(here, mallory)
    await set_policy(here.alice, only("followers"))
    post = await here.alice.publish("for those whom I know", visibility="public")
    activity: dict[str, Any]
    if verb == "reply":
        mention = {"type": "Mention", "href": here.alice.account.uri}
        note = mallory.note("spam", inReplyTo=post["uri"], tag=[mention]) | {"id": taken}
        activity = mallory.create(note)
    else:
        activity = mallory.activity("Announce", post["uri"], to=[PUBLIC]) | {"id": taken}
    await here.receive(activity, by=mallory)
    assert await here.find(taken) is None
    shown = (await here.alice.get(f"/api/v1/statuses/{post['id']}")).json
    assert (shown["replies_count"], shown["reblogs_count"]) == (0, 0)


async def test_a_fetched_reply_is_not_let_in_for_an_allowed_like(here: Besieged) -> None:
    mallory = (await here.neighbour("evil.example")).person("mallory")
    taken = await allowed_like(here, mallory)
    await set_policy(here.alice, only("followers"))
    post = await here.alice.publish("for those whom I know", visibility="public")
    note = mallory.note("spam", inReplyTo=post["uri"]) | {"id": taken}
    mallory.peer.serve(taken.removeprefix("https://evil.example"), note)
    await here.alice.get("/api/v2/search", q=taken, resolve=True)
    assert await here.find(taken) is None
