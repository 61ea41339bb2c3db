"""Make any HTML safe to show: the only way for text of others, and for our own, into a page or an answer.

Two locks, one behind the other. The first reads the input in one pass and writes balanced HTML of allowed
elements, at most 50 levels of it and, of other servers, 100,000 letters; the second is bleach with the same
list, which parses that result as a browser does. The first keeps the second cheap, the second does not trust
the first. What ``plain_html.py`` recognises has passed a second lock already: bleach would give it back as
it is.

    any text -> tidy -> read_tokens -> Balance -> plain? else bleach -> HTML that is well formed and listed

The result is the same when it is cleaned again. Beyond 4,000 letters this takes long enough for a thread;
every thread has a bleach of its own, because bleach keeps state while it parses.
"""

import sys
import threading

import bleach

from gotosocial.text.allowed import ELEMENTS, RELS_KEPT, is_allowed_attribute
from gotosocial.text.balance import Balance
from gotosocial.text.html_tokens import read_tokens
from gotosocial.text.letters import tidy
from gotosocial.text.plain_html import is_plain_html

MAX_LETTERS = 100_000
SLOW_LETTERS = 4_000

_own = threading.local()


def clean(html: str, *, rels: frozenset[str] = RELS_KEPT, limit: int = MAX_LETTERS) -> str:
    """Return what is allowed of the HTML; ``rels`` are the link relations that may stay beside ours.

    Beyond ``limit`` letters nothing is read, and nothing is written.
    """
    balanced = _first_lock(html, rels, limit)
    return balanced if is_plain_html(balanced) else second_lock().clean(balanced)


def clean_own(html: str, *, rels: frozenset[str] = RELS_KEPT) -> str:
    """Return what is allowed of HTML that was written here, from escaped text: the first lock is enough.

    The second one, which costs five times as much, has nothing to do where nobody else wrote a tag. Nothing
    is cut off: the text was measured when it came, and hashtags and links make many times as much of it.
    """
    return _first_lock(html, rels, sys.maxsize)


def clean_markdown(html: str, *, rels: frozenset[str] = RELS_KEPT) -> str:
    """Return what is allowed of HTML that people here wrote, tags and all; nothing is cut off."""
    return clean(html, rels=rels, limit=sys.maxsize)


def _first_lock(html: str, rels: frozenset[str], limit: int) -> str:
    first = Balance(budget=limit, rels=rels)
    for token in read_tokens(tidy(html[:limit])):
        first.add(token)
        if first.is_full:
            break
    return first.finish()


def second_lock() -> bleach.Cleaner:
    """Return this thread's bleach, which keeps to the list."""
    if not hasattr(_own, "cleaner"):
        _own.cleaner = bleach.Cleaner(
            tags=ELEMENTS,
            attributes=is_allowed_attribute,
            protocols={"http", "https", "mailto"},
            strip=True,
        )
    cleaner: bleach.Cleaner = _own.cleaner
    return cleaner
