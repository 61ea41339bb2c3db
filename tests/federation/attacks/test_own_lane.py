"""A flood from outside stands in a line of its own, so that it does not delay what people here do."""

from collections.abc import Sequence

import attrs

from gotosocial.jobs.kinds import AccountMoved, Job, StatusPublished
from gotosocial.models.job_row import JobRow
from tests.support.besieged import Besieged


@attrs.frozen
class Noting:
    """Takes no job past the table, and notes where each is to wait."""

    jobs: list[JobRow] = attrs.field(factory=list)

    def lease(self, job: JobRow, on_the_way: int) -> int | None:
        self.jobs.append(job)
        return None

    def take(self, jobs: Sequence[JobRow]) -> None:
        raise AssertionError("nothing was leased")

    def lanes_of(self, kind: type[Job]) -> list[str]:
        return [job.lane for job in self.jobs if job.kind == kind.kind()]


async def test_posts_and_boosts_from_elsewhere_wait_with_what_is_inbound(here: Besieged) -> None:
    await here.let_follow(here.alice.account, await here.known())
    ours = await here.alice.publish("hello")
    noted = Noting()
    here.db.handover.taker = noted
    await here.receive(here.eve.create(here.eve.note()))
    await here.receive(here.eve.activity("Announce", ours["uri"], to=[here.alice.account.uri]))
    assert noted.lanes_of(StatusPublished) == ["inbound", "inbound"]
    theirs = (await here.alice.get("/api/v1/timelines/home")).json[0]
    await here.alice.publish("what we do is ours")
    await here.alice.post(f"/api/v1/statuses/{theirs['id']}/reblog")
    assert noted.lanes_of(StatusPublished)[2:] == ["own", "own"]


async def test_so_do_the_followers_of_those_who_move(here: Besieged) -> None:
    await here.let_follow(here.alice.account, await here.known())
    there = here.peer.person("there", alsoKnownAs=[here.eve.uri])
    here.eve.more["movedTo"] = there.uri
    here.eve.publish()
    noted = Noting()
    here.db.handover.taker = noted
    await here.receive(here.eve.activity("Move", here.eve.uri, target=there.uri))
    assert noted.lanes_of(AccountMoved) == ["inbound"]
