"""What a configuration says of a fresh database: one with the schema, or one that a host has been started on.

An instance of a host is prepared once, into a template of each kind; every test gets a copy of it.
"""

import shutil
from itertools import count
from pathlib import Path
from typing import Any

import attrs
from twisted.internet import reactor

from gotosocial.app.build import lay_foundations
from gotosocial.app.opened import opened
from gotosocial.config.config import Config
from gotosocial.storage.engines.postgres_connect import PostgresOptions
from tests.support.databases import copied_postgres, fresh_postgres, fresh_sqlite, keep_template, templates

_numbers = count(1)
_prepared: dict[tuple[str, str, str], dict[str, Any]] = {}


async def migrated_database(kind: str, folder: Path) -> dict[str, Any]:
    """Return the section of the configuration for a new database with the whole schema."""
    if kind == "postgres":
        return _on_postgres(await fresh_postgres())
    path = folder / "here.db"
    await fresh_sqlite(path)
    return _on_sqlite(path)


async def prepared_database(kind: str, folder: Path, config: Config) -> dict[str, Any]:
    """Return the section for a database that knows the host of the configuration: its actor, its keys.

    It is a new one, unless the folder has one already: then a server is started again.
    """
    key = (kind, config.general.origin, config.general.account_domain)
    if key not in _prepared:
        _prepared[key] = await _prepare(kind, config)
    template = _prepared[key]
    if kind == "postgres":
        return _on_postgres(copied_postgres(template["database"]))
    path = folder / "here.db"
    if not path.exists():
        shutil.copyfile(template["address"], path)
    return _on_sqlite(path)


async def _prepare(kind: str, config: Config) -> dict[str, Any]:
    section = await migrated_database(kind, _new_folder())
    database = attrs.evolve(config.database, **section)
    async with opened(lay_foundations(attrs.evolve(config, database=database), reactor)):
        pass
    if kind == "postgres":
        keep_template(section["database"])
    return section


def _new_folder() -> Path:
    made = templates() / f"prepared_{next(_numbers)}"
    made.mkdir()
    return made


def _on_sqlite(path: Path) -> dict[str, Any]:
    return {"type": "sqlite", "address": str(path), "sqlite_synchronous": "OFF"}


def _on_postgres(options: PostgresOptions) -> dict[str, Any]:
    return {
        "type": "postgres",
        "address": options.host,
        "user": options.user,
        "database": options.database,
        "max_open_conns_multiplier": 3,
    }
