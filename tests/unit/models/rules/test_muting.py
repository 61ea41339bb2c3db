"""What a mute hides (row M-03)."""

from datetime import timedelta
from typing import Any

import pytest

from gotosocial.models.account import Account
from gotosocial.models.rules.muting import is_muted, muted_in_thread
from gotosocial.models.viewer import MuteSwitches, Viewer
from tests.support.builders import START, a_status, an_account

ME, ALICE, BOB, EVE = (an_account(name) for name in ("me", "alice", "bob", "eve"))


def muting(*accounts: Account, **switches: Any) -> Viewer:
    return Viewer(account_id=ME.id, muting={one.id: MuteSwitches(**switches) for one in accounts})


def test_a_mute_hides_the_author_whom_they_mention_and_whom_they_answer() -> None:
    parent = a_status(by=BOB)
    reply = a_status(by=ALICE, reply_to=parent, mentioned_ids=(EVE.id, ME.id))
    for muted in (ALICE, BOB, EVE):
        assert is_muted(reply, None, muting(muted), START)
    assert not is_muted(reply, None, muting(ME), START)
    assert not is_muted(reply, None, Viewer(account_id=ME.id), START)


def test_a_mute_hides_boosts_by_and_of_the_account_and_of_posts_that_mention_it() -> None:
    original = a_status(by=BOB, mentioned_ids=(EVE.id,))
    boost = a_status(by=ALICE, boost_of=original)
    for muted in (ALICE, BOB, EVE):
        assert is_muted(boost, original, muting(muted), START)


def test_own_posts_are_never_muted() -> None:
    assert not is_muted(a_status(by=ME, mentioned_ids=(EVE.id,)), None, muting(EVE), START)


@pytest.mark.parametrize(("seconds", "holds"), [(1, True), (0, False), (-1, False)])
def test_an_expired_mute_hides_nothing(seconds: int, holds: bool) -> None:
    viewer = muting(ALICE, expires_at=START + timedelta(seconds=seconds))
    assert is_muted(a_status(by=ALICE), None, viewer, START) is holds


def test_an_answer_goes_with_its_muted_parent_unless_it_is_ones_own() -> None:
    root = a_status(by=ALICE)
    muted = a_status(by=EVE, reply_to=root)
    answer = a_status(by=BOB, reply_to=muted)
    deeper = a_status(by=ALICE, reply_to=answer)
    mine = a_status(by=ME, reply_to=muted)
    beside = a_status(by=BOB, reply_to=root)
    thread = [root, muted, answer, deeper, mine, beside]
    assert muted_in_thread(thread, muting(EVE), START) == {muted.id, answer.id, deeper.id}
    assert muted_in_thread(thread, muting(), START) == set()
