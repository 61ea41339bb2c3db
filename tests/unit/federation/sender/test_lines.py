"""Lines in front of inboxes: one at a time for each, in order, several side by side."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from gotosocial.federation.sender.lines import Lines
from gotosocial.models.delivery import WaitingDelivery


def row(number: int, inbox: str) -> WaitingDelivery:
    return WaitingDelivery(id=number, activity_id="a", inbox=inbox, attempts=0, failing_since=None)


def test_inboxes_take_turns() -> None:
    lines = Lines(at_once=1)
    lines.add([row(1, "x"), row(2, "x"), row(3, "y"), row(4, "x")])
    order = []
    while (next_row := lines.next()) is not None:
        order.append(next_row.id)
        lines.landed(next_row)
    assert order == [1, 3, 2, 4]
    assert len(lines) == 0


def test_an_inbox_waits_until_its_last_one_has_landed() -> None:
    lines = Lines()
    lines.add([row(1, "x"), row(2, "x")])
    first = lines.next()
    assert first is not None
    assert lines.next() is None
    lines.landed(first)
    second = lines.next()
    assert second is not None
    assert second.id == 2


def test_what_is_known_is_not_added_again() -> None:
    lines = Lines()
    assert [one.id for one in lines.add([row(1, "x"), row(2, "y")])] == [1, 2]
    lines.next()
    assert [one.id for one in lines.add([row(1, "x"), row(2, "y"), row(3, "x")])] == [3]
    assert (lines.flying, lines.waiting, len(lines)) == (1, 2, 3)


def test_what_is_under_way_is_not_forgotten() -> None:
    lines = Lines()
    lines.add([row(1, "x"), row(2, "x"), row(3, "y")])
    flying = lines.next()
    assert flying is not None
    lines.forget()
    assert (lines.flying, lines.waiting) == (1, 0)
    lines.add([row(1, "x"), row(2, "x")])
    assert lines.next() is None
    lines.landed(flying)
    following = lines.next()
    assert following is not None
    assert following.id == 2


@given(
    st.lists(st.tuples(st.sampled_from("uvwxyz"), st.booleans(), st.integers(0, 5)), max_size=80),
    st.integers(1, 5),
)
def test_whatever_happens_each_inbox_sees_its_order(steps: list[tuple[str, bool, int]], at_once: int) -> None:
    lines, flying, seen, last_id = Lines(at_once=at_once), [], defaultdict(list), 0
    for inbox, adds, position in steps:
        if adds:
            last_id += 1
            lines.add([row(last_id, inbox)])
        elif (started := lines.next()) is not None:
            assert started.inbox not in [one.inbox for one in flying]
            seen[started.inbox].append(started.id)
            flying.append(started)
        elif flying:
            lines.landed(flying.pop(position % len(flying)))
        assert len(flying) == lines.flying <= at_once
    assert all(ids == sorted(ids) for ids in seen.values())
