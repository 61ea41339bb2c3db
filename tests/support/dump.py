"""The whole content of a database, to see that nothing has changed."""

from typing import Any

from gotosocial.storage.database import Engine

Dump = dict[str, Any]

_BY_THE_CLOCK = ("delivery_shares",)
"""Tables of leases, which are renewed whatever anybody asks; they are never looked at."""
_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
}


async def dump(engine: Engine, *, without: tuple[str, ...] = ()) -> Dump:
    """Return something that stands for the rows of every table; equal for equal rows.

    ``without`` names tables that may change by themselves.
    """
    rows = await engine.reads.scan(_NAMES[engine.name])
    names = [row["name"] for row in rows if row["name"] not in (*_BY_THE_CLOCK, *without)]
    return await (_rows if engine.name == "sqlite" else _texts)(engine, names)


def changed(before: Dump, after: Dump) -> list[str]:
    """Return the names of the tables that differ."""
    return [name for name in after if before.get(name) != after[name]]


async def _rows(engine: Engine, names: list[str]) -> Dump:
    found: Dump = {}
    for name in names:
        rows = await engine.reads.scan(f"SELECT * FROM {name}")
        found[name] = sorted((tuple(row) for row in rows), key=repr)
    return found


async def _texts(engine: Engine, names: list[str]) -> Dump:
    """Ask for all tables in one trip."""
    text = "(SELECT string_agg(t::text, '|' ORDER BY t::text) FROM {name} t) AS {name}"
    [row] = await engine.reads.scan(f"SELECT {', '.join(text.format(name=name) for name in names)}")
    return {name: row[name] for name in names}
