"""A process that begins a job, says so, and never ends: it is there to be killed.

Arguments: ``sqlite`` or ``postgres``, then the options of the database as JSON. It claims what is due and
writes ``working`` once the job has changed something that is not committed yet. With the id of a status as a
third argument it makes a job for it, and stops between the COMMIT, of which it writes ``committed``, and the
beginning of the job, which its runner holds by then.
"""

import json
import signal
import sys
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred

from gotosocial.jobs.work import Finish, Works
from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Engine
from gotosocial.storage.engines.postgres import PostgresEngine
from gotosocial.storage.engines.postgres_connect import PostgresOptions
from gotosocial.storage.engines.sqlite import SqliteEngine
from gotosocial.storage.engines.sqlite_connect import SqliteOptions
from gotosocial.storage.stores import Database
from gotosocial.util import flow
from tests.support.jobs import CountingUp, CountUp, Walk, Walking, a_runner, put


def open_engine(kind: str, options: dict[str, Any]) -> tuple[Engine, Bus]:
    """Return an engine that was not started."""
    bus = Bus()
    if kind == "sqlite":
        return SqliteEngine(reactor, bus, SqliteOptions(**options)), bus
    return PostgresEngine(reactor, bus, PostgresOptions(**options)), bus


def work_for_ever() -> None:
    print("working", flush=True)
    signal.pause()


async def walk_for_ever(job: Walk, finish: Finish) -> None:
    print("working", flush=True)
    await Deferred()


async def main() -> None:
    engine, bus = open_engine(sys.argv[1], json.loads(sys.argv[2]))
    await engine.start()
    works = Works(consequences={CountUp: CountingUp(work_for_ever)}, errands={Walk: Walking(walk_for_ever)})
    db = Database(engine)
    runner = a_runner(db, works, bus=bus)
    runner.startService()
    if sys.argv[3:]:
        await runner.run_until_idle()
        await put(db, CountUp(status_id=sys.argv[3]))
        print("committed", flush=True)
        signal.pause()


if __name__ == "__main__":
    flow.start(main()).addErrback(lambda failure: (failure.printTraceback(), reactor.stop()))
    reactor.run()
