"""Read HTML as a flat row of tokens, as forgiving as a browser and in one pass.

What a browser would not show is left out: comments, declarations, the inside of scripts and styles, a tag
that never ends. Every letter is consumed once, so hostile input costs no more than a harmless one.
"""

import re
from collections.abc import Iterator
from html import unescape

import attrs

from gotosocial.text.letters import tidy

_NAME = re.compile(r"[A-Za-z][^\t\n /<>]*+")
_ATTRIBUTE = re.compile(
    r"[\t\n /]*+([^\t\n />][^\t\n />=]*+)"
    r"(?:[\t\n ]*+=[\t\n ]*+(\"[^\"]*+\"|'[^']*+'|[^\t\n >\"'][^\t\n >]*+)?+)?+"
)
_TAG_END = re.compile(r"[\t\n /]*+>")
_ENTITY = re.compile(
    r"&(?:#[0-9]{1,7}+(?![0-9]);?|#[xX][0-9A-Fa-f]{1,6}+(?![0-9A-Fa-f]);?|[A-Za-z][A-Za-z0-9]{1,31}+;?)"
)


def element_names(names: str) -> frozenset[str]:
    """Return the names, written with spaces between them, as a set."""
    return frozenset(names.split())


_RAW_TEXT = element_names(
    "iframe noembed noframes noscript plaintext script style template textarea title xmp"
)
_MAX_ATTRIBUTES = 50


@attrs.frozen
class Text:
    """Words between tags, entities resolved."""

    text: str


@attrs.frozen
class Open:
    """A start tag; names in lower case, values with entities resolved, the first of equal names wins."""

    name: str
    attributes: dict[str, str]


@attrs.frozen
class Close:
    """An end tag."""

    name: str


Token = Text | Open | Close


def read_tokens(html: str) -> Iterator[Token]:
    """Yield the tokens of a document or of a piece of one."""
    position = 0
    while position < len(html):
        sign = html.find("<", position)
        if sign != position:
            yield Text(_resolved(html[position : sign if sign >= 0 else len(html)]))
            if sign < 0:
                return
        token, position = _markup(html, sign)
        if token is not None:
            yield token
        if isinstance(token, Open) and token.name in _RAW_TEXT:
            position = _after_raw(html, token.name, position)


def _markup(html: str, sign: int) -> tuple[Token | None, int]:
    closing = html.startswith("/", sign + 1)
    name = _NAME.match(html, sign + 1 + closing)
    if name is not None:
        attributes, end = _attributes(html, name.end())
        tag = name.group().lower()
        if end < 0:
            return None, len(html)
        return (Close(tag) if closing else Open(tag, attributes)), end
    if html.startswith("<!--", sign):
        return None, _after(html, "-->", sign + 2)
    if closing or html.startswith(("!", "?"), sign + 1):
        return None, _after(html, ">", sign + 1)
    return Text("<"), sign + 1


def _attributes(html: str, position: int) -> tuple[dict[str, str], int]:
    attributes: dict[str, str] = {}
    while not (end := _TAG_END.match(html, position)):
        found = _ATTRIBUTE.match(html, position)
        if found is None:
            return {}, -1
        position = found.end()
        if len(attributes) < _MAX_ATTRIBUTES:
            value = found.group(2) or ""
            bare = value[1:-1] if value[:1] in ("'", '"') else value
            attributes.setdefault(found.group(1).lower(), _resolved(bare))
    return attributes, end.end()


def _after(html: str, mark: str, position: int) -> int:
    found = html.find(mark, position)
    return len(html) if found < 0 else found + len(mark)


def _after_raw(html: str, name: str, position: int) -> int:
    closing = re.compile(rf"</{name}(?=[\t\n />])", re.IGNORECASE).search(html, position)
    return len(html) if closing is None else closing.start()


def _resolved(text: str) -> str:
    # A reference can name a line end of another kind, which a letter of its own may not be.
    return tidy(_ENTITY.sub(lambda found: unescape(found.group()), text)) if "&" in text else text
