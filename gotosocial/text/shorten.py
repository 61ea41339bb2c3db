"""Show long addresses short: scheme and tail stay in the text, hidden by the classes that clients know."""

import re
from html import escape

SHOWN_LETTERS = 30
_PREFIX = re.compile(r"(?:https?://(?:www\.)?)?", re.IGNORECASE)


def shown_link(shown: str) -> str:
    """Return the inside of a link as HTML; beyond 30 letters the rest is marked ``invisible``."""
    prefix = _PREFIX.match(shown)
    start = prefix.end() if prefix else 0
    if len(shown) - start <= SHOWN_LETTERS:
        return escape(shown)
    head, middle = shown[:start], shown[start : start + SHOWN_LETTERS]
    hidden = f'<span class="invisible">{escape(head)}</span>' if head else ""
    tail = shown[start + SHOWN_LETTERS :]
    return (
        f'{hidden}<span class="ellipsis">{escape(middle)}</span><span class="invisible">{escape(tail)}</span>'
    )
