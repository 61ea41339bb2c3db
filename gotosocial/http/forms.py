"""Query and body into one tree of fields: JSON, urlencoded and multipart mean the same (row K4-37)."""

from typing import Any

import orjson

from gotosocial.errors import Invalid, NotAcceptable
from gotosocial.http.bodies import MEMORY_LIMIT, Discard, Memory, Multipart, Sink
from gotosocial.http.tree import Tree, check_json, grow, parse_pairs

JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"
MULTIPART_TYPE = "multipart/form-data"
DISCARD_LIMIT = 64 * 1024
_PLAINLY_SHALLOW = 32


def sink_for(body: str, content_type: str, limit: int, temp_dir: str | None) -> Sink:
    """Choose where a body goes. ``body`` is the route's kind, ``limit`` its bytes.

    A type that no form is read from is taken as bytes: whether it is wrong shows when the body is there.
    """
    if body == "ignored":
        return Discard(limit)
    if body == "none":
        return Discard(min(limit, DISCARD_LIMIT))
    kind, _, parameters = content_type.partition(";")
    if body != "raw" and kind.strip().lower() == MULTIPART_TYPE:
        return Multipart(_boundary(parameters), limit, temp_dir)
    return Memory(limit if body == "raw" else min(limit, MEMORY_LIMIT))


def read_tree(query: bytes, content_type: str, sink: Sink | None) -> Tree:
    """Build the tree of one request: the query's fields, and over them those of the body.

    Raises Invalid for what cannot be read and NotAcceptable for a body of another type.
    """
    tree = grow(parse_pairs(query)) if query else {}
    tree.pop("access_token", None)
    if isinstance(sink, Multipart):
        tree.update(grow(sink.pairs()))
    elif isinstance(sink, Memory):
        tree.update(_read_body(sink.content(), content_type))
    return tree


def _read_body(body: bytes, content_type: str) -> Tree:
    if not body:
        return {}
    kind, _, parameters = content_type.partition(";")
    kind = kind.strip().lower()
    if _charset(parameters) not in ("", "utf-8", "utf8", "us-ascii"):
        raise NotAcceptable("only UTF-8 is read here")
    if kind == FORM_TYPE:
        return grow(parse_pairs(body))
    if kind == JSON_TYPE:
        return read_json_object(body)
    raise NotAcceptable(f"a body is {JSON_TYPE}, {FORM_TYPE} or {MULTIPART_TYPE}")


def read_json_object(body: bytes) -> Tree:
    """Parse a JSON object; raise Invalid for anything else, for bad UTF-8 and for deep nesting."""
    try:
        value: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Invalid("the body is not valid JSON") from None
    if not isinstance(value, dict):
        raise Invalid("the body must be a JSON object")
    if b"\\u0000" in body or body.count(b"[") + body.count(b"{") > _PLAINLY_SHALLOW:
        check_json(value)
    return value


def _charset(parameters: str) -> str:
    return _parameter(parameters, "charset").lower()


def _boundary(parameters: str) -> str:
    boundary = _parameter(parameters, "boundary")
    if not boundary or len(boundary) > 200 or not boundary.isascii():
        raise Invalid("the multipart boundary is missing or malformed")
    return boundary


def _parameter(parameters: str, wanted: str) -> str:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == wanted:
            return value.strip().strip('"')
    return ""
