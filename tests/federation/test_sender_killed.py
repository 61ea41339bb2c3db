"""kill -9 in the middle of a thousand deliveries: nothing is lost, only what was under way comes twice."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import attrs
import pytest

from gotosocial.federation.sender.batch import INBOXES_OF_SLOW_HOSTS
from gotosocial.federation.sender.shares import LEASE_MILLIS
from gotosocial.storage.schema.migrate import migrate
from gotosocial.storage.stores import Database
from gotosocial.util.clock import SystemClock
from tests.support.databases import KINDS, Opened, fresh_postgres, sqlite_options
from tests.support.job_victim import open_engine
from tests.support.post_house import FarServers, keep_author, move_in, move_out
from tests.support.waiting import until, wait

ROOT = Path(__file__).parents[2]
NAMES = tuple(f"h{number}.test" for number in range(20))
INBOXES = [f"https://{name}/inbox/{number}" for name in NAMES for number in range(5)]
SENT = [f"n{number}" for number in range(10)]
HOSTS_AT_ONCE = 16


async def options_of(kind: str, folder: Path) -> dict[str, Any]:
    return attrs.asdict(sqlite_options(folder) if kind == "sqlite" else await fresh_postgres())


async def open_database(kind: str, options: dict[str, Any]) -> Opened:
    engine, bus = open_engine(kind, options)
    await engine.start()
    return Opened(engine, bus)


def a_victim(kind: str, options: dict[str, Any], far: FarServers) -> "subprocess.Popen[bytes]":
    """Start a process that sends what waits."""
    given = {"kind": kind, "options": options, "ca_file": far.ca_file, "port": far.port, "names": NAMES}
    command = [sys.executable, "-m", "tests.support.sender_victim", json.dumps(given)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


async def arrived_when_quiet(far: FarServers) -> int:
    """Return how much has arrived once nothing more does: a dead process leaves requests on the wire."""
    before = -1
    while (arrived := len(far.asked())) != before:
        before = arrived
        await wait(0.2)
    return arrived


@pytest.mark.parametrize("kind", KINDS)
async def test_every_inbox_has_everything_and_little_twice(kind: str, tmp_path: Path) -> None:
    options, far = await options_of(kind, tmp_path), FarServers(tmp_path, NAMES)
    opened = await open_database(kind, options)
    await migrate(opened.engine, SystemClock())
    author = await keep_author(Database(opened.engine))
    house = await move_in(opened, far, author, is_alone=kind == "sqlite")
    for body in SENT:
        assert await house.queue(body, *INBOXES) == 100
    await move_out(house)
    await opened.engine.stop()

    with a_victim(kind, options, far) as victim:
        await until(lambda: len(far.asked()) >= 400 or victim.poll() is not None)
        victim.kill()
    arrived_before = await arrived_when_quiet(far)
    assert 400 <= arrived_before < 1000

    opened = await open_database(kind, options)
    house = await move_in(opened, far, author, is_alone=kind == "sqlite")
    if kind == "postgres":
        # Its shares are still its own; they end by themselves.
        await house.settle()
        assert len(far.asked()) == arrived_before
        house.clock.ahead += LEASE_MILLIS / 1000
        await house.sender.stopService()
    await house.settle()
    assert set(await house.states()) == {"delivered"}
    for inbox in INBOXES:
        came = far.bodies(inbox.removeprefix("https://"))
        assert list(dict.fromkeys(came)) == SENT
    times = Counter((one.headers["host"], one.target, one.body) for one in far.asked())
    assert max(times.values()) <= 2
    assert sum(count - 1 for count in times.values()) <= HOSTS_AT_ONCE * INBOXES_OF_SLOW_HOSTS
    await move_out(house)
    await opened.engine.stop()
    await far.server.stop()
