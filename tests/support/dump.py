"""The whole content of a database, to see that nothing has changed."""

from typing import Any

import attrs

from gotosocial.storage.database import Engine

Dump = dict[str, Any]

_BY_THE_CLOCK = ("delivery_shares",)
"""Tables of leases, which are renewed whatever anybody asks; they are never looked at."""
_TABLES = {
    "sqlite": (
        "SELECT m.name AS name, (SELECT group_concat('quote(\"' || c.name || '\")', ' || '','' || ')"
        " FROM pragma_table_info(m.name) c) AS line"
        " FROM sqlite_master m WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
    ),
    "postgres": "SELECT tablename AS name, 't::text' AS line FROM pg_tables WHERE schemaname = 'public'",
}
"""All tables, each with the words that make one text of a row."""
_ALL_LINES = {
    "sqlite": (
        "(SELECT group_concat(line, '|') FROM (SELECT {line} AS line FROM {name} ORDER BY 1)) AS {name}"
    ),
    "postgres": "(SELECT string_agg({line}, '|' ORDER BY {line}) FROM {name} t) AS {name}",
}


@attrs.define
class Watch:
    """Looks at a database again and again; where PostgreSQL says that nobody wrote, it need not be read."""

    engine: Engine
    without: tuple[str, ...] = ()
    _writers: str = attrs.field(default="", init=False)
    _latest: Dump = attrs.field(factory=dict, init=False)

    async def look(self) -> Dump:
        """Return what ``dump`` returns."""
        writers = await self._who_wrote()
        if not writers or writers != self._writers:
            self._writers, self._latest = writers, await dump(self.engine, without=self.without)
        return self._latest

    async def _who_wrote(self) -> str:
        """Return the transactions that may have written so far; nothing where the engine cannot tell."""
        if self.engine.name != "postgres":
            return ""
        [row] = await self.engine.reads.scan("SELECT CAST(pg_current_snapshot() AS TEXT) AS writers")
        return str(row["writers"])


async def dump(engine: Engine, *, without: tuple[str, ...] = ()) -> Dump:
    """Return something that stands for the rows of every table; equal for equal rows.

    ``without`` names tables that may change by themselves.
    """
    tables = await engine.reads.scan(_TABLES[engine.name])
    known = {row["name"]: row["line"] for row in tables if row["name"] not in (*_BY_THE_CLOCK, *without)}
    shape = _ALL_LINES[engine.name]
    texts = [shape.format(name=name, line=line) for name, line in known.items()]
    [row] = await engine.reads.scan(f"SELECT {', '.join(texts)}")
    return {name: row[name] for name in known}


def changed(before: Dump, after: Dump) -> list[str]:
    """Return the names of the tables that differ."""
    return [name for name in after if before.get(name) != after[name]]
