"""The house with its cellar open and its doors shut: for commands that work on the database.

The server may run beside it or never have run: a new database is filled with what must exist.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gotosocial.app.bundles import Foundations
from gotosocial.app.instance import Instance, build_instance


@asynccontextmanager
async def opened(base: Foundations) -> AsyncIterator[Instance]:
    """Give an instance whose database is open and up to date, and that serves nobody."""
    instance = build_instance(base)
    try:
        await instance.prepare()
        yield instance
    finally:
        await instance.stop()
