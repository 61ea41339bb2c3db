"""No read or write of any shelf walks or sorts a whole table, unless it is known to, and why.

Every public method of every shelf is called in a database where everything has the id ``X``, so that each
of them finds something. A querier in between notes the statements, and the engine is asked how it would run
them. On PostgreSQL table scans and sorts are forbidden for the asking, so that what is left of them has no
index. SQLite is never given statistics, so it plans for a large table as it does for an empty one.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from gotosocial.storage.database import Engine, Querier
from gotosocial.storage.schema.migrate import known_migrations
from gotosocial.storage.stores import Database
from tests.support.databases import KINDS, opened
from tests.support.shelf_calls import STORAGE, ask_everything, asking_places, furnish

TINY = {"rules", "instance_texts", "delivery_shares", "json_each"}

WALKS = {
    "accounts.search": "looks for a text within names",
    "delivery_reports.count_by_state": "counts for admins",
    "destinations.list_failing": "a row for each server that we send to; once at the start",
    "domain_accounts.emoji_domains": "when a domain is blocked",
    "domain_allows.list": "all of them are wanted",
    "domain_allows.list_domains": "all of them are wanted",
    "domain_blocks.list": "all of them are wanted",
    "domain_blocks.list_domains": "all of them are wanted",
    "emojis.page": "in the order of an index up to the limit, along all of them where few are wanted",
    "instance_counts.count": "counts everything; kept for a while by who asks",
    "kept_files.list_unworn": "avatars and headers, along their own index, once a day",
    "kept_files.total_cached": "adds up every file of other servers, along indexes alone, six times an hour",
    "kept_files.usage": "adds up every file for admins",
    "public_keys.expire": "when an admin lets a domain's keys expire",
    "timelines.longer_than": "counts all timelines once a day",
    "users.list_all": "all of them are wanted",
}
"""Methods that look at every row of a table, and why that is borne; all of them by ``scan``."""

SORTS = {
    "accounts.find_by_name": "spellings of one name",
    "accounts.search": "sorts what it found by how good it is",
    "delivery_reports.page": "deliveries about one object, for admins",
    "emojis.categories": "categories of this server",
    "instance_counts.peers": "the names that it has found",
    "interaction_requests.page_waiting": "what waits for one status",
    "kept_files.list_failed": "two short lists become one",
    "kept_files.list_unused": "two short lists become one",
    "moves.latest": "moves of one account within days",
    "rules.list": "the rules of the instance",
    "status_audiences.interested": "who has to do with one status",
    "status_audiences.timelines": "local accounts that have one status at home",
    "threads.ancestors": "as many as are wanted",
}
"""Methods that sort, on the one or the other engine, what no index has in order; and why that is little."""

NEVER_DELETED = {"accounts", "applications"}
"""Tables whose rows stay for ever: nothing is looked for that goes with them."""


@attrs.frozen
class Plan:
    """``walked``: tables, or their aliases, that are read from end to end. ``sorts``: whether rows are."""

    walked: set[str]
    sorts: bool


async def plan_of(engine: Engine, sql: str, parameters: dict[str, Any]) -> Plan:
    """Return how the engine would run the statement."""
    if engine.name == "sqlite":
        rows = await engine.reads.all(f"EXPLAIN QUERY PLAN {sql}", **parameters)
        lines = [row["detail"] for row in rows]
        walk, sort = r"SCAN (?:TABLE )?(\w+)", "USE TEMP B-TREE FOR .*ORDER BY"
    else:
        lines = await _postgres_plan(engine, sql, parameters)
        walk, sort = r"Seq Scan on (\w+)", r"^\W*Sort  \("
    walked = {match[1] for line in lines if (match := re.search(walk, line))} - {"CONSTANT"}
    sorts = any(re.search(sort, line) for line in lines)
    return Plan(walked=walked - TINY - (names_of_parts(sql) - _tables()), sorts=sorts)


async def _postgres_plan(engine: Engine, sql: str, parameters: dict[str, Any]) -> list[str]:
    async def deed(t: Querier) -> list[str]:
        t.later("SET LOCAL enable_seqscan = off")
        t.later("SET LOCAL enable_sort = off")
        return [row["QUERY PLAN"] for row in await t.all(f"EXPLAIN {sql}", **parameters)]

    return await engine.transact(deed)


@cache
def _tables() -> set[str]:
    return {
        name
        for migration in known_migrations("sqlite")
        for name in re.findall(r"CREATE TABLE (\w+)", migration.text)
    }


def names_of_parts(sql: str) -> set[str]:
    """Return the names that the statement gives to its own parts, which are no tables."""
    before = re.findall(r"(\w+)\s*(?:\([^()]*\))?\s+AS\s*(?:MATERIALIZED\s*)?\(", sql)
    return {*before, *re.findall(r"\)\s+AS\s+(\w+)", sql)}


async def test_no_statement_walks_or_sorts_a_table(tmp_path: Path) -> None:
    walks, sorts = set(), set()
    for kind in KINDS:
        async with opened(kind, tmp_path) as database:
            db = Database(database.engine)
            await furnish(db)
            notes = await ask_everything(db)
            assert not asking_places() - notes.places
            for sql, noted in notes.statements.items():
                plan = await plan_of(db.engine, sql, noted.parameters)
                assert not plan.walked or noted.may_be_slow, (noted.method, sql)
                walks |= {noted.method} if plan.walked else set()
                sorts |= {noted.method} if plan.sorts else set()
    assert walks == WALKS.keys()
    assert sorts == SORTS.keys()


async def test_what_goes_with_a_row_is_found_by_an_index(tmp_path: Path) -> None:
    async with opened("sqlite", tmp_path) as database:
        reads = database.engine.reads
        keys = await reads.all(
            'SELECT t.name, k."from" AS key, k."table" AS parent'
            " FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) k WHERE t.type = 'table'"
        )
        for key in keys:
            if key["parent"] not in NEVER_DELETED:
                sql = f"SELECT 1 FROM {key['name']} WHERE {key['key']} = :gone"
                assert await plan_of(database.engine, sql, {"gone": "X"}) == Plan(set(), sorts=False), sql
    assert {key["parent"] for key in keys} > NEVER_DELETED


def test_what_is_never_deleted_is_deleted_nowhere() -> None:
    texts = [path.read_text(encoding="utf-8") for path in STORAGE.glob("*.py")]
    assert not [table for table in NEVER_DELETED if any(f"DELETE FROM {table} " in text for text in texts)]


async def test_a_walk_over_a_table_is_noticed(engine: Engine) -> None:
    sql = "SELECT id FROM accounts WHERE note = :note"
    assert await plan_of(engine, sql, {"note": ""}) == Plan({"accounts"}, sorts=False)


async def test_a_sort_is_noticed(engine: Engine) -> None:
    sql = "SELECT id FROM accounts WHERE domain = :domain ORDER BY note"
    assert await plan_of(engine, sql, {"domain": ""}) == Plan(set(), sorts=True)
