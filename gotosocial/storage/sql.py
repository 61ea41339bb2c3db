"""One text of SQL for both engines: named parameters and ``IN :ids`` written as each driver wants them.

Statements are PostgreSQL's where the engines differ in a word only: ``FOR UPDATE SKIP LOCKED`` is left out
for SQLite, which has one writer anyway, and a column that counts by itself is declared in SQLite's words.
Columns of letters sort by bytes on both: PostgreSQL is told so where a table is made, whatever its database
does otherwise, because cursors and bounds are compared as text. Literals, quoted names, comments and ``::``
casts are not touched. The work is done once per text; a list stays one value, so that the text is constant
and may be empty.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import attrs
import orjson

_PIECES = re.compile(
    r"""
    (?P<skip>'(?:[^']|'')*' | "(?:[^"]|"")*" | --[^\n]* | /\*.*?\*/ | (?P<tag>\$\w*\$).*?(?P=tag) | ::)
  | (?P<lock>\s*\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b (?:\s+SKIP\s+LOCKED\b)?)
  | (?P<counting>\bBIGINT\s+GENERATED\s+ALWAYS\s+AS\s+IDENTITY\s+PRIMARY\s+KEY\b)
  | (?P<letters>\bTEXT\b)
  | (?P<among>\b(?P<negated>NOT\s+)?IN\s+:(?P<list>[A-Za-z_]\w*))
  | (?<![\w:]):(?P<name>[A-Za-z_]\w*)
  | (?P<percent>%)
  | (?P<write>\b(?:INSERT|UPDATE|DELETE)\b)
    """,
    re.VERBOSE | re.DOTALL,
)
_DEFINES = re.compile(r"\s*(?:CREATE|ALTER)\s+TABLE\b")
_READ = re.compile(r"\s*(?:SELECT|VALUES|WITH|EXPLAIN)\b")


@attrs.frozen(kw_only=True)
class Form:
    """A statement as one driver takes it: ``lists`` are the parameters that stand behind ``IN``."""

    text: str
    names: frozenset[str]
    lists: tuple[str, ...]
    writes: bool

    def listed(self, parameters: dict[str, Any], pack: Callable[[list[Any]], Any]) -> dict[str, Any]:
        """Return the parameters with every list packed into the one value that the driver takes."""
        return {**parameters, **{name: pack(list(parameters[name])) for name in self.lists}}


@lru_cache(maxsize=4096)
def sqlite_form(sql: str) -> Form:
    """Write a statement for ``sqlite3``: parameters stay, lists arrive as one JSON text."""

    def written(piece: re.Match[str]) -> str:
        if piece["lock"]:
            return ""
        if piece["counting"]:
            return "INTEGER PRIMARY KEY AUTOINCREMENT"
        if piece["among"]:
            return f"{piece['negated'] or ''}IN (SELECT value FROM json_each(:{piece['list']}))"
        return piece[0]

    return _form(sql, _PIECES.sub(written, sql))


@lru_cache(maxsize=4096)
def postgres_form(sql: str) -> Form:
    """Write a statement for psycopg2: parameters as ``%(name)s``, lists as one array."""
    form = _form(sql, sql)
    if _DEFINES.match(sql):
        return attrs.evolve(form, text=_PIECES.sub(_sorted_by_bytes, sql))
    if not form.names:
        return form

    def written(piece: re.Match[str]) -> str:
        if piece["among"]:
            compared = "<> ALL" if piece["negated"] else "= ANY"
            return f"{compared}(%({piece['list']})s)"
        if piece["name"]:
            return f"%({piece['name']})s"
        return piece[0].replace("%", "%%")

    return attrs.evolve(form, text=_PIECES.sub(written, sql))


def json_list(values: list[Any]) -> str:
    """Pack a list into the JSON text that ``json_each`` reads."""
    return orjson.dumps(values).decode()


def _sorted_by_bytes(piece: re.Match[str]) -> str:
    return 'TEXT COLLATE "C"' if piece["letters"] else piece[0]


def _form(sql: str, text: str) -> Form:
    pieces = list(_PIECES.finditer(sql))
    lists = tuple(dict.fromkeys(piece["list"] for piece in pieces if piece["list"]))
    names = {piece["name"] for piece in pieces if piece["name"]}
    if names & set(lists):
        raise ValueError(f"a parameter is a list and a single value in one statement: {sql}")
    writes = not _READ.match(sql) or any(piece["write"] for piece in pieces)
    return Form(text=text, names=frozenset(names.union(lists)), lists=lists, writes=writes)
