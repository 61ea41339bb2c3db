"""A process that sends what waits, and is there to be killed.

Argument: JSON with ``kind`` and ``options`` of the database, ``ca_file``, and the ``port`` of every name in
``names``. It writes ``sending`` when it begins.
"""

import json
import sys
from types import SimpleNamespace
from typing import Any

from twisted.internet import reactor

from gotosocial.util import flow
from tests.support.databases import Opened
from tests.support.job_victim import open_engine
from tests.support.post_house import move_in
from tests.support.table_resolver import TableResolver


async def main(given: dict[str, Any]) -> None:
    engine, bus = open_engine(given["kind"], given["options"])
    await engine.start()
    resolver = TableResolver()
    for name in given["names"]:
        resolver.add(name, given["port"])
    far: Any = SimpleNamespace(resolver=resolver, ca_file=given["ca_file"])
    nobody: Any = None
    house = await move_in(Opened(engine, bus), far, nobody, is_alone=given["kind"] == "sqlite")
    house.sender.startService()
    print("sending", flush=True)


if __name__ == "__main__":
    flow.start(main(json.loads(sys.argv[1]))).addErrback(
        lambda failure: (failure.printTraceback(), reactor.stop())
    )
    reactor.run()
