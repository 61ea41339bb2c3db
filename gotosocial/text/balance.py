"""Turn any row of tokens into balanced HTML of allowed elements, never deeper than 50 levels.

The nesting rules are those of the HTML standard as far as allowed elements can meet: a block ends an open
paragraph, an item ends the item before it, a link ends a link. A parser of HTML therefore reads the result
exactly as it is written, which is what makes cleaning twice the same as cleaning once.
"""

from collections import Counter
from html import escape

import attrs

from gotosocial.text.allowed import ELEMENTS, allowed_attributes
from gotosocial.text.html_tokens import Close, Open, Text, Token, element_names

MAX_DEPTH = 50

_VOID = frozenset({"br", "hr", "wbr"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ENDS_PARAGRAPH = _HEADINGS | element_names(
    "article aside blockquote details div dl dd dt figcaption hgroup hr li ol p pre section summary ul"
)
_FORMATTING = element_names("a b code em i s small strike strong tt u")
_STOPS_ITEM = _HEADINGS | element_names("article aside blockquote dd details dl dt li ol pre section ul")
_SIBLINGS = {"li": frozenset({"li"}), "dd": frozenset({"dd", "dt"}), "dt": frozenset({"dd", "dt"})}
_IMPLIED_ENDS = frozenset({"dd", "dt", "li", "p", "rp", "rt"})
_MAX_SAME_FORMATTING = 3


@attrs.define
class Balance:
    """Collects balanced HTML of at most ``budget`` letters; what comes after is dropped."""

    budget: int
    rels: frozenset[str]
    _out: list[str] = attrs.Factory(list)
    _open: list[str] = attrs.Factory(list)
    _dropped: Counter[str] = attrs.Factory(Counter)
    _is_fresh_pre: bool = False
    is_full: bool = False

    def add(self, token: Token) -> None:
        """Take the next token."""
        if isinstance(token, Text):
            self._text(token.text)
        elif token.name not in ELEMENTS:
            return
        elif isinstance(token, Open):
            self._start(token)
        elif isinstance(token, Close) and token.name not in _VOID:
            self._end(token.name)

    def finish(self) -> str:
        """Close what is open and return the whole."""
        self._close_from(0)
        return "".join(self._out)

    def _text(self, text: str) -> None:
        if self._is_fresh_pre:
            # A parser drops the first line end inside <pre>; without any there is nothing to drop.
            text = text.lstrip("\n")
        room = self.budget
        written = escape(text[: max(room, 0)], quote=False)
        if len(written) > room or len(text) > room:
            self.is_full = True
            cut = written[:room]
            last = cut.rfind("&")
            written = cut[:last] if last > cut.rfind(";") else cut
        self._write(written)

    def _start(self, token: Open) -> None:
        name = token.name
        self._make_way(name)
        if name not in _VOID and (len(self._open) >= MAX_DEPTH or self._is_repeated(name)):
            self._dropped[name] += 1
            return
        tag = _start_tag(name, allowed_attributes(name, token.attributes, self.rels))
        closing = 0 if name in _VOID else len(name) + 3
        if len(tag) + closing > self.budget:
            self.is_full = True
            return
        self._write(tag)
        if name not in _VOID:
            self.budget -= closing
            self._open.append(name)
            self._is_fresh_pre = name == "pre"

    def _end(self, name: str) -> None:
        if self._dropped[name]:
            self._dropped[name] -= 1
        elif name in self._open:
            self._close_from(_last(self._open, {name}))

    def _make_way(self, name: str) -> None:
        if name in _SIBLINGS:
            self._end_sibling(_SIBLINGS[name])
        if name in _ENDS_PARAGRAPH and "p" in self._open:
            self._close_from(_last(self._open, {"p"}))
        if name == "a" and "a" in self._open:
            self._close_from(_last(self._open, {"a"}))
        if name in _HEADINGS and self._open and self._open[-1] in _HEADINGS:
            self._close_from(len(self._open) - 1)
        if name in ("rp", "rt") and "ruby" in self._open:
            while self._open[-1] in _IMPLIED_ENDS:
                self._close_from(len(self._open) - 1)

    def _end_sibling(self, siblings: frozenset[str]) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index] in siblings:
                self._close_from(index)
                return
            if self._open[index] in _STOPS_ITEM:
                return

    def _is_repeated(self, name: str) -> bool:
        # A fourth <b> inside three changes nothing, and parsers forget one of them.
        return name in _FORMATTING and self._open.count(name) >= _MAX_SAME_FORMATTING

    def _close_from(self, index: int) -> None:
        while len(self._open) > index:
            self._out.append(f"</{self._open.pop()}>")
            self._is_fresh_pre = False

    def _write(self, html: str) -> None:
        if html:
            self._out.append(html)
            self.budget -= len(html)
            self._is_fresh_pre = False


def _start_tag(name: str, attributes: dict[str, str]) -> str:
    parts = [name]
    for key, value in attributes.items():
        quoted = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
        parts.append(key if key == "open" else f'{key}="{quoted}"')
    return f"<{' '.join(parts)}>"


def _last(names: list[str], wanted: set[str]) -> int:
    return max(index for index, name in enumerate(names) if name in wanted)
