"""An engine that counts the statements that go through it, in and outside transactions."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import attrs
from twisted.internet import reactor
from twisted.internet.defer import Deferred

from gotosocial.app.build import dig_cellar, lay_foundations
from gotosocial.app.instance import build_upon
from gotosocial.storage.database import Engine, Querier, Row
from gotosocial.storage.stores import Database
from tests.support.instance import Running, a_config, begun

T = TypeVar("T")


@attrs.define
class CountingQuerier:
    """Passes every statement on and writes it down."""

    inner: Querier
    statements: list[str]

    def one(self, sql: str, /, **parameters: Any) -> Deferred[Row]:
        self.statements.append(sql)
        return self.inner.one(sql, **parameters)

    def maybe(self, sql: str, /, **parameters: Any) -> Deferred[Row | None]:
        self.statements.append(sql)
        return self.inner.maybe(sql, **parameters)

    def all(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        self.statements.append(sql)
        return self.inner.all(sql, **parameters)

    def scan(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        self.statements.append(sql)
        return self.inner.scan(sql, **parameters)

    def value(self, sql: str, /, **parameters: Any) -> Deferred[Any]:
        self.statements.append(sql)
        return self.inner.value(sql, **parameters)

    def run(self, sql: str, /, **parameters: Any) -> Deferred[int]:
        self.statements.append(sql)
        return self.inner.run(sql, **parameters)

    def batch(self, sql: str, rows: Sequence[Mapping[str, Any]], /) -> Deferred[None]:
        self.statements.append(sql)
        return self.inner.batch(sql, rows)

    def later(self, sql: str, /, **parameters: Any) -> None:
        self.statements.append(sql)
        self.inner.later(sql, **parameters)

    def tell(self, topic: str, key: str, /) -> None:
        self.inner.tell(topic, key)

    def afterwards(self, call: Callable[[], object], /) -> None:
        self.inner.afterwards(call)


@attrs.define
class CountingEngine:
    """An engine whose ``statements`` tell what was asked of it, and in how many ``transactions``."""

    inner: Engine
    statements: list[str] = attrs.field(factory=list)
    transactions: int = 0

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def reads(self) -> Querier:
        return CountingQuerier(self.inner.reads, self.statements)

    def transact(self, deed: Callable[[Querier], Awaitable[T]]) -> Deferred[T]:
        self.transactions += 1
        return self.inner.transact(lambda querier: deed(CountingQuerier(querier, self.statements)))

    def alone(self, name: str, deed: Callable[[Querier], Awaitable[T]]) -> Deferred[T]:
        return self.inner.alone(name, deed)

    async def start(self) -> None:
        await self.inner.start()

    async def stop(self) -> None:
        await self.inner.stop()


@attrs.frozen
class Counted:
    """A started instance and the engine that counts for it."""

    server: Running
    engine: CountingEngine

    def forget(self) -> None:
        """Empty every cache, and wake nobody with that."""
        cellar = self.server.instance.cellar
        for bundle in (cellar.caches, cellar.fragments):
            for field in attrs.fields(type(bundle)):
                getattr(bundle, field.name).clear()


@asynccontextmanager
async def counted(kind: str, folder: Path, **sections: dict[str, Any]) -> AsyncIterator[Counted]:
    """Start an instance over a counting engine; ``sections`` changes its configuration."""
    base = lay_foundations(await a_config(kind, folder, **sections), reactor)
    cellar = dig_cellar(base)
    engine = CountingEngine(cellar.engine)
    wrapped = attrs.evolve(cellar, engine=engine, db=Database(engine))
    async with begun(build_upon(base, wrapped)) as server:
        yield Counted(server, engine)
