"""What both engines promise alike."""

from enum import StrEnum
from typing import Any

import pytest
from twisted.internet.defer import Deferred

from gotosocial.errors import Conflict, NotFound
from gotosocial.storage.database import Duplicate, Querier
from gotosocial.util.flow import gather
from tests.support.databases import Opened
from tests.support.waiting import wait

TABLE = """
CREATE TABLE things (
    id TEXT PRIMARY KEY, number BIGINT, is_good BOOLEAN NOT NULL DEFAULT FALSE, body {bytes}, note TEXT UNIQUE
)"""


class Colour(StrEnum):
    RED = "red"


async def a_table(bare: Opened) -> Querier:
    kind = "BYTEA" if bare.engine.name == "postgres" else "BLOB"
    await bare.engine.reads.run(TABLE.format(bytes=kind))
    return bare.engine.reads  # type: ignore[no-any-return]  # Opened holds either engine


async def insert(q: Querier, thing_id: str, number: int = 1) -> int:
    return await q.run("INSERT INTO things (id, number) VALUES (:id, :number)", id=thing_id, number=number)


async def ids(q: Querier) -> list[str]:
    return [row["id"] for row in await q.all("SELECT id FROM things ORDER BY id")]


async def test_values_come_back_as_they_were_written(bare: Opened) -> None:
    reads = await a_table(bare)
    text = "100% of it's \\ :none ::x ü 🦥"
    await reads.run(
        "INSERT INTO things (id, number, is_good, body, note) VALUES (:id, :n, :good, :body, :note)",
        id=text,
        n=2**62,
        good=True,
        body=b"\x00\xff'",
        note=Colour.RED,
    )
    row = await reads.one("SELECT id, number, is_good, body, note FROM things WHERE id = :id", id=text)
    assert (row["id"], row["number"], bool(row["is_good"])) == (text, 2**62, True)
    assert (row["body"], row["note"]) == (b"\x00\xff'", "red")


async def test_literals_comments_and_percent_signs_are_left_alone(bare: Opened) -> None:
    reads = bare.engine.reads
    assert await reads.value("SELECT '100% :x' /* :y */ || :z -- :w\n", z="!") == "100% :x!"
    assert await reads.value("SELECT '100%'") == "100%"
    assert await reads.value("SELECT 7 % :n", n=4) == 3
    assert await reads.value("SELECT CASE WHEN 'abc' LIKE 'a%' THEN 1 ELSE 0 END") == 1


async def test_a_missing_row_is_not_found_or_none(bare: Opened) -> None:
    reads = await a_table(bare)
    with pytest.raises(NotFound):
        await reads.one("SELECT id FROM things")
    assert await reads.maybe("SELECT id FROM things") is None
    assert await reads.value("SELECT id FROM things") is None
    assert list(await reads.all("SELECT id FROM things")) == []
    assert list(await reads.scan("SELECT id FROM things")) == []


async def test_lists_of_any_length_and_type(bare: Opened) -> None:
    reads = await a_table(bare)
    for number, name in enumerate("abc"):
        await insert(reads, name, number)
    among = "SELECT id FROM things WHERE id IN :ids ORDER BY id"
    others = "SELECT id FROM things WHERE id NOT IN :ids ORDER BY id"
    numbered = "SELECT id FROM things WHERE number IN :numbers AND number NOT IN :not ORDER BY id"
    assert [row["id"] for row in await reads.all(among, ids=("c", "a", "x'"))] == ["a", "c"]
    assert [row["id"] for row in await reads.scan(among, ids={"b"})] == ["b"]
    assert list(await reads.all(among, ids=[])) == []
    assert [row["id"] for row in await reads.all(others, ids=["a"])] == ["b", "c"]
    assert [row["id"] for row in await reads.all(others, ids=[])] == ["a", "b", "c"]
    assert [row["id"] for row in await reads.all(numbered, numbers=[0, 2], **{"not": []})] == ["a", "c"]
    assert list(await reads.all(numbered, numbers=[], **{"not": [1]})) == []
    assert await reads.run("DELETE FROM things WHERE id IN :ids", ids=["a", "b"]) == 2


async def test_sums_are_numbers(bare: Opened) -> None:
    reads = await a_table(bare)
    await insert(reads, "a", 2**40)
    await insert(reads, "b", 1)
    total = await reads.value("SELECT SUM(number) FROM things")
    assert total == 2**40 + 1
    assert isinstance(total, int)
    assert await reads.value("SELECT COUNT(*) FROM things") == 2


async def test_a_write_can_answer_outside_a_transaction(bare: Opened) -> None:
    reads = await a_table(bare)
    assert await reads.value("INSERT INTO things (id) VALUES (:id) RETURNING id", id="a") == "a"
    changed = (
        "WITH x AS (SELECT 'a' AS id)"
        " UPDATE things SET number = 5 WHERE id IN (SELECT id FROM x) RETURNING id"
    )
    assert [row["id"] for row in await reads.all(changed)] == ["a"]
    assert await reads.value("SELECT number FROM things") == 5


async def test_a_deed_is_kept_whole_or_not_at_all(bare: Opened) -> None:
    reads = await a_table(bare)

    async def good(t: Querier) -> str:
        await insert(t, "a")
        assert await ids(t) == ["a"]
        return "done"

    async def bad(t: Querier) -> None:
        await insert(t, "b")
        raise KeyError("no")

    assert await bare.engine.transact(good) == "done"
    with pytest.raises(KeyError):
        await bare.engine.transact(bad)
    assert await ids(reads) == ["a"]


async def test_a_second_row_with_the_same_key_is_a_duplicate(bare: Opened) -> None:
    reads = await a_table(bare)
    await insert(reads, "a")
    for clash in (
        "INSERT INTO things (id) VALUES ('a')",
        "INSERT INTO things (id, note) VALUES ('b', 'n'), ('c', 'n')",
    ):
        with pytest.raises(Duplicate) as caught:
            await reads.run(clash)
        assert isinstance(caught.value, Conflict)
    assert await ids(reads) == ["a"]


async def test_a_failed_statement_spoils_its_deed_even_when_caught(bare: Opened) -> None:
    reads = await a_table(bare)

    async def deed(t: Querier) -> str:
        await insert(t, "a")
        with pytest.raises(Duplicate):
            await insert(t, "a")
        with pytest.raises(Duplicate):
            await t.value("SELECT 1")
        return "fine"

    with pytest.raises(Duplicate):
        await bare.engine.transact(deed)
    assert await ids(reads) == []


async def test_on_conflict_do_nothing_keeps_the_deed(bare: Opened) -> None:
    reads = await a_table(bare)

    async def deed(t: Querier) -> list[int]:
        sql = "INSERT INTO things (id) VALUES (:id) ON CONFLICT DO NOTHING"
        return [await t.run(sql, id="a"), await t.run(sql, id="a")]

    assert await bare.engine.transact(deed) == [1, 0]
    assert await ids(reads) == ["a"]


async def test_what_is_written_later_is_there_at_the_next_read_and_at_the_end(bare: Opened) -> None:
    reads = await a_table(bare)

    async def deed(t: Querier) -> list[str]:
        t.later("INSERT INTO things (id) VALUES (:id)", id="a")
        rows = [{"id": "b", "n": 1}, {"id": "c", "n": 2}]
        await t.batch("INSERT INTO things (id, number) VALUES (:id, :n)", rows)
        seen = await ids(t)
        t.later("DELETE FROM things WHERE id IN :ids", ids=["b"])
        return seen

    assert await bare.engine.transact(deed) == ["a", "b", "c"]
    assert await ids(reads) == ["a", "c"]


async def test_a_later_write_that_fails_fails_its_deed(bare: Opened) -> None:
    reads = await a_table(bare)

    async def deed(t: Querier) -> None:
        await insert(t, "a")
        t.later("INSERT INTO things (id) VALUES ('a')")
        t.tell("thing", "a")

    heard: list[str] = []
    bare.bus.subscribe("thing", heard.append)
    with pytest.raises(Duplicate):
        await bare.engine.transact(deed)
    assert await ids(reads) == []
    assert heard == []


async def test_batches_outside_a_transaction_are_whole(bare: Opened) -> None:
    reads = await a_table(bare)
    sql = "INSERT INTO things (id) VALUES (:id)"
    await reads.batch(sql, [{"id": "a"}, {"id": "b"}])
    await reads.batch(sql, [])
    with pytest.raises(Duplicate):
        await reads.batch(sql, [{"id": "c"}, {"id": "a"}])
    assert await ids(reads) == ["a", "b"]


async def test_messages_are_heard_after_the_commit_and_before_the_answer(bare: Opened) -> None:
    reads = await a_table(bare)
    happened: list[Any] = []
    bare.bus.subscribe("thing", lambda key: happened.append(("heard", key)))

    async def deed(t: Querier) -> None:
        t.tell("thing", "a")
        t.tell("thing", "a")
        await insert(t, "a")
        happened.append("deed ends")

    await bare.engine.transact(deed)
    happened.append("answered")
    assert happened == ["deed ends", ("heard", "a"), "answered"]
    reads.tell("thing", "b")
    assert happened[-1] == ("heard", "b")


async def test_nobody_hears_of_what_was_rolled_back(bare: Opened) -> None:
    heard: list[str] = []
    bare.bus.subscribe("thing", heard.append)

    async def deed(t: Querier) -> None:
        t.tell("thing", "a")
        raise KeyError

    with pytest.raises(KeyError):
        await bare.engine.transact(deed)
    assert heard == []


async def test_a_transaction_cannot_be_used_after_its_end(bare: Opened) -> None:
    await a_table(bare)
    kept: list[Querier] = []

    async def deed(t: Querier) -> None:
        kept.append(t)
        await t.value("SELECT 1")

    await bare.engine.transact(deed)
    with pytest.raises(RuntimeError, match="has ended"):
        await kept[0].run("DELETE FROM things")


async def test_statements_of_a_deed_may_be_gathered(bare: Opened) -> None:
    reads = await a_table(bare)

    async def deed(t: Querier) -> list[int]:
        return await gather(*(insert(t, name) for name in "abc"))

    assert await bare.engine.transact(deed) == [1, 1, 1]
    assert await ids(reads) == ["a", "b", "c"]


async def test_a_claim_may_skip_locked_rows(bare: Opened) -> None:
    reads = await a_table(bare)
    await insert(reads, "a")
    claim = (
        "UPDATE things SET number = 9 WHERE id IN"
        " (SELECT id FROM things WHERE number < 9 LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id"
    )
    assert await reads.value(claim) == "a"
    assert await reads.value(claim) is None


async def test_reads_beside_many_deeds_see_each_deed_whole(bare: Opened) -> None:
    reads = await a_table(bare)

    async def pair(t: Querier, name: str) -> None:
        await insert(t, name + "1")
        await insert(t, name + "2")

    counts: list[int] = []
    running: list[Deferred[None]] = [
        bare.engine.transact(lambda t, name=name: pair(t, name)) for name in "abcdefgh"
    ]
    while any(not one.called for one in running):
        counts.append(await reads.value("SELECT COUNT(*) FROM things"))
        await wait(0)
    for one in running:
        await one
    assert [count % 2 for count in counts] == [0] * len(counts)
    assert len(await ids(reads)) == 16


async def test_an_answer_that_is_cancelled_does_not_stop_the_write(bare: Opened) -> None:
    reads = await a_table(bare)
    answer = bare.engine.transact(lambda t: insert(t, "a"))
    answer.addErrback(lambda failure: None)
    answer.cancel()
    await bare.engine.transact(lambda t: insert(t, "b"))
    await bare.engine.reads.value("SELECT 1")
    while await ids(reads) != ["a", "b"]:
        await wait(0.01)
