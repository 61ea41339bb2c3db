"""Who may see, boost and pin a status: every rule on its own, without a server."""

from typing import Any

import attrs
import pytest

from gotosocial.models.account import Account
from gotosocial.models.interaction_policy import InteractionPolicy, PolicyRules
from gotosocial.models.rules.visibility import (
    Seen,
    asks_for_follower,
    boost_visibility,
    may_boost,
    may_pin,
    may_see_account,
    may_see_status,
)
from gotosocial.models.status import Status
from gotosocial.models.viewer import FollowSwitches, Viewer
from gotosocial.models.visibility import Visibility
from tests.support.builders import START, a_status, an_account

ALICE, BOB, CAROL = an_account("alice"), an_account("bob"), an_account("carol")
OPEN = {"public", "unlisted"}


def viewer(of: Account = BOB, *, follows: tuple[Account, ...] = (), **relations: Any) -> Viewer:
    following = {one.id: FollowSwitches() for one in follows}
    return Viewer(account_id=of.id, following=following, **relations)


def seen(status: Status, by: Account = ALICE, **facts: Any) -> Seen:
    return Seen(status=status, author=by, **facts)


VIEWERS = {
    "author": (viewer(ALICE), False, set(Visibility)),
    "follower": (viewer(follows=(ALICE,)), False, OPEN | {"private"}),
    "mutual": (viewer(follows=(ALICE,)), True, OPEN | {"private", "mutuals_only"}),
    "followed only": (viewer(), True, OPEN),
    "requested": (viewer(requested={ALICE.id: FollowSwitches()}), False, OPEN),
    "stranger": (viewer(), False, OPEN),
    "blocked": (viewer(follows=(ALICE,), blocked_by=frozenset({ALICE.id})), True, set()),
    "blocker": (viewer(follows=(ALICE,), blocking=frozenset({ALICE.id})), True, set()),
}


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("is_federated", [True, False])
def test_each_audience_sees_what_is_meant_for_it(
    who: str, visibility: Visibility, is_federated: bool
) -> None:
    looking, follows_viewer, sees = VIEWERS[who]
    status = a_status(by=ALICE, visibility=visibility, is_federated=is_federated)
    assert may_see_status(seen(status, follows_viewer=follows_viewer), looking) is (visibility in sees)


@pytest.mark.parametrize("visibility", list(Visibility))
def test_who_is_mentioned_sees_it_unless_a_block_stands_between(visibility: Visibility) -> None:
    status = a_status(by=ALICE, visibility=visibility, mentioned_ids=(BOB.id,))
    assert may_see_status(seen(status), viewer())
    assert not may_see_status(seen(status), viewer(blocking=frozenset({ALICE.id})))
    assert not may_see_status(seen(status), viewer(blocked_by=frozenset({ALICE.id})))


@pytest.mark.parametrize("visibility", list(Visibility))
def test_nobody_sees_the_posts_of_an_account_that_is_not_there(visibility: Visibility) -> None:
    status = a_status(by=ALICE, visibility=visibility, mentioned_ids=(BOB.id,))
    for gone in (attrs.evolve(ALICE, suspended_at=START), attrs.evolve(ALICE, is_active=False)):
        for looking in (viewer(follows=(ALICE,)), None):
            assert not may_see_status(seen(status, gone, follows_viewer=True), looking)
            assert not may_see_account(gone, looking)


@pytest.mark.parametrize(
    ("visibility", "status_facts", "author_facts", "wanted"),
    [
        ("public", {}, {}, True),
        ("public", {"is_federated": False}, {}, False),
        ("public", {"is_pending": True}, {}, False),
        ("public", {}, {"hides_public_from_web": True}, False),
        ("unlisted", {}, {}, False),
        ("unlisted", {}, {"hides_unlisted_from_web": False}, True),
        ("unlisted", {"is_federated": False}, {"hides_unlisted_from_web": False}, False),
        ("private", {}, {}, False),
        ("mutuals_only", {}, {}, False),
        ("direct", {}, {}, False),
    ],
)
def test_from_outside_only_open_posts_are_seen_and_only_where_the_author_shows_them(
    visibility: str, status_facts: dict[str, Any], author_facts: dict[str, Any], wanted: bool
) -> None:
    author = attrs.evolve(ALICE, **author_facts)
    assert (
        may_see_status(seen(a_status(by=ALICE, visibility=visibility, **status_facts), author), None)
        is wanted
    )


def test_what_waits_for_approval_is_seen_by_the_two_it_concerns() -> None:
    parent = a_status(by=CAROL)
    reply = seen(a_status(by=ALICE, reply_to=parent, is_pending=True))
    assert may_see_status(reply, viewer(ALICE))
    assert may_see_status(reply, viewer(CAROL))
    assert not may_see_status(reply, viewer(BOB, follows=(ALICE, CAROL)))


@pytest.mark.parametrize("visibility", list(Visibility))
def test_a_boost_is_seen_by_those_who_see_both(visibility: Visibility) -> None:
    original = a_status(by=ALICE, visibility=visibility)
    boost = a_status(by=CAROL, boost_of=original)
    for looking, follows_viewer, sees in VIEWERS.values():
        within = seen(original, follows_viewer=follows_viewer)
        assert may_see_status(seen(boost, CAROL, original=within), looking) is (visibility in sees)
    away = viewer(ALICE, blocking=frozenset({CAROL.id}))
    assert not may_see_status(seen(boost, CAROL, original=seen(original)), away)


def test_a_narrow_boost_of_an_open_post_is_for_the_followers_of_the_booster() -> None:
    original = a_status(by=ALICE)
    boost = seen(a_status(by=CAROL, boost_of=original, visibility="private"), CAROL, original=seen(original))
    assert may_see_status(boost, viewer(follows=(CAROL,)))
    assert not may_see_status(boost, viewer(follows=(ALICE,)))
    assert may_see_status(boost, viewer(ALICE)), "it is addressed to the author, who is notified of it"


def test_a_boost_of_what_is_gone_is_seen_by_nobody() -> None:
    boost = a_status(by=ALICE, boost_of=a_status(by=CAROL))
    assert not may_see_status(seen(boost), viewer(ALICE))


@pytest.mark.parametrize(
    ("visibility", "others", "author"),
    [("public", True, True), ("unlisted", True, True), ("private", False, True),
     ("mutuals_only", False, True), ("direct", False, False)],
)  # fmt: skip
def test_who_may_boost(visibility: str, others: bool, author: bool) -> None:
    status = a_status(by=ALICE, visibility=visibility)
    assert may_boost(status, viewer(BOB, follows=(ALICE,))) is others
    assert may_boost(status, viewer(ALICE)) is author


def test_a_boost_is_narrower_where_that_was_wanted_and_never_wider() -> None:
    public, private = a_status(by=ALICE), a_status(by=ALICE, visibility="private")
    mutual = a_status(by=ALICE, visibility="mutuals_only")
    assert boost_visibility(public, None) is Visibility.PUBLIC
    assert boost_visibility(public, Visibility.PRIVATE) is Visibility.PRIVATE
    assert boost_visibility(private, Visibility.PUBLIC) is Visibility.PRIVATE
    assert boost_visibility(mutual, Visibility.PUBLIC) is Visibility.MUTUALS_ONLY


@pytest.mark.parametrize("visibility", list(Visibility))
def test_own_posts_are_pinned_unless_direct_or_boosts(visibility: Visibility) -> None:
    status = a_status(by=ALICE, visibility=visibility)
    assert may_pin(status, viewer(ALICE)) is (visibility is not Visibility.DIRECT)
    assert not may_pin(status, viewer(BOB))
    assert not may_pin(a_status(by=ALICE, boost_of=status, visibility=visibility), viewer(ALICE))


def test_it_is_asked_who_follows_back_only_where_that_matters() -> None:
    anybody, followed = PolicyRules(always=("public",)), PolicyRules(with_approval=("following",))
    policy = InteractionPolicy(can_favourite=anybody, can_reply=anybody, can_reblog=anybody)
    assert asks_for_follower(a_status(by=ALICE, visibility="mutuals_only"))
    assert not asks_for_follower(a_status(by=ALICE))
    assert not asks_for_follower(a_status(by=ALICE, policy=policy))
    assert asks_for_follower(a_status(by=ALICE, policy=attrs.evolve(policy, can_reply=followed)))
