"""Bytes from another server become JSON, within limits that hold before anything looks at it."""

from typing import Any

import orjson

from gotosocial.activitypub.read.limits import DEPTH, NODES, SIGNS
from gotosocial.errors import Malformed


def read_json(body: bytes | str) -> dict[str, Any]:
    """Return the object that the text holds; raise Malformed where there is none, or a too big one."""
    if len(body) > SIGNS:
        _check_signs(body.encode() if isinstance(body, str) else body)
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as problem:
        raise Malformed("the document is not JSON", detail=str(problem)[:200]) from None
    if not isinstance(found, dict):
        raise Malformed("the document is not a JSON object")
    check_depth(found)
    return found


def _check_signs(body: bytes) -> None:
    """Raise Malformed for what would become millions of small things: a hundred megabytes of four."""
    if sum(map(body.count, (b",", b"[", b"{"))) > SIGNS:
        raise Malformed("the document is too large", detail=f"more than {SIGNS} commas and brackets")


def check_depth(document: object, *, deepest: int = DEPTH, most: int = NODES) -> None:
    """Raise Malformed where objects and lists are nested more than ``deepest`` times, or hold more than
    ``most`` values. The document is walked level by level, so that its depth costs no recursion.
    """
    level, total = [document], 0
    for _ in range(deepest + 1):
        below: list[object] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        if not below:
            return
        total += len(below)
        if total > most:
            raise Malformed("the document is too large", detail=f"more than {most} values")
        level = below
    raise Malformed("the document is too deep", detail=f"more than {deepest} levels")
