"""What could not be worked through, however often it was tried, is held against nobody."""

from gotosocial.util.domains import site_of
from tests.support.beside import Beside
from tests.support.jobs import dead_jobs
from tests.support.peer import Served


async def test_a_site_does_not_stay_crowded_because_of_what_was_given_up(here: Beside) -> None:
    site = site_of(here.peer.host)
    await here.receive(here.eve.activity("Arrive", here.peer.uri("/there")))  # her key is known from here on
    here.abroad.recent.take(here.eve.uri)  # and came with her actor, which will have to be fetched
    here.peer.answers[here.eve.path] = Served(status=503)
    await here.receive(here.eve.follow(here.alice.account.uri))
    assert await here.db.seen_activities.count_waiting(site, 10) == 1, "it is tried again"
    await here.db.querier.run("UPDATE jobs SET run_at = 0, attempts = 11 WHERE kind = 'ActivityReceived'")
    await here.settle()
    (dead,) = await dead_jobs(here.db)
    assert dead.kind == "ActivityReceived"
    assert await here.db.seen_activities.count_waiting(site, 10) == 0
