"""A second server keeps away from an SQLite database that is being served."""

import os
import re
from pathlib import Path

import pytest

from gotosocial.app.one_server import OneServer
from gotosocial.errors import Misconfigured


async def test_the_second_is_told_who_is_there_and_comes_in_afterwards(tmp_path: Path) -> None:
    first, second = (OneServer(tmp_path / "sqlite.db") for _ in range(2))
    first.claim()
    with pytest.raises(Misconfigured, match=f"served already, by the process {os.getpid()}:"):
        second.claim()
    await second.release()
    with pytest.raises(Misconfigured, match="served already"):
        second.claim()
    await first.release()
    second.claim()
    await second.release()
    await second.release()


async def test_a_database_is_the_same_under_another_name(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "sqlite.db")
    first = OneServer(tmp_path / "sqlite.db")
    first.claim()
    with pytest.raises(Misconfigured, match="served already"):
        OneServer(tmp_path / "link.db").claim()
    await first.release()


async def test_databases_side_by_side_have_a_server_each(tmp_path: Path) -> None:
    two = [OneServer(tmp_path / name) for name in ("a.db", "b.db")]
    for one in two:
        one.claim()
    for one in two:
        await one.release()


async def test_a_lock_that_cannot_be_had_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "sqlite.db-server").mkdir()
    with pytest.raises(Misconfigured, match=re.escape("sqlite.db-server cannot be locked: Is a directory")):
        OneServer(tmp_path / "sqlite.db").claim()


def test_a_folder_that_is_not_there_is_told_by_others(tmp_path: Path) -> None:
    OneServer(tmp_path / "nowhere" / "sqlite.db").claim()
