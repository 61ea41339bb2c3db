"""The order of a thread, and who speaks in it (rows S-20, T-06)."""

from gotosocial.models.rules.thread import descendants_in_order, is_monologue
from gotosocial.models.thread_member import ThreadMember
from tests.support.builders import a_status, an_account


def member(name: str, parent: str, by: str) -> ThreadMember:
    return ThreadMember(id=name, in_reply_to_id=parent, account_id=by)


def order(*members: ThreadMember, top: str = "0", by: str = "author") -> list[str]:
    return descendants_in_order(top, by, members)


def test_each_answer_stands_before_its_own_answers_oldest_first() -> None:
    thread = (
        member("1", "0", "bob"),
        member("2", "0", "eve"),
        member("3", "1", "eve"),
        member("4", "2", "bob"),
    )
    assert order(*thread) == ["1", "3", "2", "4"]
    assert order(*reversed(thread)) == ["1", "3", "2", "4"]


def test_the_author_s_own_chain_comes_first() -> None:
    assert order(
        member("1", "0", "bob"),
        member("2", "0", "author"),
        member("3", "2", "bob"),
        member("4", "2", "author"),
        member("5", "1", "bob"),
    ) == ["2", "4", "3", "1", "5"]


def test_the_author_s_answers_to_others_have_no_privilege() -> None:
    assert order(member("1", "0", "bob"), member("2", "1", "eve"), member("3", "1", "author")) == [
        "1",
        "2",
        "3",
    ]


def test_what_does_not_hang_below_the_top_is_left_out() -> None:
    assert order(member("1", "0", "bob"), member("2", "gone", "bob"), member("3", "", "eve")) == ["1"]
    assert order(member("1", "0", "bob"), member("2", "1", "eve"), top="1", by="bob") == ["2"]


def test_a_circle_ends() -> None:
    assert order(member("0", "2", "author"), member("1", "0", "bob"), member("2", "1", "eve")) == ["1", "2"]


def test_a_chain_of_thousands_is_no_matter() -> None:
    chain = [member(f"{one:05}", f"{one - 1:05}", "bob") for one in range(1, 5000)]
    assert order(*chain, top="00000") == [one.id for one in chain]


def test_a_monologue_is_by_one_author_from_the_root_on() -> None:
    alice, bob = an_account("alice"), an_account("bob")
    root = a_status(by=alice)
    assert is_monologue(alice.id, None)
    assert is_monologue(alice.id, root)
    assert not is_monologue(bob.id, root)
    assert not is_monologue(alice.id, a_status(by=alice, reply_to=a_status(by=bob)))
    assert not is_monologue(alice.id, a_status(by=alice, in_reply_to_uri="https://far.example/1"))
