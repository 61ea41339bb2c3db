"""Jobs on their way into the database and back."""

import pytest

from gotosocial.jobs.kinds import KINDS, FollowStarted, Hopeless, StatusPublished, read_job, write_job
from gotosocial.jobs.work import Works
from tests.support.jobs import CountingUp, CountUp, Walking


def test_a_job_is_read_as_it_was_written() -> None:
    job = FollowStarted(account_id="A", target_id="B")
    assert write_job(job) == '{"account_id":"A","target_id":"B"}'
    assert read_job(FollowStarted, write_job(job)) == job


@pytest.mark.parametrize("payload", ["", "{", "[]", "1", "{}", '{"account_id":"A"}'])
def test_a_payload_that_lacks_something_is_hopeless(payload: str) -> None:
    with pytest.raises(Hopeless):
        read_job(FollowStarted, payload)


def test_every_kind_has_a_name_of_its_own() -> None:
    names = [kind.kind() for kind in KINDS]
    assert len(set(names)) == len(names)
    assert StatusPublished.kind() == "StatusPublished"


def test_a_kind_has_one_work() -> None:
    with pytest.raises(ValueError, match="more than one work for CountUp"):
        Works(consequences={CountUp: CountingUp()}, errands={CountUp: Walking()})
