"""The order in which the answers below a status are read (row S-20)."""

from collections.abc import Sequence

from gotosocial.models.thread_member import ThreadMember


def descendants_in_order(top_id: str, author_id: str, members: Sequence[ThreadMember]) -> list[str]:
    """Return the ids below ``top_id``: each answer right before its own answers, oldest first.

    Answers of the author of the top to themselves come before those of others. Nothing is visited twice,
    so a loop of replies does no harm.
    """
    answers: dict[str, list[ThreadMember]] = {}
    for member in sorted(members, key=lambda one: one.id):
        if member.in_reply_to_id:
            answers.setdefault(member.in_reply_to_id, []).append(member)
    order: list[str] = []
    met = {top_id}
    waiting = _next_first(answers.get(top_id, []), author_id)
    while waiting:
        member = waiting.pop()
        if member.id in met:
            continue
        met.add(member.id)
        order.append(member.id)
        waiting.extend(_next_first(answers.get(member.id, []), author_id))
    return order


def _next_first(answers: list[ThreadMember], author_id: str) -> list[ThreadMember]:
    """Sort for a stack, whose last item is taken first."""
    return sorted(answers, key=lambda one: (one.account_id != author_id, one.id), reverse=True)
