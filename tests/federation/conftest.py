"""Copies of PostgreSQL databases are used again."""

from collections.abc import Iterator

import pytest

from tests.support.databases import postgres_copies_return


@pytest.fixture(autouse=True)
def _copies_return() -> Iterator[None]:
    with postgres_copies_return():
        yield
