"""Accounts elsewhere that move (rows I-18, G1-04)."""

from typing import Any

import attrs

from gotosocial.models.account import Account
from gotosocial.storage.stores import Transaction
from tests.support.beside import Beside
from tests.support.peer import PeerActor


def moved(here: Beside, target_uri: str, **more: Any) -> dict[str, Any]:
    """Return the Move of Eve, whose document says so too."""
    here.eve.more["movedTo"] = target_uri
    here.eve.publish()
    return here.eve.activity("Move", here.eve.uri, target=target_uri) | more


async def followed(here: Beside, **switches: bool) -> Account:
    """Let Alice follow Eve and Eve follow Alice; return Eve."""
    eve = await here.known()
    follow = await here.let_follow(here.alice.account, eve)
    await here.let_follow(eve, here.alice.account)
    if switches:
        await here.db.follows.update(attrs.evolve(follow, **switches))
    return eve


async def test_followers_go_along_with_their_switches(here: Beside) -> None:
    eve = await followed(here, notifies=True, shows_reblogs=False)
    away = here.peer.person("away", alsoKnownAs=[here.eve.uri])
    await here.receive(moved(here, away.uri))
    target = await here.known(away)
    request = await here.db.follow_requests.find(here.alice.id, target.id)
    assert request is not None
    assert (request.notifies, request.shows_reblogs) == (True, False)
    assert await here.db.follows.find(here.alice.id, eve.id) is None
    assert await here.db.follows.find(eve.id, here.alice.id) is None
    (follow,) = here.sent("Follow")
    assert (follow["object"], follow["id"]) == (away.uri, request.uri)
    (undo,) = here.sent("Undo")
    assert undo["object"]["object"] == here.eve.uri
    await here.receive(away.activity("Accept", follow), by=away)
    assert await here.db.follows.find(here.alice.id, target.id) is not None
    assert (await here.known()).moved_to_uri == away.uri


async def test_who_moves_to_us_brings_the_followers_along(here: Beside) -> None:
    carol = await here.person("carol")
    eve = await followed(here)

    async def deed(t: Transaction) -> None:
        account = await t.accounts.get_to_change(carol.id)
        await t.accounts.update(attrs.evolve(account, also_known_as_uris=(here.eve.uri,)))

    await here.db.transact(deed)
    await here.receive(moved(here, carol.account.uri))
    assert await here.db.follows.find(here.alice.id, carol.id) is not None
    assert await here.db.follows.find(here.alice.id, eve.id) is None
    assert await here.notifications(carol) == ["follow"]


async def test_nobody_moves_where_they_are_not_known_or_for_somebody_else(here: Beside) -> None:
    eve = await followed(here)
    stranger = here.peer.person("stranger")
    await here.receive(moved(here, stranger.uri))
    mallory = here.peer.person("mallory", alsoKnownAs=[here.eve.uri])
    forged = here.eve.activity("Move", here.eve.uri, target=mallory.uri) | {"actor": mallory.uri}
    await here.receive(forged, by=mallory)
    await here.receive(moved(here, here.eve.uri))
    gone = here.peer.person("gone", alsoKnownAs=[here.eve.uri], movedTo=stranger.uri)
    await here.receive(moved(here, gone.uri))
    assert await here.db.follows.find(here.alice.id, eve.id) is not None
    assert here.sent("Follow") == []


async def test_nobody_moves_twice_within_a_week(here: Beside) -> None:
    await followed(here)
    first, second = (here.peer.person(name, alsoKnownAs=[here.eve.uri]) for name in ("first", "second"))
    activity = moved(here, first.uri)
    await here.receive(activity)
    await here.receive(activity | {"id": f"{activity['id']}/again"})
    await here.receive(moved(here, second.uri))
    assert [one["object"] for one in here.sent("Follow")] == [first.uri]
    assert (await here.known()).moved_to_uri in (first.uri, second.uri)


async def test_who_is_blocked_is_not_followed_by_a_move(here: Beside) -> None:
    eve = await followed(here)
    away: PeerActor = here.peer.person("away", alsoKnownAs=[here.eve.uri])
    target = await here.known(away)
    await here.alice.post(f"/api/v1/accounts/{target.id}/block")
    await here.receive(moved(here, away.uri))
    assert await here.db.follows.find(here.alice.id, eve.id) is None
    assert await here.db.follow_requests.find(here.alice.id, target.id) is None
    assert here.sent("Follow") == []
