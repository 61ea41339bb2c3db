"""Make any HTML safe to show: the only way for text of others, and for our own, into a page or an answer.

Two locks, one behind the other. The first reads the input in one pass and writes balanced HTML of allowed
elements, at most 100,000 letters and 50 levels of it; the second is bleach with the same list, which parses
that result as a browser does. The first keeps the second cheap, the second does not trust the first. What
``plain_html.py`` recognises has passed a second lock already: bleach would give it back as it is.

    any text -> tidy -> read_tokens -> Balance -> plain? else bleach -> HTML that is well formed and listed

The result is the same when it is cleaned again. Beyond 4,000 letters this takes long enough for a thread;
every thread has a bleach of its own, because bleach keeps state while it parses.
"""

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


def clean(html: str, *, rels: frozenset[str] = RELS_KEPT) -> str:
    """Return what is allowed of the HTML; ``rels`` are the link relations that may stay beside ours."""
    balanced = clean_own(html, rels=rels)
    return balanced if is_plain_html(balanced) else second_lock().clean(balanced)


def clean_own(html: str, *, rels: frozenset[str] = RELS_KEPT) -> str:
    """Return what is allowed of HTML that was written here, from escaped text: the first lock is enough.

    The second one, which costs five times as much, has nothing to do where nobody else wrote a tag.
    """
    first = Balance(budget=MAX_LETTERS, rels=rels)
    for token in read_tokens(tidy(html[:MAX_LETTERS])):
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
