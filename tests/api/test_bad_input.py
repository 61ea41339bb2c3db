"""Whatever is sent to whichever route: a clear refusal in the API's shape, and nothing has changed."""

import json
import random
from collections.abc import AsyncIterator, Iterator
from typing import Any

import attrs
import orjson
import pytest_twisted
from twisted.internet.defer import TimeoutError as NoAnswer

from gotosocial.crypto.tokens import digest, new_token
from gotosocial.http.routes import Route
from gotosocial.models.scopes import permit
from tests.support.all_routes import UNKNOWN_ID, all_routes, parameters_of, path_with
from tests.support.builders import a_token, an_application
from tests.support.dump import Dump, Watch, changed
from tests.support.instance import ALL_SCOPES, Answer, Person, Running
from tests.support.keep import keep
from tests.support.wire import request

NOT_JSON = ("oauth/authorize", "/auth/", "/oauth/oob", "/@", "/static/", "/fileserver/")
WRITES = ("POST", "PUT", "PATCH", "DELETE")
OPEN_STREAM = "/api/v1/streaming"
MAY_CHANGE = ("sign_in_failures",)
"""Tables that remember that something was refused."""
FUZZ_SEEDS = range(4)


@attrs.define
class World:
    """An instance with somebody in it who has something to lose, and what went wrong so far."""

    server: Running
    alice: Person
    routes: list[Route]
    watch: Watch
    known: Dump
    wrong: list[str] = attrs.field(factory=list)

    async def refused(
        self, route: Route, path: str, wanted: set[int], body: bytes | None = None, **sent: Any
    ) -> Answer | None:
        """Ask; note an answer that is none of the wanted, has the wrong shape, or changed something."""
        answer = await self.ask(route, path, body, **sent)
        if answer is not None and answer.status not in wanted:
            self.note(route, path, body, f"{answer.status}, not {sorted(wanted)}: {answer.body[:120]!r}")
        return answer

    async def ask(
        self, route: Route, path: str, body: bytes | None = None, *, token: str | None = None, **headers: str
    ) -> Answer | None:
        """Ask, and note every answer that no request may get, and every refusal that changed something."""
        token = self.alice.token if token is None else token
        try:
            answer = await self.server.ask(route.method, path, body, headers=headers, token=token)
        except (AssertionError, orjson.JSONDecodeError) as error:
            self.note(route, path, body, f"{error}"[:300])
            return None
        if answer.status >= 500:
            self.note(route, path, body, f"{answer.status}: {answer.body[:120]!r}")
        if answer.status >= 400 and not is_page(route) and not is_error(answer.json):
            self.note(route, path, body, f"not in the API's shape: {answer.body[:120]!r}")
        now = await self.look()
        if answer.status >= 400 and (tables := changed(self.known, now)):
            self.note(route, path, body, f"{answer.status}, but it changed {tables}")
        self.known = now
        return answer

    def note(self, route: Route, path: str, body: bytes | None, what: str) -> None:
        """Remember something that must not be."""
        self.wrong.append(f"{route.method} {path[:120]} {(body or b'')[:80]!r}: {what}")

    async def look(self) -> Dump:
        """Return what the database contains."""
        if self.server.instance.base.background.names():
            await self.server.instance.base.background.drain()
        return await self.watch.look()

    def close(self) -> None:
        """Fail with everything that was noted."""
        assert not self.wrong, f"{len(self.wrong)} times:\n" + "\n".join(self.wrong[:40])


@pytest_twisted.async_yield_fixture
async def world(server: Running) -> AsyncIterator[World]:
    """An instance whose background work is done."""
    alice = await server.person("alice", is_admin=True, scopes=ALL_SCOPES | {"admin"})
    bob = await server.person("bob")
    assert (await bob.post(f"/api/v1/accounts/{alice.id}/follow")).status == 200
    first = await alice.publish("Hello #world", visibility="public")
    await bob.post(f"/api/v1/statuses/{first['id']}/favourite")
    await server.settle()
    found = World(server, alice, all_routes(server), Watch(server.instance.cellar.engine, MAY_CHANGE), {})
    found.known = await found.look()
    yield found
    found.close()


def is_page(route: Route) -> bool:
    return any(part in route.path for part in NOT_JSON) or route.path in ("/", "/robots.txt")


def is_error(entity: Any) -> bool:
    return "error" in entity and set(entity) <= {"error", "error_description"}


def guarded(world: World) -> Iterator[Route]:
    """Return the routes that ask for a token."""
    return (route for route in world.routes if route.auth not in ("none", "optional"))


def writers(world: World) -> Iterator[Route]:
    """Return the routes that read a body."""
    return (route for route in world.routes if route.method in WRITES and route.form is not None)


async def test_every_guarded_route_asks_for_a_good_token(world: World) -> None:
    server, alice = world.server, world.alice
    revoked, application = new_token(), an_application(scopes=frozenset({"read", "write"}))
    of_alice = a_token(application, alice.user, digest=digest(revoked))
    app_token = new_token()
    of_nobody = a_token(application, digest=digest(app_token), scopes=frozenset({"read", "write", "push"}))
    db = server.instance.cellar.db
    await keep(db, application, of_alice, of_nobody)
    assert (await server.ask("GET", "/api/v1/accounts/verify_credentials", token=revoked)).status == 200
    assert (await server.ask("GET", "/api/v1/apps/verify_credentials", token=app_token)).status == 200
    await db.access_tokens.delete(digest(revoked))
    world.known = await world.look()
    for route in guarded(world):
        path = path_with(route)
        await world.refused(route, path, {401}, token="")
        for bad in ("garbage", "x" * 2000, "a b", "%00", revoked):
            await world.refused(route, path, {401}, token=bad)
        await world.refused(route, path, {401}, token="", Authorization="Basic YTpi")
        if route.auth in ("user", "admin"):
            await world.refused(route, path, {403}, token=app_token)


async def test_every_scope_is_needed(world: World) -> None:
    """A token with every scope but those that open the route is refused; one with none is, too."""
    alice, application = world.alice, an_application()
    tokens = {}
    for name in ("profile", "push", "read", "write", "read:lists", "write:lists"):
        tokens[name] = new_token()
        row = a_token(application, alice.user, digest=digest(tokens[name]), scopes=frozenset({name}))
        things = (application, row) if len(tokens) == 1 else (row,)
        await keep(world.server.instance.cellar.db, *things)
    for name in tokens:
        await world.server.ask("GET", "/api/v1/preferences", token=tokens[name])
    world.known = await world.look()
    tried = 0
    for route in guarded(world):
        if not route.scopes:
            continue
        for name, token in tokens.items():
            if not any(permit(frozenset({name}), scope) for scope in route.scopes):
                await world.refused(route, path_with(route), {403}, token=token)
                tried += 1
    assert tried > 100


STRANGE_IDS = (
    *(UNKNOWN_ID, "0", "-1", "me", "x" * 500, "x" * 3000, "..", "%2e%2e%2f", "a%2fb"),
    *("%ED%A0%80", "%FF", "%00", "%F0%9F%90%98", "%E2%80%AE", "'"),
)
NAMED = ("/api/v1/tags/{name}", "/api/v1/timelines/tag/{tag}")
"""What these routes name need not exist: a tag is there when somebody asks for it."""
SIGNED = ("/users/", "/emoji/")
"""Below these, who does not sign or speaks another language learns nothing, not even what exists."""


async def test_unknown_ids_are_not_found(world: World) -> None:
    for route in (one for one in world.routes if "{" in one.path):
        for value in STRANGE_IDS:
            wanted = {404} if value == UNKNOWN_ID and route.form is None else {400, 404, 405, 406, 422}
            wanted |= {401, 406} if route.path.startswith(SIGNED) else set()
            if any(route.path.startswith(named.partition("{")[0]) for named in NAMED):
                wanted.add(200)
            await world.refused(route, path_with(route, value), wanted)


BROKEN: tuple[tuple[str, bytes, set[int]], ...] = (
    ("application/json", b'{"status": ', {400}),
    ("application/json", b'{"status": "x"} y', {400}),
    ("application/json", b"[1, 2]", {400}),
    ("application/json", b'"text"', {400}),
    ("application/json", b"null", {400}),
    ("application/json", b"nan", {400}),
    ("application/json", b'{"a": "\xff\xfe"}', {400}),
    ("application/json", b'{"a": "\\ud800"}', {400}),
    ("application/json", b'{"a": "\\u0000"}', {400}),
    ("application/json", b'{"a": ' * 2000 + b"1" + b"}" * 2000, {400}),
    ("application/json", b'{"a": ' + b"[" * 90_000 + b"]" * 90_000 + b"}", {400}),
    ("application/json; charset=utf-16", '{"a": 1}'.encode("utf-16"), {400, 406}),
    ("application/x-www-form-urlencoded", b"status=%ff%fe", {400}),
    ("application/x-www-form-urlencoded", b"status=\xff", {400}),
    ("application/x-www-form-urlencoded", b"status=%00", {400}),
    ("application/x-www-form-urlencoded", b"a" + b"[b]" * 500 + b"=1", {400}),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(20_000)), {400}),
    ("multipart/form-data", b"--x\r\n\r\n--x--", {400}),
    ("multipart/form-data; boundary=x", b"no boundary at all", {400}),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb', {400}),
    (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data\r\n\r\nb\r\n--x--\r\n",
        {400},
    ),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--\r\n',
        {400},
    ),
    ("text/plain", b"status=hello", {400, 406, 415}),
    ("application/xml", b"<status/>", {400, 406, 415}),
    ("", b"status=hello", {400, 406, 415}),
)


async def test_a_body_that_cannot_be_read_is_refused(world: World) -> None:
    for route in writers(world):
        for content_type, body, wanted in BROKEN:
            await world.refused(route, path_with(route), wanted, body, Content_Type=content_type)


async def test_a_query_that_cannot_be_read_is_refused(world: World) -> None:
    for route in (one for one in world.routes if one.form is not None):
        for query in ("limit=%FF", "limit=%00", "a" + "[b]" * 500 + "=1"):
            await world.refused(route, f"{path_with(route)}?{query}", {400, 405})


async def test_a_body_of_fifty_megabytes_is_refused_before_it_is_read(world: World) -> None:
    for route in world.routes:
        if route.method not in WRITES:
            continue
        wire = await world.server.open()
        headers = {
            "Authorization": f"Bearer {world.alice.token}",
            "Content-Type": "application/json",
            "Content-Length": str(50 * 1024 * 1024 * max(1, route.files)),
        }
        wire.send(request(route.method, path_with(route), headers), b'{"status": "')
        try:
            answer = await wire.answer()
            if answer.status != 413:
                world.note(route, route.path, None, f"{answer.status} {answer.body[:100]!r}")
        except NoAnswer:
            world.note(route, route.path, None, "no answer")
        wire.hang_up()
    assert not changed(world.known, await world.look())


async def test_fifty_megabytes_without_an_announced_length_stay_out_of_memory(world: World) -> None:
    before = resident_mebibytes()
    for method, path, content_type in (
        ("POST", "/api/v1/statuses", "application/json"),
        ("POST", "/api/v1/statuses", "application/x-www-form-urlencoded"),
        ("POST", "/api/v1/apps", "multipart/form-data; boundary=x"),
        ("POST", "/api/v2/media", "multipart/form-data; boundary=x"),
        ("DELETE", f"/api/v1/statuses/{UNKNOWN_ID}", "application/json"),
        ("POST", "/api/v1/nothing", "application/json"),
    ):
        wire = await world.server.open()
        head = {
            "Authorization": f"Bearer {world.alice.token}",
            "Content-Type": content_type,
            "Transfer-Encoding": "chunked",
        }
        wire.send(request(method, path, head))
        wire.send(chunk(b"--x\r\nContent-Disposition: form-d"), chunk(b'ata; name="a"\r\n\r\n'))
        for _ in range(50 * 16):
            if wire.is_closed or wire.buffer:
                break
            wire.send(chunk(b"y" * 0x10000))
            await world.server.settle()
        answer = await wire.answer()
        wire.hang_up()
        assert answer.status in ({404} if "nothing" in path else {413}), (method, path, answer)
        assert set(orjson.loads(answer.body)) == {"error"}
    assert resident_mebibytes() - before < 40
    assert not changed(world.known, await world.look())


async def test_wrong_types_and_extreme_values_never_break_a_route(world: World) -> None:
    """Every parameter of the contract, alone, with each of these values, as JSON and as a query."""
    for route in world.routes:
        if route.path == OPEN_STREAM:
            continue
        for parameter in parameters_of(route):
            for value in EXTREMES:
                await world.ask(route, *sent(route, {parameter["name"].removesuffix("[]"): value}))


async def test_random_trees_never_break_a_route(world: World) -> None:
    """All parameters at once, each with something that nobody expects there."""
    for seed in FUZZ_SEEDS:
        chance = random.Random(seed)
        for route in world.routes:
            if route.form is None or route.path == OPEN_STREAM:
                continue
            names = [one["name"].partition("[")[0] for one in parameters_of(route)] + ["unheard_of"]
            tree = {name: anything(chance, 0) for name in names if chance.random() < 0.6}
            await world.ask(route, *sent(route, tree))
            await world.server.settle()
            world.known = await world.look()


EXTREMES: tuple[Any, ...] = (
    *("", "x" * 20_000, "\u202e\u200b\U0001f418", "'; DROP TABLE users; --", "%", "../../etc/passwd"),
    *(-1, 2**63, 10**30, 1.5e308, True, None, [], {}, ["a"] * 1500, [[["a"]]], {"a": {"b": ["c"]}}),
)


def anything(chance: random.Random, depth: int) -> Any:
    kind = chance.randrange(8 if depth < 3 else 6)
    if kind == 6:
        return [anything(chance, depth + 1) for _ in range(chance.randrange(4))]
    if kind == 7:
        return {chance.choice("abc0["): anything(chance, depth + 1) for _ in range(chance.randrange(4))}
    letters = "aZ0 \n<&\"'\u00e9\u4e2d\U0001f418\u0301\u202e@#:/.*_[]()`"
    return (
        "".join(chance.choice(letters) for _ in range(chance.randrange(60))),
        chance.randrange(-(2**70), 2**70),
        chance.choice([True, False, None]),
        chance.choice([1e-300, -0.0, 1e300]),
        chance.choice(["public", "direct", "home", UNKNOWN_ID, "en", "1", "follow", "2020-01-01"]),
        "",
    )[kind]


def sent(route: Route, tree: dict[str, Any]) -> tuple[str, bytes | None]:
    """Return path and body that carry the tree."""
    path = path_with(route)
    if route.method in ("POST", "PUT", "PATCH"):
        return path, json_of(tree)
    pairs = [
        (name, value if isinstance(value, str) else json_of({"v": value})[5:-1].decode())
        for name, value in tree.items()
    ]
    return f"{path}?" + "&".join(f"{name}={quoted(value)}" for name, value in pairs), None


def json_of(tree: Any) -> bytes:
    return json.dumps(tree).encode()


def quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text[:6000].encode())


def chunk(piece: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(piece), piece)


def resident_mebibytes() -> float:
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * 4096 / 1024 / 1024
