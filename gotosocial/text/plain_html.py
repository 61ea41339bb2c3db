"""Recognise the HTML that nearly every post is: paragraphs of text with lines, links, spans and emphasis.

It is read by a grammar of its own, which knows nothing of who wrote it: every letter must belong to a piece
that stands here, and every element must end where it should. What passes holds no element, attribute or
address beyond these, and a parser of HTML reads it exactly as it is written. All else is for bleach.
"""

import re

_NAMES = "[A-Za-z0-9_ -]{1,200}"
_CLASS = f'(?: class="{_NAMES}")?'
_ADDRESS = r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?#](?:[A-Za-z0-9._~:/?#@!$'()*+,;=%-]|&amp;)*)?"
_LINK = f'<a{_CLASS} href="{_ADDRESS}"{_CLASS} rel="[a-z -]{{1,200}}" target="_blank">'
_PIECE = re.compile(
    r"(?P<text>(?:[^<>&\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff0-\uffff]|&(?:amp|lt|gt);)+)"
    r"|<br>"
    r"|</(?P<end>p|a|span|strong|em|b|i|u|s|del|code)>"
    rf"|(?P<paragraph><p>)|(?P<link>{_LINK})|(?P<span><span{_CLASS}>)"
    r"|<(?P<emphasis>strong|em|b|i|u|s|del|code)>"
)
_DEEPEST = 20
_MOST_EQUAL = 3


def is_plain_html(html: str) -> bool:
    """Tell whether the HTML is made of nothing but the pieces above, each in its place."""
    open_: list[str] = []
    at = 0
    for piece in _PIECE.finditer(html):
        if piece.start() != at:
            return False
        at = piece.end()
        if not _fits(piece.lastgroup, piece, open_):
            return False
    return at == len(html) and not open_


def _fits(group: str | None, piece: re.Match[str], open_: list[str]) -> bool:
    """Tell whether the piece may stand inside what is open, and open or close it."""
    if group is None or group == "text":
        return True
    if group == "end":
        return bool(open_) and open_.pop() == piece["end"]
    if group == "paragraph":
        open_.append("p")
        return len(open_) == 1
    name = {"link": "a", "span": "span"}.get(group) or piece["emphasis"]
    # Links do not lie in links, and parsers forget the fourth of equal elements.
    most = {"link": 1, "emphasis": _MOST_EQUAL}.get(group, _DEEPEST)
    open_.append(name)
    return len(open_) <= _DEEPEST and open_.count(name) <= most
