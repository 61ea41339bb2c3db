"""Bracketed names of forms and queries into one tree, as Rack and Go's form decoders read them.

``a[b]=x`` nests, ``a[]=x&a[]=y`` and ``a=x&a=y`` are lists, ``a[0][b]=x`` is an object keyed by numbers,
and ``a[][b]=x&a[][c]=y`` is a list of objects in which a repeated key begins the next object.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from gotosocial.errors import Invalid

MAX_FIELDS = 1000
MAX_DEPTH = 5
_MAX_JSON_DEPTH = 32

Tree = dict[str, Any]


def parse_pairs(raw: bytes) -> list[tuple[str, str]]:
    """Split an urlencoded query or body; raise Invalid for bad UTF-8, NUL or too many fields."""
    if not raw:
        return []
    try:
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except UnicodeDecodeError:
        raise Invalid("the parameters are not valid UTF-8") from None
    except ValueError:
        raise Invalid("too many parameters") from None
    if b"%00" in raw or b"\0" in raw:
        raise Invalid("parameters contain no NUL")
    return pairs


def grow(pairs: Iterable[tuple[str, Any]]) -> Tree:
    """Build the tree from names and values in the order in which they came."""
    tree: Tree = {}
    for name, value in pairs:
        if "[" not in name:
            _repeat(tree, name, value)
        else:
            _nest(tree, _path(name), value, name)
    return tree


def check_json(value: Any, depth: int = 0) -> None:
    """Raise Invalid for JSON that is nested too deeply or holds NUL, which no database column takes."""
    if isinstance(value, str):
        if "\0" in value:
            raise Invalid("strings contain no NUL")
    elif isinstance(value, (dict, list)):
        if depth >= _MAX_JSON_DEPTH:
            raise Invalid("the JSON is nested too deeply")
        for one in value.items() if isinstance(value, dict) else enumerate(value):
            check_json(one[0], depth + 1)
            check_json(one[1], depth + 1)


def _path(name: str) -> list[str]:
    head, _, rest = name.partition("[")
    parts = rest.split("[")
    if not head or any(not part.endswith("]") or "]" in part[:-1] for part in parts):
        raise Invalid(f"the parameter name {name[:100]!r} is malformed")
    if len(parts) > MAX_DEPTH:
        raise Invalid(f"the parameter {name[:100]!r} is nested too deeply")
    return [head, *(part[:-1] for part in parts)]


def _nest(tree: Tree, path: list[str], value: Any, name: str) -> None:
    place: Any = tree
    for index, key in enumerate(path[:-1]):
        following = path[index + 1]
        if key == "":
            place = _last_object(place, following, is_leaf=index + 2 == len(path))
            continue
        place = place.setdefault(key, [] if following == "" else {})
        if following == "" and isinstance(place, str):
            tree[key] = place = [place]
        if not isinstance(place, list if following == "" else dict):
            raise Invalid(f"the parameter {name[:100]!r} contradicts another one")
    if path[-1] == "":
        place.append(value)
    else:
        _repeat(place, path[-1], value)


def _last_object(objects: list[Any], key: str, *, is_leaf: bool) -> Tree:
    if key == "":
        raise Invalid("a list of lists is not understood")
    if not objects or not isinstance(objects[-1], dict) or (is_leaf and key in objects[-1]):
        objects.append({})
    last: Tree = objects[-1]
    return last


def _repeat(tree: Tree, key: str, value: Any) -> None:
    if key not in tree:
        tree[key] = value
    elif isinstance(tree[key], list):
        tree[key].append(value)
    elif isinstance(tree[key], dict):
        raise Invalid(f"the parameter {key[:100]!r} contradicts another one")
    else:
        tree[key] = [tree[key], value]
