"""Polls as clients see them."""

from datetime import timedelta

import attrs

from gotosocial.mastodon.poll import poll_json
from gotosocial.models.poll import PollVote
from tests.support.builders import a_poll, a_status, a_time, an_account, an_id
from tests.unit.mastodon.samples import conforming

NOW = a_time()
ALICE = an_account()
POLL = a_poll(a_status(by=ALICE), "tea", "coffee", votes=(3, 1), voters_count=4, expires_at=NOW)
EARLIER, LATER = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
VOTE = PollVote(id=an_id(), poll_id=POLL.id, account_id=ALICE.id, choices=(1,), created_at=NOW)


def test_an_open_poll_shows_its_counts_and_the_own_vote() -> None:
    shown = conforming("Poll", poll_json(POLL, EARLIER, vote=VOTE))
    assert (shown["expired"], shown["voted"], shown["own_votes"]) == (False, True, [1])
    assert [one["votes_count"] for one in shown["options"]] == [3, 1]
    assert (shown["votes_count"], shown["voters_count"]) == (4, 4)


def test_hidden_counts_are_shown_to_the_author_and_at_the_end() -> None:
    hidden = attrs.evolve(POLL, hides_counts=True)
    shown = conforming("Poll", poll_json(hidden, EARLIER))
    assert [one["votes_count"] for one in shown["options"]] == [None, None]
    assert (shown["votes_count"], shown["voters_count"], shown["voted"]) == (0, None, False)
    for body in (poll_json(hidden, EARLIER, is_own=True), poll_json(hidden, LATER)):
        shown = conforming("Poll", body)
        assert [one["votes_count"] for one in shown["options"]] == [3, 1]
    assert shown["expired"] is True


def test_of_strangers_no_votes_are_known_and_a_poll_may_be_endless() -> None:
    shown = conforming("Poll", poll_json(attrs.evolve(POLL, expires_at=None), LATER, has_viewer=False))
    assert "voted" not in shown
    assert "own_votes" not in shown
    assert (shown["expires_at"], shown["expired"]) == (None, False)
    closed = attrs.evolve(POLL, expires_at=None, closed_at=NOW)
    assert conforming("Poll", poll_json(closed, LATER))["expired"] is True
