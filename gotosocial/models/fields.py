"""Untyped input from outside, read field by field into typed values or a clear Invalid.

A query, a form and a JSON body all become the same thing: a tree of dicts, lists and scalars.
``source[privacy]=x`` and ``{"source": {"privacy": "x"}}`` are equal, so are ``id[]=a&id[]=b``,
``id=a`` and ``{"id": ["a", "b"]}``. ``http/forms.py`` builds the tree; forms read it.
"""

import re
from collections.abc import Mapping
from typing import Any

from gotosocial.errors import Invalid

_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True", "on", "ON", "On", "yes"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False", "off", "OFF", "Off", "no", ""})
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_INDEX = re.compile(r"[0-9]{1,9}")


class Fields:
    """The fields of one request, or of one nested object in it; ``name`` is where it stands."""

    def __init__(self, tree: Mapping[str, Any], name: str = "") -> None:
        self._tree = tree
        self._name = name

    def has(self, key: str) -> bool:
        """Tell whether the field was sent at all, be it empty."""
        return key in self._tree

    def keys(self) -> list[str]:
        """Return the names of all fields that were sent."""
        return list(self._tree)

    def raw(self, key: str) -> Any:
        """Return whatever was sent, or None (uploads are found this way)."""
        return self._tree.get(key)

    def text(self, key: str, default: str = "") -> str:
        """Return a string; numbers are taken as they would be written in a form."""
        value = self._tree.get(key)
        if value is None:
            return default
        if isinstance(value, str):
            return value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return str(value)
        raise Invalid(f"{self.where(key)} must be a string")

    def maybe_text(self, key: str) -> str | None:
        """Return a string, or None where the field was not sent."""
        return self.text(key) if self._tree.get(key) is not None else None

    def flag(self, key: str, *, default: bool) -> bool:
        """Return a boolean in any of the spellings that clients use."""
        value = self._tree.get(key)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        text = str(value) if isinstance(value, (str, int)) else "?"
        if text in _TRUE:
            return True
        if text in _FALSE:
            return False
        raise Invalid(f"{self.where(key)} must be a boolean")

    def maybe_flag(self, key: str) -> bool | None:
        """Return a boolean, or None where the field was not sent."""
        return self.flag(key, default=False) if self._tree.get(key) is not None else None

    def number(self, key: str, default: int) -> int:
        """Return a whole number."""
        value = self._tree.get(key)
        if value is None or value == "":
            return default
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and _WHOLE.fullmatch(value):
            return int(value)
        raise Invalid(f"{self.where(key)} must be a whole number")

    def maybe_number(self, key: str) -> int | None:
        """Return a whole number, or None where the field was not sent or is empty."""
        return self.number(key, 0) if self._tree.get(key) not in (None, "") else None

    def texts(self, key: str) -> list[str]:
        """Return a list of strings; one value counts as a list of one, numbered ones as a list in order."""
        value = _in_order(self._tree.get(key))
        if value is None:
            return []
        if isinstance(value, str):
            return [value]
        if isinstance(value, list) and all(type(one) in (str, int) for one in value):
            return [str(one) for one in value]
        raise Invalid(f"{self.where(key)} must be a list of strings")

    def section(self, key: str) -> "Fields":
        """Return the fields of a nested object; an empty one where it was not sent."""
        value = self._tree.get(key)
        if value is None:
            return Fields({}, self.where(key))
        if isinstance(value, dict):
            return Fields(value, self.where(key))
        raise Invalid(f"{self.where(key)} must be an object")

    def sections(self, key: str) -> list["Fields"]:
        """Return a list of nested objects; an object keyed by numbers counts as one, in that order."""
        value = _in_order(self._tree.get(key))
        if value is None:
            return []
        if isinstance(value, list) and all(isinstance(one, dict) for one in value):
            return [Fields(one, f"{self.where(key)}[{index}]") for index, one in enumerate(value)]
        raise Invalid(f"{self.where(key)} must be a list of objects")

    def where(self, key: str) -> str:
        """Return the full name of a field, as ``source[privacy]``, for messages."""
        return f"{self._name}[{key}]" if self._name else key


def _in_order(value: Any) -> Any:
    """Turn an object keyed by numbers, as forms write lists, into the list; leave everything else."""
    if isinstance(value, dict) and all(_INDEX.fullmatch(index) for index in value):
        return [value[index] for index in sorted(value, key=int)]
    return value
