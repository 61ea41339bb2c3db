"""What belongs in a home timeline (rows T-01 to T-05): every branch of the reply rule."""

from datetime import timedelta
from typing import Any

import attrs
import pytest

from gotosocial.models.account import Account
from gotosocial.models.rules.home import belongs_home, is_from_the_future, still_belongs_home
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.status import Status
from gotosocial.models.viewer import FollowSwitches, MuteSwitches, Viewer
from tests.support.builders import START, a_status, an_account

NOW = START + timedelta(days=30)
ME, ALICE, BOB, EVE = (an_account(name) for name in ("me", "alice", "bob", "eve"))
PEOPLE = {one.id: one for one in (ME, ALICE, BOB, EVE)}


def owner(*follows: Account, **relations: Any) -> Viewer:
    return Viewer(account_id=ME.id, following={one.id: FollowSwitches() for one in follows}, **relations)


def seen(status: Status, **facts: Any) -> Seen:
    return Seen(status=status, author=PEOPLE[status.account_id], **facts)


def belongs(status: Status, reader: Viewer, *ancestors: Status) -> bool:
    """``ancestors`` from the parent upwards."""
    return belongs_home(seen(status), [seen(one) for one in ancestors], reader, NOW)


def test_a_post_of_a_followed_author_belongs_and_a_strangers_does_not() -> None:
    assert belongs(a_status(by=ALICE), owner(ALICE))
    assert not belongs(a_status(by=ALICE), owner())
    assert not belongs(a_status(by=ALICE), owner(requested={ALICE.id: FollowSwitches()}))
    assert belongs(a_status(by=ME, visibility="direct"), owner())


def test_a_strangers_mention_is_for_the_notifications_only() -> None:
    mention = a_status(by=EVE, mentioned_ids=(ME.id,))
    assert not belongs(mention, owner(ALICE))
    assert belongs(mention, owner(EVE))


def test_what_may_not_be_seen_does_not_belong() -> None:
    assert not belongs(a_status(by=ALICE, visibility="direct"), owner(ALICE))
    assert not belongs(a_status(by=ALICE, visibility="mutuals_only"), owner(ALICE))
    mutual = seen(a_status(by=ALICE, visibility="mutuals_only"), follows_viewer=True)
    assert belongs_home(mutual, [], owner(ALICE), NOW)


def test_a_thread_of_one_author_belongs() -> None:
    root = a_status(by=ALICE)
    second = a_status(by=ALICE, reply_to=root)
    third = a_status(by=ALICE, reply_to=second)
    assert belongs(second, owner(ALICE), root)
    assert belongs(third, owner(ALICE), second, root)


def test_a_reply_to_a_stranger_does_not_belong() -> None:
    root = a_status(by=EVE)
    assert not belongs(a_status(by=ALICE, reply_to=root, mentioned_ids=(EVE.id,)), owner(ALICE), root)


def test_a_reply_to_oneself_below_a_stranger_does_not_belong() -> None:
    root = a_status(by=EVE)
    first = a_status(by=ALICE, reply_to=root)
    assert not belongs(a_status(by=ALICE, reply_to=first), owner(ALICE), first, root)


def test_a_reply_that_mentions_somebody_followed_belongs() -> None:
    root = a_status(by=BOB)
    reply = a_status(by=ALICE, reply_to=root, mentioned_ids=(BOB.id,))
    assert belongs(reply, owner(ALICE, BOB), root)


def test_an_open_step_counts_only_where_its_author_is_followed_too() -> None:
    root = a_status(by=BOB)
    between = a_status(by=EVE, reply_to=root, mentioned_ids=(BOB.id,))
    reply = a_status(by=ALICE, reply_to=between, mentioned_ids=(EVE.id,))
    assert not belongs(reply, owner(ALICE, BOB), between, root)
    assert belongs(reply, owner(ALICE, BOB, EVE), between, root)


def test_a_step_for_a_closed_audience_counts_by_whom_it_mentions() -> None:
    root = a_status(by=BOB, visibility="private")
    between = a_status(by=ALICE, reply_to=root, visibility="private", mentioned_ids=(BOB.id,))
    reply = a_status(by=ALICE, reply_to=between, mentioned_ids=(EVE.id,))
    assert belongs(reply, owner(ALICE, BOB), between, root)


@pytest.mark.parametrize("how", ["wrote the root", "is mentioned in the root", "is mentioned in the reply"])
def test_a_thread_with_me_in_it_belongs(how: str) -> None:
    root = a_status(by=ME if how == "wrote the root" else EVE,
                    mentioned_ids=(ME.id,) if how == "is mentioned in the root" else ())  # fmt: skip
    named = (ME.id,) if how == "is mentioned in the reply" else ()
    between = a_status(by=EVE, reply_to=root)
    reply = a_status(by=ALICE, reply_to=between, mentioned_ids=named)
    assert belongs(reply, owner(ALICE), between, root)


def test_an_invisible_step_ends_the_search() -> None:
    root = a_status(by=ME)
    hidden = a_status(by=EVE, reply_to=root, visibility="private")
    assert not belongs(a_status(by=ALICE, reply_to=hidden), owner(ALICE), hidden, root)


def test_a_step_that_mentions_a_blocked_account_ends_the_search() -> None:
    root = a_status(by=ME)
    between = a_status(by=ALICE, reply_to=root, mentioned_ids=(EVE.id,))
    reply = a_status(by=ALICE, reply_to=between)
    assert belongs(reply, owner(ALICE), between, root)
    for block in ({"blocking": frozenset({EVE.id})}, {"blocked_by": frozenset({EVE.id})}):
        assert not belongs(reply, owner(ALICE, **block), between, root)


def test_a_reply_whose_parent_is_unknown_waits() -> None:
    orphan = a_status(by=ALICE, in_reply_to_uri="https://far.example/1")
    assert not belongs(orphan, owner(ALICE))
    assert belongs(attrs.evolve(orphan, mentioned_ids=(ME.id,)), owner(ALICE))


def test_a_post_that_mentions_a_blocked_account_is_left_out_when_it_is_read_too() -> None:
    status = a_status(by=ALICE, mentioned_ids=(EVE.id,))
    boost = seen(a_status(by=BOB, boost_of=status), original=seen(status))
    reader = owner(ALICE, BOB)
    assert still_belongs_home(seen(status), reader, NOW)
    assert still_belongs_home(boost, reader, NOW)
    blocking = owner(ALICE, BOB, blocking=frozenset({EVE.id}))
    assert not still_belongs_home(seen(status), blocking, NOW)
    assert not still_belongs_home(boost, blocking, NOW)


def test_boosts_go_where_the_follow_shows_them() -> None:
    original = a_status(by=EVE)
    boost = seen(a_status(by=ALICE, boost_of=original), original=seen(original))
    assert belongs_home(boost, [], owner(ALICE), NOW)
    switched = Viewer(account_id=ME.id, following={ALICE.id: FollowSwitches(shows_reblogs=False)})
    assert not belongs_home(boost, [], switched, NOW)
    assert belongs(a_status(by=ALICE), switched)


def test_what_is_muted_anywhere_above_stays_out() -> None:
    root = a_status(by=BOB, mentioned_ids=(ME.id,))
    between = a_status(by=ALICE, reply_to=root, mentioned_ids=(ME.id,))
    reply = a_status(by=ALICE, reply_to=between, mentioned_ids=(ME.id,))
    assert belongs(reply, owner(ALICE), between, root)
    assert not belongs(reply, owner(ALICE, muting={BOB.id: MuteSwitches()}), between, root)


@pytest.mark.parametrize(("hours", "is_shown"), [(-1, True), (23.9, True), (24.1, False)])
def test_a_post_from_the_future_stays_out(hours: float, is_shown: bool) -> None:
    status = a_status(by=ALICE, created_at=NOW + timedelta(hours=hours))
    assert is_from_the_future(status, NOW) is not is_shown
    assert belongs(status, owner(ALICE)) is is_shown
