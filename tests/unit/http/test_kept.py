"""Kept answers: given again while nothing has changed, for a while, within bounds, and only good ones."""

import pytest

from gotosocial.http import kept
from gotosocial.http.kept import KeptReplies, Key
from gotosocial.http.reply import AnyReply, FileReply, Reply
from tests.unit.http.test_limits import Hands

ALICE: Key = ("alice", "/api/v1/timelines/home", "limit=2")
REPLY = Reply(body=b"[]")


def a_shelf(hands: Hands | None = None) -> KeptReplies:
    """Return kept replies among which alice's home page is."""
    shelf = KeptReplies(hands or Hands())
    shelf.keep(ALICE, shelf.epoch, REPLY)
    return shelf


def test_an_answer_is_given_again() -> None:
    assert KeptReplies(Hands()).find(ALICE) is None
    assert a_shelf().find(ALICE) is REPLY


@pytest.mark.parametrize(
    "key",
    [
        ("bob", ALICE[1], ALICE[2]),
        ("", ALICE[1], ALICE[2]),
        (None, ALICE[1], ALICE[2]),
        ("alice", "/api/v1/timelines/public", ALICE[2]),
        ("alice", ALICE[1], "limit=3"),
        ("alice", ALICE[1], ""),
    ],
)
def test_another_question_or_another_person_has_no_answer(key: Key) -> None:
    assert a_shelf().find(key) is None


def test_nobody_and_an_application_are_two() -> None:
    shelf = KeptReplies(Hands())
    for who in ("", None):
        shelf.keep((who, "/", ""), shelf.epoch, Reply(body=repr(who).encode()))
    assert [(shelf.find((who, "/", "")) or REPLY).body for who in ("", None)] == [b"''", b"None"]


def test_any_change_makes_all_of_them_worthless() -> None:
    shelf = a_shelf()
    shelf.changed("whatever it is about")
    assert shelf.find(ALICE) is None
    shelf.keep(ALICE, shelf.epoch, REPLY)
    assert shelf.find(ALICE) is REPLY


def test_an_answer_that_overlaps_a_change_is_not_kept() -> None:
    shelf = KeptReplies(Hands())
    begun = shelf.epoch
    shelf.changed()
    shelf.keep(ALICE, begun, REPLY)
    assert shelf.find(ALICE) is None


def test_a_late_answer_does_not_push_out_a_fresh_one() -> None:
    shelf = KeptReplies(Hands())
    begun = shelf.epoch
    shelf.changed()
    fresh = Reply(body=b"fresh")
    shelf.keep(ALICE, shelf.epoch, fresh)
    shelf.keep(ALICE, begun, REPLY)
    assert shelf.find(ALICE) is fresh


def test_an_answer_ends_by_itself() -> None:
    hands = Hands()
    shelf = a_shelf(hands)
    hands.seconds += kept.LONGEST_SECONDS
    assert shelf.find(ALICE) is REPLY
    hands.seconds += 0.001
    assert shelf.find(ALICE) is None


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=404),
        Reply(status=500),
        Reply(status=206),
        Reply(status=304),
        FileReply(path="/x", content_type="text/plain", cache="no-store", etag="x"),
    ],
)
def test_only_good_answers_in_memory_are_kept(reply: AnyReply) -> None:
    shelf = KeptReplies(Hands())
    shelf.keep(ALICE, shelf.epoch, reply)
    assert shelf.find(ALICE) is None


def test_there_are_not_more_than_so_many() -> None:
    shelf = KeptReplies(Hands())
    keys: list[Key] = [("alice", "/", str(number)) for number in range(kept.MOST_ENTRIES + 10)]
    for key in keys:
        shelf.keep(key, shelf.epoch, REPLY)
    found = [key for key in keys if shelf.find(key)]
    assert found == keys[10:]


def test_they_take_no_more_than_so_many_bytes() -> None:
    shelf = KeptReplies(Hands())
    big = Reply(body=b"x" * (kept.MOST_BYTES // 4))
    keys: list[Key] = [("alice", "/", str(number)) for number in range(6)]
    for key in keys:
        shelf.keep(key, shelf.epoch, big)
    assert [key for key in keys if shelf.find(key)] == keys[-3:]
    shelf.keep(ALICE, shelf.epoch, Reply(body=b"x" * kept.MOST_BYTES))
    assert shelf.find(ALICE) is None
