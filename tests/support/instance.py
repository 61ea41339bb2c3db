"""A whole instance in this process, and people who use it over real HTTP.

    async with running("sqlite", tmp_path) as instance:
        alice = await instance.person("alice")
        status = (await alice.post("/api/v1/statuses", {"status": "hello"})).json

Every JSON answer of the client API is checked against the contract as it comes. Accounts are put into the
database ready-made, so that no test waits for a key; how they are really made has tests of its own.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import attrs
import orjson
from twisted.internet import reactor

from gotosocial.app.build import lay_foundations
from gotosocial.app.instance import Instance, build_instance
from gotosocial.config.config import Config
from gotosocial.crypto.tokens import digest, new_token
from gotosocial.models.account import Account
from gotosocial.models.user import User
from tests.support.builders import a_token, a_user, an_account, an_application
from tests.support.contract_check import complaints
from tests.support.fresh_databases import migrated_database, prepared_database
from tests.support.keep import keep
from tests.support.wire import Wire, connect, request

HOST = "here.example"
ALL_SCOPES = frozenset({"read", "write", "push", "profile"})


@attrs.frozen
class Answer:
    """What came back: the status, the headers in lower case, the body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return orjson.loads(self.body)


@attrs.frozen
class Person:
    """Somebody with a token; all methods speak HTTP."""

    server: "Running"
    account: Account
    user: User
    token: str

    @property
    def id(self) -> str:
        """The id of the account."""
        return self.account.id

    async def get(self, path: str, **query: Any) -> Answer:
        """GET with a query."""
        return await self.server.ask("GET", path + _query(query), token=self.token)

    async def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """POST JSON."""
        return await self.server.ask("POST", path, body, headers=headers, token=self.token)

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Any method; ``body`` is JSON, or bytes with a Content-Type of their own."""
        return await self.server.ask(method, path, body, headers=headers, token=self.token)

    async def publish(self, text: str, **more: Any) -> dict[str, Any]:
        """Publish a status, let what follows from it happen, and return it."""
        answer = await self.post("/api/v1/statuses", {"status": text, **more})
        assert answer.status == 200, answer.body
        await self.server.settle()
        published: dict[str, Any] = answer.json
        return published


@attrs.frozen
class Running:
    """A started instance."""

    instance: Instance
    port: int
    dial: Callable[[int], Awaitable[Wire]] = connect
    """Opens a connection; another one speaks TLS."""

    async def person(
        self,
        username: str,
        *,
        scopes: frozenset[str] = ALL_SCOPES,
        is_admin: bool = False,
        **changes: Any,
    ) -> Person:
        """Let somebody live here, unlocked unless told otherwise, signed in with an app."""
        addresses = self.instance.base.addresses
        mine = addresses.under(username)
        values = {
            "is_locked": False,
            "uri": mine.uri,
            "url": addresses.profile_url(username),
            "inbox_uri": mine.inbox,
            "outbox_uri": mine.outbox,
            "followers_uri": mine.followers,
            "following_uri": mine.following,
            "featured_uri": mine.featured,
            "public_key_uri": mine.main_key,
            **changes,
        }
        account = an_account(username, **values)
        user, application = a_user(of=account, is_admin=is_admin), an_application(scopes=scopes)
        secret = new_token()
        token = a_token(application, user, digest=digest(secret), scopes=scopes)
        await keep(self.instance.cellar.db, account, user, application, token)
        return Person(self, account, user, secret)

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        token: str = "",
    ) -> Answer:
        """Make one request and check a JSON answer of the client API against the contract."""
        sent = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if body is not None and not isinstance(body, bytes):
            body = orjson.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        wire = await self.dial(self.port)
        wire.send(request(method, path, sent, body or b""))
        got = await wire.answer(for_head=method == "HEAD")
        wire.hang_up()
        answer = Answer(got.status, got.headers, got.body)
        wrong = complaints(method, path, answer.status, answer.headers, answer.body)
        assert not wrong, f"{method} {path} -> {answer.status}: {wrong}"
        return answer

    def here(self, person: Person) -> Person:
        """Return the person as a client of this process, where they came in through another one."""
        return attrs.evolve(person, server=self)

    async def open(self) -> Wire:
        """Open a bare connection."""
        return await self.dial(self.port)

    async def settle(self) -> None:
        """Let all jobs that are due run, and what was spawned end."""
        await self.instance.runner.run_until_idle()


@asynccontextmanager
async def running(kind: str, folder: Path, **sections: dict[str, Any]) -> AsyncIterator[Running]:
    """Start an instance on the engine; ``sections`` changes its configuration, such as ``statuses={...}``."""
    async with started(await a_prepared_config(kind, folder, **sections)) as server:
        yield server


@asynccontextmanager
async def started(config: Config) -> AsyncIterator[Running]:
    """Start an instance; two of them on one PostgreSQL database are two processes of the same server."""
    async with begun(build_instance(lay_foundations(config, reactor))) as server:
        yield server


@asynccontextmanager
async def begun(instance: Instance) -> AsyncIterator[Running]:
    """Start an instance that was built already."""
    await instance.start()
    try:
        assert instance.listener is not None
        yield Running(instance, instance.listener.port)
    finally:
        await instance.stop()


async def a_config(kind: str, folder: Path, **sections: dict[str, Any]) -> Config:
    """Return a configuration for tests: no rate limits, files in the folder, any free port."""
    return _config(folder, {"database": await migrated_database(kind, folder)}, sections)


async def a_prepared_config(kind: str, folder: Path, **sections: dict[str, Any]) -> Config:
    """Return a configuration whose database knows its host, which spares the start the making of a key."""
    database = await prepared_database(kind, folder, _config(folder, {}, sections))
    return _config(folder, {"database": database}, sections)


def _config(folder: Path, defaults: dict[str, dict[str, Any]], sections: dict[str, dict[str, Any]]) -> Config:
    ours = {
        "general": {"host": HOST, "protocol": "http", "bind_address": "127.0.0.1", "port": 0},
        "advanced": {"rate_limit_requests": 0, "throttling_multiplier": 0},
        "storage": {"local_base_path": str(folder / "storage")},
        **defaults,
    }
    merged = {name: ours.get(name, {}) | sections.get(name, {}) for name in {*ours, *sections}}
    fields = attrs.fields_dict(Config)
    return Config(**{name: fields[name].default.factory(**values) for name, values in merged.items()})


def _query(values: dict[str, Any]) -> str:
    pairs = [
        (name, "true" if one is True else one)
        for name, value in values.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    named = [(f"{name}[]" if isinstance(values[name], list) else name, one) for name, one in pairs]
    return f"?{urlencode(named)}" if named else ""
