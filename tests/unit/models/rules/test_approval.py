"""How interactions enter: freely, by the author's word, or not (rows V-15 to V-22)."""

from typing import Any

import pytest

from gotosocial.models.interaction_policy import InteractionPolicy, PolicyRules
from gotosocial.models.rules.approval import Entry, entry_of
from gotosocial.models.rules.interaction import Asker
from tests.support.builders import a_status, an_account

ALICE, BOB, FAR = an_account("alice"), an_account("bob"), an_account("far", "far.example")


def asker(**facts: Any) -> Asker:
    return Asker(account_id=BOB.id, uri=BOB.uri, **facts)


def policy(always: tuple[str, ...] = (), with_approval: tuple[str, ...] = ()) -> InteractionPolicy:
    rules = PolicyRules(always=always, with_approval=with_approval)
    return InteractionPolicy(can_favourite=rules, can_reply=rules, can_reblog=rules)


@pytest.mark.parametrize("kind", ["favourite", "reply", "reblog"])
@pytest.mark.parametrize(
    ("always", "with_approval", "facts", "wanted"),
    [
        (("public",), (), {}, Entry.FREE),
        ((BOB.uri,), (), {}, Entry.FREE),
        (("followers",), (), {"is_follower": True}, Entry.GRANTED),
        (("following",), (), {"is_followed": True}, Entry.GRANTED),
        (("public", "followers"), (), {"is_follower": True}, Entry.FREE),
        (("followers",), ("public",), {}, Entry.WAITING),
        (("followers",), ("public",), {"is_follower": True}, Entry.GRANTED),
        (("followers",), (BOB.uri,), {"is_follower": True}, Entry.WAITING),
        (("followers",), (), {}, Entry.FORBIDDEN),
        (("author",), (), {"is_follower": True}, Entry.FORBIDDEN),
    ],
)
def test_a_name_needs_no_word_a_group_does_and_approval_is_waited_for(
    kind: Any, always: Any, with_approval: Any, facts: dict[str, bool], wanted: Entry
) -> None:
    status = a_status(by=ALICE, policy=policy(always, with_approval))
    assert entry_of(kind, status, asker(**facts)) is wanted


def test_followers_of_a_post_for_them_are_let_in_by_word() -> None:
    status = a_status(by=ALICE, visibility="private")
    assert entry_of("reply", status, asker(is_follower=True)) is Entry.GRANTED
    assert entry_of("favourite", status, asker(is_follower=True)) is Entry.GRANTED
    assert entry_of("reblog", status, asker(is_follower=True)) is Entry.FORBIDDEN


def test_who_is_mentioned_or_answered_may_reply_freely() -> None:
    closed = policy(("author",))
    post = a_status(by=ALICE, policy=closed, mentioned_ids=(BOB.id,))
    assert entry_of("reply", post, asker()) is Entry.FREE
    answer = a_status(by=ALICE, policy=closed, in_reply_to_account_id=BOB.id)
    assert entry_of("reply", answer, asker()) is Entry.FREE


@pytest.mark.parametrize("visibility", ["public", "unlisted", "private", "direct"])
def test_a_remote_post_without_a_policy_waits_for_no_word(visibility: str) -> None:
    status = a_status(by=FAR, visibility=visibility)
    assert entry_of("favourite", status, asker(is_follower=True)) is Entry.FREE
    assert entry_of("reply", status, asker(is_follower=True)) is Entry.FREE
    boost = Entry.FREE if visibility in ("public", "unlisted") else Entry.FORBIDDEN
    assert entry_of("reblog", status, asker(is_follower=True)) is boost


def test_what_waits_itself_is_for_nobody_but_who_decides() -> None:
    waiting = a_status(by=FAR, is_pending=True, in_reply_to_account_id=ALICE.id)
    assert entry_of("reply", waiting, asker()) is Entry.FORBIDDEN
    assert entry_of("favourite", waiting, asker()) is Entry.FORBIDDEN
    decides = Asker(account_id=ALICE.id, uri=ALICE.uri)
    assert entry_of("reply", waiting, decides) is Entry.FREE
