"""One JSON object of another server, asked by the plain names of its properties.

This is no JSON-LD: contexts are neither fetched nor believed. What real software does is covered: a value
may stand alone or in a list, as an address or as an object with an id; names may have the prefix of their
namespace or be whole IRIs; ``@id``, ``@type``, ``@value``, ``@list`` and language maps are understood; null
is nothing. Every question has an answer, whatever the object holds: of the wrong type is the same as missing.
"""

from collections.abc import Collection
from datetime import datetime
from itertools import islice
from typing import Any, Self

import attrs

from gotosocial.activitypub.read.limits import LANGUAGES, LINKS, WORD
from gotosocial.activitypub.read.times import read_time
from gotosocial.activitypub.read.values import flag_of, recipient_of, text_of, uri_of, whole_of
from gotosocial.errors import Malformed

_PREFIXES = frozenset(
    {
        *("as", "toot", "schema", "sec", "security", "gts", "misskey", "fedibird", "vcard", "litepub"),
        *("ostatus", "lemmy", "pt", "mz", "apg", "firefish", "sharkey"),
    }
)
_MOST_TYPES = 10


@attrs.frozen
class Document:
    """An object of remote JSON. Its own JSON is never changed."""

    properties: dict[str, Any]

    @classmethod
    def of(cls, value: object) -> Self:
        """Open a value; raise Malformed where it is no object."""
        if not isinstance(value, dict):
            raise Malformed("the document is not a JSON object")
        has_long_names = ":" in "".join(value)
        return cls(_with_plain_names(value) if has_long_names else value)

    @property
    def uri(self) -> str:
        """The object's own id; empty where it has none that is an http(s) address."""
        return uri_of(self.properties.get("id")) or uri_of(self.properties.get("@id"))

    @property
    def types(self) -> list[str]:
        """What the object says it is, without namespaces."""
        named = self.values("type", _MOST_TYPES) or self.values("@type", _MOST_TYPES)
        return [plain_name(name) for value in named if (name := text_of(value, WORD))]

    def kind(self, known: Collection[str]) -> str:
        """Return the first of the object's types that is known; empty where none is."""
        return next((name for name in self.types if name in known), "")

    def values(self, name: str, most: int = LINKS) -> list[Any]:
        """Return the values of a property, one or many, without nulls."""
        found = self.properties.get(name)
        if found is None:
            return []
        if isinstance(found, dict):
            inside = found.get("@list", found.get("@set"))
            found = inside if isinstance(inside, list) else found
        if not isinstance(found, list):
            return [found]
        return list(islice((item for item in found if item is not None), most))

    def things(self, name: str, most: int = LINKS) -> list["Document"]:
        """Return those values of a property that are objects."""
        return [Document.of(value) for value in self.values(name, most) if isinstance(value, dict)]

    def text(self, name: str, most: int) -> str:
        """Return the first text of a property, or, where there is none, of its language map."""
        values = self.values(name)
        if not values:
            by_language = self.properties.get(name + "Map")
            if isinstance(by_language, dict):
                values = list(islice(by_language.values(), LANGUAGES))
        return next((text for value in values if (text := text_of(value, most))), "")

    def link(self, *names: str) -> str:
        """Return the first address in the first of the properties that has one; empty where none has."""
        for name in names:
            for value in self.values(name):
                if uri := uri_of(value):
                    return uri
        return ""

    def links(self, name: str, most: int) -> tuple[str, ...]:
        """Return the addresses of a property, each once."""
        found = (uri_of(value) for value in self.values(name, most))
        return tuple(dict.fromkeys(uri for uri in found if uri))

    def recipients(self, name: str, most: int) -> tuple[str, ...]:
        """Return like ``links`` whom a property names; everybody is the public IRI."""
        found = (recipient_of(value) for value in self.values(name, most))
        return tuple(dict.fromkeys(uri for uri in found if uri))

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return the first yes or no of a property."""
        found = [flag for value in self.values(name) if (flag := flag_of(value)) is not None]
        return found[0] if found else default

    def number(self, name: str) -> int | None:
        """Return the first whole number of a property that is not negative."""
        found = [number for value in self.values(name) if (number := whole_of(value)) is not None]
        return found[0] if found else None

    def time(self, name: str) -> datetime | None:
        """Return the first time of a property."""
        found = [when for value in self.values(name) if (when := read_time(text_of(value, WORD)))]
        return found[0] if found else None


def plain_name(name: str) -> str:
    """Return a name without its namespace: ``as:Note`` and its whole IRI become ``Note``."""
    if ":" not in name:
        return name
    if name.startswith(("http://", "https://")):
        return name.replace("#", "/").rpartition("/")[2] or name
    prefix, _, rest = name.partition(":")
    return rest if prefix in _PREFIXES and rest else name


def _with_plain_names(properties: dict[str, Any]) -> dict[str, Any]:
    plain = {plain_name(name): value for name, value in properties.items() if ":" in name}
    return plain | {name: value for name, value in properties.items() if ":" not in name}
