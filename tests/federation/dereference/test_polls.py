"""Polls of other servers when they are fetched again."""

from gotosocial.models.freshness import Freshness
from tests.support.fetching import Fetching
from tests.support.peer import Peer


def options(*votes: int) -> list[dict[str, object]]:
    """Return choices with so many votes."""
    return [
        {"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": count}}
        for name, count in zip(("yes", "no"), votes, strict=True)
    ]


async def test_a_poll_that_ends_in_microseconds_stays_the_same_poll(here: Fetching, peer: Peer) -> None:
    """Akkoma and Pleroma write its end so, and nothing else about it."""
    note = peer.person("eve").note(type="Question", closed="2199-01-01T00:00:00.785333Z", oneOf=options(1, 0))
    status = await here.statuses.by_uri(note["id"])
    for ahead, votes in ((10, (3, 2)), (20, (4, 2))):
        peer.serve(note["id"].removeprefix(peer.uri("")), note | {"oneOf": options(*votes)})
        here.clock.ahead = ahead
        again = await here.statuses.by_uri(note["id"], fresh=Freshness.FRESHEST)
        assert (again.poll_id, again.edited_at) == (status.poll_id, None)
        poll = await here.db.polls.find(again.poll_id)
        assert poll is not None
        assert poll.votes == votes
