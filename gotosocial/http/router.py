"""From method and path to the door: a dict of static paths, a tree of segments for the others."""

from collections.abc import Iterable, Sequence
from functools import cache
from urllib.parse import unquote_to_bytes

import attrs

from gotosocial.errors import Invalid, Misconfigured
from gotosocial.http.routes import Mounted

Methods = dict[str, Mounted]


@attrs.frozen
class Found:
    """A door and the decoded parameters of the path."""

    mounted: Mounted
    args: dict[str, str]


@attrs.frozen
class OtherMethods:
    """The path exists, but only with these methods."""

    allowed: frozenset[str]


@attrs.define
class _Node:
    methods: Methods = attrs.field(factory=dict)
    literal: dict[str, "_Node"] = attrs.field(factory=dict)
    starts: list[tuple[str, "_Node"]] = attrs.field(factory=list)
    one: "_Node | None" = None
    rest: Methods = attrs.field(factory=dict)


@attrs.frozen
class Router:
    """All doors by path. ``match`` costs a dict lookup for static paths, microseconds for others."""

    _static: dict[str, Methods]
    _root: _Node

    def match(self, method: str, path: bytes) -> Found | OtherMethods | None:
        """Return the door, the methods that the path would have, or None for an unknown path.

        HEAD is served by GET doors. Raises Invalid when the path is not UTF-8.
        """
        wanted = "GET" if method == "HEAD" else method
        try:
            text = path.decode()
            methods = self._static.get(text)
            if methods is not None and wanted in methods:
                return Found(methods[wanted], {})
            segments = text[1:].split("/")
            if "%" in text:
                segments = [_decoded(segment) for segment in segments]
            found = self._stride(wanted, segments)
            if found is not None:
                return found
        except UnicodeDecodeError:
            raise Invalid("the path is not valid UTF-8") from None
        allowed: set[str] = set(methods or ())
        found = self._walk(wanted, segments, allowed)
        if found is None and len(segments) > 1 and not segments[-1]:
            found = self._walk(wanted, segments[:-1], allowed)
        if found is None and allowed:
            return OtherMethods(frozenset(allowed | ({"HEAD"} if "GET" in allowed else set())))
        return found

    def _stride(self, method: str, segments: Sequence[str]) -> Found | None:
        """Find the door without ever turning back, which is right for nearly every request."""
        node, values = self._root, []
        for segment in segments:
            literal = node.literal.get(segment)
            if literal is not None:
                node = literal
            elif node.one is not None and not node.starts and _is_plain(segment):
                node = node.one
                values.append(segment)
            else:
                return None
        mounted = node.methods.get(method)
        return Found(mounted, dict(zip(_names(mounted.route.path), values, strict=True))) if mounted else None

    def _walk(self, method: str, segments: Sequence[str], allowed: set[str]) -> Found | None:
        if any("\0" in segment for segment in segments):
            return None
        for methods, values in _ways(self._root, segments, 0, ()):
            mounted = methods.get(method)
            if mounted is not None:
                return Found(mounted, dict(zip(_names(mounted.route.path), values, strict=True)))
            allowed.update(methods)
        return None


def build_router(doors: Sequence[Mounted]) -> Router:
    """Sort the doors into a router; raise Misconfigured where two want the same place."""
    static: dict[str, Methods] = {}
    root = _Node()
    for mounted in doors:
        path = mounted.route.path
        if "{" in path:
            _place(_grow(root, path), mounted)
        else:
            _place(static.setdefault(path, {}), mounted)
            _place(_grow(root, path), mounted)
    return Router(static, root)


def _place(methods: Methods, mounted: Mounted) -> None:
    other = methods.setdefault(mounted.route.method, mounted)
    if other is not mounted:
        raise Misconfigured(f"{mounted.route.endpoint} and {other.route.endpoint} want the same path")


def _grow(node: _Node, path: str) -> Methods:
    for segment in path[1:].split("/"):
        if segment.endswith("...}"):
            return node.rest
        start, brace, _ = segment.partition("{")
        if not brace:
            node = node.literal.setdefault(segment, _Node())
        elif not start:
            node.one = node.one or _Node()
            node = node.one
        else:
            known = dict(node.starts)
            if start not in known:
                known[start] = _Node()
                node.starts.append((start, known[start]))
                node.starts.sort(key=lambda item: -len(item[0]))
            node = known[start]
    return node.methods


def _ways(
    node: _Node, segments: Sequence[str], index: int, values: tuple[str, ...]
) -> Iterable[tuple[Methods, tuple[str, ...]]]:
    """Yield every end of the path in the tree, the most literal one first."""
    if index == len(segments):
        if node.methods:
            yield node.methods, values
        return
    segment = segments[index]
    literal = node.literal.get(segment)
    if literal is not None:
        yield from _ways(literal, segments, index + 1, values)
    for start, child in node.starts:
        if segment.startswith(start) and _is_plain(segment[len(start) :]):
            yield from _ways(child, segments, index + 1, (*values, segment[len(start) :]))
    if node.one is not None and _is_plain(segment):
        yield from _ways(node.one, segments, index + 1, (*values, segment))
    if node.rest and not any("/" in one for one in segments[index:]):
        yield node.rest, (*values, "/".join(segments[index:]))


@cache
def _names(path: str) -> tuple[str, ...]:
    return tuple(part.partition("}")[0].removesuffix("...") for part in path.split("{")[1:])


def _is_plain(segment: str) -> bool:
    return bool(segment) and "/" not in segment and "\0" not in segment


def _decoded(segment: str) -> str:
    return unquote_to_bytes(segment).decode() if "%" in segment else segment
