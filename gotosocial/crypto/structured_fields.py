"""Read and write the dictionaries of HTTP headers (RFC 9651), as far as signatures and digests need them.

Strict on purpose: what two readers could understand differently, such as a name that stands twice, is
malformed here. Numbers with a fraction and dates have no use in these headers and are malformed too.
Reading takes steps in proportion to the length of the text.
"""

import base64
import binascii
import re
from typing import TypeVar

import attrs

from gotosocial.errors import Malformed

V = TypeVar("V")

Bare = int | str | bool | bytes
"""What an item is: an integer, a string, a token (a ``Token``), a boolean, or octets."""

_MAX_MEMBERS = 16
_MAX_ITEMS = 32
_MAX_PARAMS = 16

_KEY = re.compile(r"[a-z*][a-z0-9_\-.*]*")
_BARE = re.compile(
    r'"(?P<string>(?:[ !#-\[\]-~]|\\["\\])*)"'
    r"|(?P<integer>-?[0-9]{1,15})(?![0-9.])"
    r"|:(?P<octets>[A-Za-z0-9+/=]*):"
    r"|\?(?P<boolean>[01])"
    r"|(?P<token>[A-Za-z*][!#$%&'*+\-.^_`|~:/0-9A-Za-z]*)"
)
_COMMA = re.compile(r"[ \t]*,[ \t]*")
_SPACES = re.compile(r" *")
_SEMICOLON = re.compile(r"; *")
_ESCAPED = re.compile(r'\\(["\\])')


class Token(str):
    """A word that stands without quotes."""

    __slots__ = ()


@attrs.frozen
class Item:
    """One value with its parameters, in their order."""

    value: Bare
    params: dict[str, Bare] = attrs.field(factory=dict)


@attrs.frozen
class InnerList:
    """A list of items with parameters of its own."""

    items: tuple[Item, ...]
    params: dict[str, Bare]


@attrs.define
class _Reader:
    """Walks over one text; each step takes something and moves on, or raises Malformed."""

    text: str
    place: int = 0

    @property
    def is_done(self) -> bool:
        return self.place >= len(self.text)

    def take(self, pattern: re.Pattern[str], what: str) -> re.Match[str]:
        match = pattern.match(self.text, self.place)
        if match is None:
            raise Malformed("a structured header is malformed", detail=f"no {what} at {self.place}")
        self.place = match.end()
        return match

    def has(self, letter: str) -> bool:
        return self.text.startswith(letter, self.place)

    def member(self) -> Item | InnerList:
        if not self.has("="):
            return Item(True, self.params())
        self.place += 1
        return self.inner_list() if self.has("(") else self.item()

    def inner_list(self) -> InnerList:
        self.place += 1
        items: list[Item] = []
        self.take(_SPACES, "space")
        while not self.has(")"):
            items.append(self.item())
            _limit(len(items), _MAX_ITEMS)
            if not self.take(_SPACES, "space")[0] and not self.has(")"):
                raise Malformed("a structured header is malformed", detail="items without a space")
        self.place += 1
        return InnerList(tuple(items), self.params())

    def item(self) -> Item:
        return Item(_bare(self.take(_BARE, "value")), self.params())

    def params(self) -> dict[str, Bare]:
        found: dict[str, Bare] = {}
        while self.has(";"):
            self.take(_SEMICOLON, "semicolon")
            key = self.take(_KEY, "name")[0]
            value: Bare = True
            if self.has("="):
                self.place += 1
                value = _bare(self.take(_BARE, "value"))
            _add(found, key, value, _MAX_PARAMS)
        return found


def read_dictionary(text: str) -> dict[str, Item | InnerList]:
    """Return the members of a dictionary by name; raise Malformed where the text is none."""
    reader = _Reader(text.strip(" \t"))
    members: dict[str, Item | InnerList] = {}
    while not reader.is_done:
        key = reader.take(_KEY, "name")[0]
        _add(members, key, reader.member(), _MAX_MEMBERS)
        if not reader.is_done:
            reader.take(_COMMA, "comma")
            if reader.is_done:
                raise Malformed("a structured header is malformed", detail="it ends with a comma")
    return members


def write_inner_list(inner: InnerList) -> str:
    """Return the one form in which a list of items is written."""
    return f"({' '.join(write_item(item) for item in inner.items)}){_write_params(inner.params)}"


def write_item(item: Item) -> str:
    """Return the one form in which an item is written."""
    return _write_bare(item.value) + _write_params(item.params)


def write_octets(octets: bytes) -> str:
    """Return octets as a dictionary holds them: base64 between colons."""
    return f":{base64.b64encode(octets).decode()}:"


def _write_params(params: dict[str, Bare]) -> str:
    return "".join(
        f";{key}" if value is True else f";{key}={_write_bare(value)}" for key, value in params.items()
    )


def _write_bare(value: Bare) -> str:
    if isinstance(value, bool):
        return "?1" if value else "?0"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return write_octets(value)
    if isinstance(value, Token):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _bare(match: re.Match[str]) -> Bare:
    kind, text = match.lastgroup, match[match.lastgroup or 0]
    if kind == "string":
        return _ESCAPED.sub(r"\1", text)
    if kind == "integer":
        return int(text)
    if kind == "boolean":
        return text == "1"
    if kind == "token":
        return Token(text)
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error as mistake:
        raise Malformed("a structured header is malformed", detail=str(mistake)) from mistake


def _add(found: dict[str, V], key: str, value: V, most: int) -> None:
    if key in found:
        raise Malformed("a structured header is malformed", detail=f"{key} stands twice")
    found[key] = value
    _limit(len(found), most)


def _limit(count: int, most: int) -> None:
    if count > most:
        raise Malformed("a structured header is malformed", detail=f"more than {most} parts")
