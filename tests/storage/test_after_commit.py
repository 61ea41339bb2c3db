"""What a deed leaves for afterwards is called after its COMMIT, before its answer, and never otherwise."""

import pytest

from gotosocial.errors import RemoteFailed
from gotosocial.storage.database import Engine, Querier
from gotosocial.util import flow


async def test_it_is_called_after_the_commit_and_before_the_answer(engine: Engine) -> None:
    order: list[str] = []

    async def deed(q: Querier) -> None:
        q.afterwards(lambda: order.append("called"))
        await q.value("SELECT 1")
        order.append("deed")

    await engine.transact(deed)
    order.append("answer")
    assert order == ["deed", "called", "answer"]


async def test_it_is_not_called_where_the_deed_failed_among_others(engine: Engine) -> None:
    called: list[int] = []

    async def deed(q: Querier, number: int) -> None:
        q.afterwards(lambda: called.append(number))
        await q.value("SELECT 1")
        if number == 1:
            raise RemoteFailed("far.example", can_retry=True)

    async def tried(number: int) -> bool:
        try:
            await engine.transact(lambda q: deed(q, number))
        except RemoteFailed:
            return False
        return True

    assert await flow.gather(*(tried(number) for number in range(3))) == [True, False, True]
    assert sorted(called) == [0, 2]


async def test_it_is_not_called_where_a_statement_fails_at_the_end(engine: Engine) -> None:
    called: list[int] = []

    async def deed(q: Querier) -> None:
        q.afterwards(lambda: called.append(1))
        for _ in range(2):
            q.later("INSERT INTO tags (name, created_at) VALUES ('twice', 0)")

    with pytest.raises(Exception, match="exists already"):
        await engine.transact(deed)
    assert called == []


async def test_its_failure_concerns_nobody(engine: Engine) -> None:
    called: list[int] = []

    def fail() -> None:
        raise ValueError("broken")

    async def deed(q: Querier) -> str:
        q.afterwards(fail)
        q.afterwards(lambda: called.append(1))
        await q.value("SELECT 1")
        return "done"

    assert await engine.transact(deed) == "done"
    assert called == [1]


async def test_outside_a_transaction_it_is_called_at_once(engine: Engine) -> None:
    called: list[int] = []
    engine.reads.afterwards(lambda: called.append(1))
    assert called == [1]
