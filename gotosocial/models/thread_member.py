"""One post of a thread, as little of it as is needed to put the thread in order."""

import attrs


@attrs.frozen(kw_only=True)
class ThreadMember:
    """A post of a thread; ``in_reply_to_id`` is empty for its root and where the parent is not known."""

    id: str
    in_reply_to_id: str
    account_id: str
