"""Documents in the shapes in which other software sends them; the people and hosts in them are invented.

``load("mastodon", "actor")`` is ``canned/mastodon/actor.json``. Each software lives on
``<software>.example``; the ids of its files agree. Our side is marked: ``{ME}`` is the URI of our account,
``{HANDLE}`` its handle, ``{STATUS}`` one of its statuses, ``{FOLLOW}`` its follow of somebody; ``{PEM}`` is
the public key of the actor.
"""

from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).parent / "canned"
MARKS = {
    "ME": "https://here.example/users/alice",
    "HANDLE": "@alice@here.example",
    "STATUS": "https://here.example/users/alice/statuses/01HV0000000000000000000001",
    "FOLLOW": "https://here.example/users/alice/follow/01HV0000000000000000000002",
    "PEM": "PEM",
}


def load(software: str, name: str, **replace: str) -> dict[str, Any]:
    """Return a document, its marks replaced by what is given, else by those of ``here.example``."""
    found = _replaced(orjson.loads((FOLDER / software / f"{name}.json").read_bytes()), MARKS | replace)
    assert isinstance(found, dict)
    return found


def all_names() -> list[tuple[str, str]]:
    """Return every document there is, as (software, name)."""
    return sorted((path.parent.name, path.stem) for path in FOLDER.glob("*/*.json"))


def _replaced(value: Any, marks: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(inner, marks) for name, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, marks) for inner in value]
    if isinstance(value, str):
        for mark, words in marks.items():
            value = value.replace("{" + mark + "}", words)
    return value
