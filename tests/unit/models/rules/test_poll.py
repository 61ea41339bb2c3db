"""What votes do to the counts of a poll."""

from gotosocial.models.rules.poll import choices_named, with_vote
from tests.support.builders import a_poll, a_status, an_account

POLL = a_poll(a_status(by=an_account()), "tea", "coffee", "tea", is_multiple=True)


def test_new_choices_are_counted_and_a_voter_once() -> None:
    first = with_vote(POLL, (), (0, 1))
    assert (first.votes, first.voters_count) == ((1, 1, 0), 1)
    more = with_vote(first, (0, 1), (0, 1, 2))
    assert (more.votes, more.voters_count) == ((1, 1, 1), 1)
    assert with_vote(more, (0, 1, 2), (2, 0)) == more


def test_choices_that_there_are_not_count_for_nothing() -> None:
    assert with_vote(POLL, (), (-1, 3)) == POLL


def test_choices_are_found_by_their_title_the_first_of_equal_ones() -> None:
    assert choices_named(POLL, ["coffee", "tea", "tea", "milk"]) == (1, 0)
    assert choices_named(POLL, []) == ()
