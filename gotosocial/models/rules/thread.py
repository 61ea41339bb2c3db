"""What a thread looks like: the order in which answers are read (row S-20), and who speaks in it."""

from collections.abc import Sequence

from gotosocial.models.status import Status
from gotosocial.models.thread_member import ThreadMember


def is_monologue(author_id: str, parent: Status | None) -> bool:
    """Tell whether the author of a new status wrote everything above it; a root has nothing above it."""
    return parent is None or (parent.account_id == author_id and parent.is_monologue)


def descendants_in_order(top_id: str, author_id: str, members: Sequence[ThreadMember]) -> list[str]:
    """Return the ids below ``top_id``: each answer right before its own answers, oldest first.

    Answers of the author of the top to themselves come before those of others. Nothing is visited twice,
    so a loop of replies does no harm.
    """
    answers: dict[str, list[ThreadMember]] = {}
    for member in members:
        if member.in_reply_to_id:
            answers.setdefault(member.in_reply_to_id, []).append(member)
    by_author = {top_id, *(member.id for member in members if member.account_id == author_id)}
    order: list[str] = []
    met = {top_id}
    waiting = _next_first(answers.get(top_id, []), author_id, by_author)
    while waiting:
        member = waiting.pop()
        if member.id in met:
            continue
        met.add(member.id)
        order.append(member.id)
        waiting.extend(_next_first(answers.get(member.id, []), author_id, by_author))
    return order


def _next_first(answers: list[ThreadMember], author_id: str, by_author: set[str]) -> list[ThreadMember]:
    """Sort for a stack, whose last item is taken first."""

    def rank(answer: ThreadMember) -> tuple[bool, str]:
        is_own = answer.account_id == author_id and answer.in_reply_to_id in by_author
        return (not is_own, answer.id)

    return sorted(answers, key=rank, reverse=True)
