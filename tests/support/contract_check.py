"""Checks answers against the contract in ``contract/`` and our own additions to it.

``additions.json``: ``statuses`` that a route of the contract may answer with besides, ``nulls``: fields that
are always there and null where there is nothing, as Mastodon documents them, and ``routes`` of our own, each
with the names of all fields of what it answers (of each item, where that is a list).
"""

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson

_FOLDER = Path(__file__).parent / "contract"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_contract", _FOLDER / "check_contract.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _expect_nulls(entities: dict[str, dict[str, Any]], nulls: dict[str, list[str]]) -> None:
    """Demand these fields, which may be null; a field that Mastodon does not document so is a mistake."""
    for entity, fields in nulls.items():
        for name in fields:
            field = entities[entity]["fields"][name]
            assert field["mastodon"]["nullable"], f"{entity}.{name} is never null in Mastodon"
            field |= {"nullable": True, "optional": False, "required_in": ["gotosocial", "mastodon"]}


contract: Any = _load()
ADDITIONS: dict[str, dict[str, Any]] = orjson.loads((_FOLDER / "additions.json").read_bytes())
_expect_nulls(contract.entities(), ADDITIONS["nulls"])


def complaints(method: str, path: str, status: int, headers: dict[str, str], body: bytes) -> list[str]:
    """Return what is wrong with an answer of the client API; nothing is said of other paths."""
    route = path.partition("?")[0]
    if not route.startswith("/api/") or method == "HEAD" or status in (101, 204, 304):
        return []
    if not headers.get("content-type", "").startswith("application/json"):
        return [f"the answer is {headers.get('content-type')!r}, not JSON"]
    value = orjson.loads(body)
    if status >= 400:
        return list(contract.validate_shape("Error", value))
    try:
        known = contract.find_route(method, route)
    except KeyError:
        return _additional_route(method, route, status, value)
    if str(status) not in known["responses"] and status not in _additional_statuses(method, known["path"]):
        return [f"status {status} is not in the contract"]
    shape = known["responses"].get(str(status)) or known["responses"].get("200") or "any"
    return list(contract.validate_shape(shape, value))


def _additional_statuses(method: str, path: str) -> list[int]:
    return [int(one) for one in ADDITIONS.get("statuses", {}).get(f"{method} {path}", [])]


def _additional_route(method: str, route: str, status: int, value: Any) -> list[str]:
    for known, answers in ADDITIONS.get("routes", {}).items():
        if not re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(known)), f"{method} {route}"):
            continue
        if str(status) not in answers:
            return [f"status {status} is not among our additions to the contract"]
        items = value if isinstance(value, list) else [value]
        return [
            f"{item} has not the fields {answers[str(status)]}"
            for item in items
            if list(item) != answers[str(status)]
        ]
    return [f"{method} {route} is not in the contract"]
