"""What interaction policies say (rows V-09 to V-11, V-21)."""

from typing import Any

import pytest

from gotosocial.models.interaction_policy import InteractionPolicy, PolicyRules
from gotosocial.models.rules.interaction import (
    Asker,
    Permission,
    asker_of,
    is_open_to_all,
    may_favourite,
    may_reblog,
    may_reply,
    permissions,
)
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.viewer import FollowSwitches, Viewer
from gotosocial.models.visibility import Visibility
from tests.support.builders import a_status, an_account

ALICE, BOB = an_account("alice"), an_account("bob")
YES, ASK, NO = Permission.ALWAYS, Permission.WITH_APPROVAL, Permission.NEVER
NOBODY = PolicyRules()


def asker(**facts: bool) -> Asker:
    return Asker(account_id=BOB.id, uri=BOB.uri, **facts)


def replies(always: tuple[str, ...] = (), with_approval: tuple[str, ...] = ()) -> dict[str, Any]:
    rules = PolicyRules(always=always, with_approval=with_approval)
    return {"policy": InteractionPolicy(can_favourite=NOBODY, can_reply=rules, can_reblog=NOBODY)}


@pytest.mark.parametrize(
    ("visibility", "facts", "wanted"),
    [
        ("public", {}, (YES, YES, YES)),
        ("unlisted", {}, (YES, YES, YES)),
        ("private", {"is_follower": True}, (YES, YES, NO)),
        ("private", {}, (NO, NO, NO)),
        ("mutuals_only", {"is_follower": True, "is_followed": True}, (YES, YES, NO)),
        ("direct", {"is_follower": True}, (NO, NO, NO)),
    ],
)
def test_without_a_policy_that_of_the_visibility_holds(
    visibility: str, facts: dict[str, bool], wanted: tuple[Permission, ...]
) -> None:
    assert permissions(a_status(by=ALICE, visibility=visibility), asker(**facts)) == wanted


@pytest.mark.parametrize("visibility", list(Visibility))
def test_the_author_may_do_everything_but_boost_a_direct_post(visibility: Visibility) -> None:
    mine = Asker(account_id=ALICE.id, uri=ALICE.uri)
    policy = InteractionPolicy(can_favourite=NOBODY, can_reply=NOBODY, can_reblog=NOBODY)
    status = a_status(by=ALICE, visibility=visibility, policy=policy)
    boost = NO if visibility is Visibility.DIRECT else YES
    assert permissions(status, mine) == (YES, YES, boost)


def test_who_is_mentioned_or_answered_may_always_reply() -> None:
    nobody = replies()
    assert may_reply(a_status(by=ALICE, **nobody), asker()) is NO
    assert may_reply(a_status(by=ALICE, mentioned_ids=(BOB.id,), **nobody), asker()) is YES
    assert may_reply(a_status(by=ALICE, reply_to=a_status(by=BOB), **nobody), asker()) is YES
    assert may_favourite(a_status(by=ALICE, mentioned_ids=(BOB.id,), **nobody), asker()) is NO


@pytest.mark.parametrize(
    ("word", "facts", "is_matched"),
    [
        ("public", {}, True),
        ("followers", {"is_follower": True}, True),
        ("followers", {"is_followed": True}, False),
        ("following", {"is_followed": True}, True),
        ("following", {"is_follower": True}, False),
        ("mutuals", {"is_follower": True, "is_followed": True}, True),
        ("mutuals", {"is_follower": True}, False),
        ("author", {"is_follower": True, "is_followed": True}, False),
        (BOB.uri, {}, True),
        (ALICE.uri, {}, False),
    ],
)
def test_each_word_names_its_group(word: str, facts: dict[str, bool], is_matched: bool) -> None:
    always = a_status(by=ALICE, **replies(always=(word,)))
    asked = a_status(by=ALICE, **replies(with_approval=(word,)))
    assert may_reply(always, asker(**facts)) is (YES if is_matched else NO)
    assert may_reply(asked, asker(**facts)) is (ASK if is_matched else NO)


def test_a_name_beats_a_group_and_always_beats_approval() -> None:
    named_later = a_status(by=ALICE, **replies(always=("public",), with_approval=(BOB.uri,)))
    assert may_reply(named_later, asker()) is ASK
    named_first = a_status(by=ALICE, **replies(always=(BOB.uri,), with_approval=("public",)))
    assert may_reply(named_first, asker()) is YES
    both = a_status(by=ALICE, **replies(always=("followers",), with_approval=("public",)))
    assert may_reply(both, asker(is_follower=True)) is YES
    assert may_reply(both, asker()) is ASK


def test_mentioned_people_are_named_in_the_policy_of_a_direct_post() -> None:
    status = a_status(by=ALICE, visibility="direct", mentioned_ids=(BOB.id,))
    assert permissions(status, asker()) == (YES, YES, NO)


def test_nobody_boosts_a_direct_post_whatever_its_policy_says() -> None:
    anybody = PolicyRules(always=("public",))
    policy = InteractionPolicy(can_favourite=anybody, can_reply=anybody, can_reblog=anybody)
    assert may_reblog(a_status(by=ALICE, visibility="direct", policy=policy), asker()) is NO


def test_the_asker_is_who_stands_to_the_author_as_the_relations_say() -> None:
    looking = Viewer(account_id=BOB.id, following={ALICE.id: FollowSwitches()})
    seen = Seen(status=a_status(by=ALICE), author=ALICE, follows_viewer=True)
    assert asker_of(BOB.id, BOB.uri, looking, seen) == asker(is_follower=True, is_followed=True)
    stranger = Seen(status=a_status(by=ALICE), author=ALICE)
    assert asker_of(BOB.id, BOB.uri, Viewer(account_id=BOB.id), stranger) == asker()


def test_only_open_posts_without_a_policy_of_their_own_are_open_to_all() -> None:
    assert is_open_to_all(a_status(by=ALICE, visibility="unlisted"))
    assert not is_open_to_all(a_status(by=ALICE, visibility="private"))
    assert not is_open_to_all(a_status(by=ALICE, **replies(always=("public",))))
