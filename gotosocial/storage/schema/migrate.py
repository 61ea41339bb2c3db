"""Applies the numbered schema files that a database has not seen yet, forward only.

``0002_jobs.sql`` is for both engines; where they differ there is a pair ``0002_jobs.sqlite.sql`` and
``0002_jobs.postgres.sql``. Each file and its row in ``schema_versions`` commit together, and no two
processes do this at the same time, so several may start at once.
"""

import re
from importlib.resources import files
from importlib.resources.abc import Traversable

import attrs
from twisted.logger import Logger

from gotosocial.errors import Misconfigured
from gotosocial.storage.database import Engine, Querier
from gotosocial.util.clock import Clock

PACKAGE = "gotosocial.storage.schema"
_LOCK = "schema"
_NAME = re.compile(r"(?P<version>\d{4})_(?P<name>\w+?)(?:\.(?P<engine>sqlite|postgres))?\.sql")
_PIECE = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | (?P<comment>--[^\n]* | /\*.*?\*/) | (?P<tag>\$\w*\$).*?(?P=tag)
      | (?P<word>\b[A-Za-z_]\w*\b) | (?P<end>;)""",
    re.VERBOSE | re.DOTALL,
)
_VERSIONS = """
    CREATE TABLE IF NOT EXISTS schema_versions (
        version INTEGER NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        applied_at BIGINT NOT NULL
    )
"""
_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN :names",
    "postgres": """
        SELECT table_name AS name FROM information_schema.tables
        WHERE table_schema = current_schema() AND table_name IN :names
    """,
}
_OURS = "schema_versions"
_FOREIGN = ["accounts", "bun_migrations"]
"""What other programs call tables of theirs, GoToSocial among them; ours are there only after ``_OURS``."""
_log = Logger()


@attrs.frozen(kw_only=True)
class Migration:
    """One numbered file, read."""

    version: int
    name: str
    text: str


async def migrate(engine: Engine, clock: Clock, package: str = PACKAGE) -> list[str]:
    """Bring the schema up to date and return the names of what was applied.

    Raises Misconfigured when the database was written by another program, or by a newer version of this one.
    """
    known = known_migrations(engine.name, package)
    await engine.alone(_LOCK, lambda q: _number(q, engine.name))
    applied = await engine.reads.all("SELECT version FROM schema_versions")
    done = {row["version"] for row in applied}
    _refuse_newer(max(done, default=0), known)
    fresh = []
    for migration in known:
        if migration.version not in done and await _apply(engine, clock, migration):
            fresh.append(f"{migration.version:04d}_{migration.name}")
            _log.info("schema: applied {name}", name=fresh[-1])
    return fresh


def known_migrations(engine_name: str, package: str = PACKAGE) -> list[Migration]:
    """Return the files for this engine in their order; raise ValueError where two have one number."""
    found: dict[int, Migration] = {}
    for file in files(package).iterdir():
        migration = _read(file, engine_name)
        if migration is None:
            continue
        if migration.version in found:
            raise ValueError(f"two schema files have the number {migration.version:04d}")
        found[migration.version] = migration
    return [found[version] for version in sorted(found)]


def statements(text: str) -> list[str]:
    """Split a file at its semicolons: not in literals, comments, ``$$`` bodies or a trigger's body."""
    parts: list[str] = []
    current: list[str] = []
    position, depth, is_trigger = 0, 0, False
    for piece in _PIECE.finditer(text):
        current.append(text[position : piece.start()])
        position = piece.end()
        if piece["comment"]:
            continue
        word = (piece["word"] or "").upper()
        is_trigger = is_trigger or word == "TRIGGER"
        if is_trigger and word in ("BEGIN", "CASE", "END"):
            depth += -1 if word == "END" else 1
        if piece["end"] and depth == 0:
            parts.append("".join(current).strip())
            current, is_trigger = [], False
        else:
            current.append(piece[0])
    parts.append("".join([*current, text[position:]]).strip())
    return [part for part in parts if part]


def _read(file: Traversable, engine_name: str) -> Migration | None:
    named = _NAME.fullmatch(file.name)
    if named is None or named["engine"] not in (None, engine_name):
        return None
    text = file.read_text(encoding="utf-8")
    return Migration(version=int(named["version"]), name=named["name"], text=text)


def _refuse_newer(highest: int, known: list[Migration]) -> None:
    if known and highest > known[-1].version:
        raise Misconfigured(
            f"the database has schema version {highest}, and this program knows versions up to"
            f" {known[-1].version}: install a newer version of the program"
        )


async def _number(q: Querier, engine_name: str) -> None:
    """Make the table of versions, but not in a database of another program."""
    found = await q.all(_TABLES[engine_name], names=[_OURS, *_FOREIGN])
    names = sorted(row["name"] for row in found)
    if names and _OURS not in names:
        raise Misconfigured(
            f"the database belongs to another program, which has made its table {names[0]}: choose a new one"
        )
    await q.run(_VERSIONS)


async def _apply(engine: Engine, clock: Clock, migration: Migration) -> bool:
    """Apply one file unless another process has done so meanwhile; tell whether it was needed."""

    async def deed(q: Querier) -> bool:
        seen = await q.value(
            "SELECT version FROM schema_versions WHERE version = :version", version=migration.version
        )
        if seen is not None:
            return False
        for statement in statements(migration.text):
            await q.run(statement)
        await q.run(
            "INSERT INTO schema_versions (version, name, applied_at) VALUES (:version, :name, :now)",
            version=migration.version,
            name=migration.name,
            now=clock.millis(),
        )
        return True

    return await engine.alone(_LOCK, deed)
