"""The log of statements: every one is told with its time, and nothing that people wrote."""

from pathlib import Path
from typing import Any

import pytest
from twisted.internet import reactor
from twisted.logger import LogLevel, capturedLogs

from gotosocial.app.build import dig_cellar, lay_foundations
from gotosocial.errors import NotFound
from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Duplicate, Engine, Querier
from gotosocial.storage.query_log import LoggedEngine, LoggedQuerier
from tests.support.instance import a_config, running

INSERT = "INSERT INTO secrets (name, value) VALUES (:name, :value)"
FIND = "SELECT value FROM secrets WHERE name = :name"
FIND_LINES = "SELECT value\n  FROM secrets\n WHERE name = :name"
SECRET = "nobody-may-read-this"


def told(events: Any) -> list[tuple[str, str]]:
    """Return kind and text of every statement that was logged."""
    lines = [event for event in events if event.get("log_format") == "query"]
    assert all(line["log_level"] is LogLevel.debug for line in lines)
    assert all(line["kind"] == "later" or line["micros"] >= 0 for line in lines)
    assert SECRET not in repr([{**line, "log_logger": None} for line in lines])
    return [(line["kind"], line["sql"]) for line in lines]


async def test_every_statement_is_told_without_what_it_carries(engine: Engine, bus: Bus) -> None:
    logged = LoggedEngine(engine)
    heard: list[str] = []
    bus.subscribe("account", heard.append)

    async def deed(t: Querier) -> str:
        await t.run(INSERT, name="a", value=SECRET)
        await t.batch(INSERT, [{"name": "b", "value": SECRET}, {"name": "c", "value": SECRET}])
        t.later(INSERT, name="d", value=SECRET)
        t.tell("account", "heard")
        return str(await t.value(FIND, name="d"))

    with capturedLogs() as events:
        assert await logged.transact(deed) == SECRET
        assert (await logged.reads.one(FIND_LINES, name="a"))["value"] == SECRET
        assert await logged.reads.maybe(FIND, name="nothing") is None
        assert len(await logged.reads.all(FIND, name="b")) == 1
        assert len(await logged.reads.scan(FIND, name="c")) == 1
    assert told(events) == [
        *(("run", INSERT), ("batch", INSERT), ("later", INSERT), ("value", FIND)),
        *(("one", FIND), ("maybe", FIND), ("all", FIND), ("scan", FIND)),
    ]
    assert heard == ["heard"]
    assert logged.name == engine.name


async def test_what_fails_is_told_and_fails_as_before(engine: Engine) -> None:
    logged = LoggedEngine(engine)
    await logged.reads.run(INSERT, name="a", value=SECRET)

    async def deed(t: Querier) -> None:
        await t.run(INSERT, name="a", value=SECRET)

    with capturedLogs() as events:
        with pytest.raises(Duplicate):
            await logged.transact(deed)
        with pytest.raises(NotFound):
            await logged.reads.one(FIND, name="nothing")
    assert told(events) == [("run", INSERT), ("one", FIND)]


async def test_a_whole_instance_runs_over_it(kind: str, tmp_path: Path) -> None:
    logs = {"db_queries": True, "level": "debug"}
    with capturedLogs() as events:
        async with running(kind, tmp_path, logs=logs) as server:
            alice = await server.person("alice")
            await alice.publish(SECRET)
            assert (await alice.get("/api/v1/timelines/home")).json[0]["content"] == f"<p>{SECRET}</p>"
    assert any(sql.startswith("INSERT INTO statuses") for _, sql in told(events))


@pytest.mark.parametrize(
    "logs", [{}, {"level": "debug"}, {"db_queries": True}, {"db_queries": True, "level": "warn"}]
)
async def test_it_is_not_there_unless_it_is_seen(kind: str, tmp_path: Path, logs: dict[str, Any]) -> None:
    cellar = dig_cellar(lay_foundations(await a_config(kind, tmp_path, logs=logs), reactor))
    assert type(cellar.engine).__name__ in ("SqliteEngine", "PostgresEngine")
    assert not isinstance(cellar.engine, LoggedEngine | LoggedQuerier)
