"""Leave those classes in clean HTML that mean something in a text, for our own pages.

Apps get every class. On our pages the same words are styled for what only the server says, such as the badge
of an admin or the sign of a verified link, and nobody may wear these in a text of theirs.
"""

import re

_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*+>""")
_CLASS = re.compile(r' class="([^"]*)"')
_MEANINGFUL = frozenset({"ellipsis", "h-card", "hashtag", "invisible", "mention", "u-url"})
_LANGUAGE = "language-"


def with_page_classes(html: str) -> str:
    """Return clean HTML without the classes that could be taken for ours; words between tags stay."""
    return _TAG.sub(_tag, html) if "class=" in html else html


def _tag(found: re.Match[str]) -> str:
    return _CLASS.sub(_kept, found.group())


def _kept(found: re.Match[str]) -> str:
    kept = [one for one in found.group(1).split() if one in _MEANINGFUL or one.startswith(_LANGUAGE)]
    return f' class="{" ".join(kept)}"' if kept else ""
