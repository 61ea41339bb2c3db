"""A real server for the programs that people use, on SQLite and on PostgreSQL; one for each test file."""

from collections.abc import AsyncIterator

import pytest
import pytest_twisted

from tests.support.databases import KINDS
from tests.support.server_process import ServerProcess, database_flags

PEOPLE = ("alice", "bob")


@pytest_twisted.async_yield_fixture(params=KINDS, scope="module")
async def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[ServerProcess]:
    """A running server in which alice and bob live."""
    folder = tmp_path_factory.mktemp("house")
    server = ServerProcess(folder, await database_flags(str(request.param), folder))
    server.start()
    try:
        for name in PEOPLE:
            server.account(name)
        yield server
        assert server.stop() == 0
        assert "Traceback" not in server.log(), server.log()
    finally:
        server.kill()
