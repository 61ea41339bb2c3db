"""Lists of texts or numbers as the JSON of a column."""

from collections.abc import Sequence

import orjson


def list_to_json(values: Sequence[str] | Sequence[int]) -> str:
    """Return the list as JSON."""
    return orjson.dumps(list(values)).decode()


def texts_from_json(text: str) -> tuple[str, ...]:
    """Read a list of texts."""
    return tuple(orjson.loads(text)) if text != "[]" else ()


def numbers_from_json(text: str) -> tuple[int, ...]:
    """Read a list of numbers."""
    return tuple(orjson.loads(text)) if text != "[]" else ()
