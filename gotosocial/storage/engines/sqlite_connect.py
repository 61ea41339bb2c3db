"""Opens SQLite connections with our settings, and names what can go wrong with them."""

import errno
import os
import sqlite3
from pathlib import Path

import attrs
from twisted.logger import Logger

from gotosocial.errors import Contention, Misconfigured, StorageFull
from gotosocial.storage.database import Dangling, Duplicate

MEMORY = ":memory:"
_PAGE_BYTES = 4096
_WAL_CAP_PAGES = 4000
_OPEN_PATIENCE = 5.0
_SHORT_WAIT_MILLIS = 4
_OLDEST = (3, 35, 0)
_DUPLICATE = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
}
_FULL = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_TRUNCATE,
}
_log = Logger()


@attrs.frozen(kw_only=True)
class SqliteOptions:
    """Where the database file is, and how SQLite keeps it.

    ``path`` may be ``:memory:``. ``busy_timeout`` is in seconds: how long a transaction waits for another
    process that writes. ``synchronous`` NORMAL survives kill -9; FULL survives a power cut too.
    """

    path: str
    journal_mode: str = "WAL"
    synchronous: str = "NORMAL"
    cache_bytes: int = 8 * 1024 * 1024
    busy_timeout: float = 1800.0


def open_writer(options: SqliteOptions) -> sqlite3.Connection:
    """Open the connection that writes, and create the file; raise Misconfigured when that cannot be."""
    if sqlite3.sqlite_version_info < _OLDEST:
        raise Misconfigured(f"SQLite {sqlite3.sqlite_version} is too old: 3.35 or newer is needed")
    if options.path != MEMORY and not Path(options.path).parent.is_dir():
        raise Misconfigured(f"the folder of the database {options.path} does not exist")
    try:
        _create(options.path)
        connection = _connect(options)
        connection.execute(f"PRAGMA page_size={_PAGE_BYTES}")
        _set_journal(connection, options)
        if options.synchronous:
            connection.execute(f"PRAGMA synchronous={_word(options.synchronous)}")
        connection.execute(f"PRAGMA wal_autocheckpoint={_WAL_CAP_PAGES}")
        connection.execute(f"PRAGMA journal_size_limit={_WAL_CAP_PAGES * _PAGE_BYTES}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("COMMIT")
        connection.execute(f"PRAGMA busy_timeout={_SHORT_WAIT_MILLIS}")
    except OSError as error:
        raise Misconfigured(f"the database {options.path} cannot be opened: {error.strerror}") from error
    except sqlite3.Error as error:
        raise Misconfigured(f"the database {options.path} cannot be opened: {error}") from error
    return connection


def open_reader(options: SqliteOptions, *, wait_millis: int = _SHORT_WAIT_MILLIS) -> sqlite3.Connection:
    """Open a connection that cannot write; it may be used by one thread after another."""
    connection = _connect(options)
    connection.execute("PRAGMA query_only=ON")
    connection.execute(f"PRAGMA busy_timeout={wait_millis}")
    return connection


def is_busy(error: sqlite3.Error) -> bool:
    """Tell whether another process or connection stood in the way, so that trying again helps."""
    return (_code(error) & 0xFF) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_interrupted(error: sqlite3.Error) -> bool:
    """Tell whether the statement was stopped because it took more than its budget."""
    return (_code(error) & 0xFF) == sqlite3.SQLITE_INTERRUPT


def translated(error: sqlite3.Error) -> Exception:
    """Return the error as stores and deeds know it; what has no name of ours stays as it is."""
    code = _code(error)
    if code in _DUPLICATE:
        return Duplicate(detail=str(error))
    if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        return Dangling(detail=str(error))
    if code in _FULL:
        return StorageFull(detail=str(error))
    if is_busy(error):
        return Contention(detail=str(error))
    return error


def _connect(options: SqliteOptions) -> sqlite3.Connection:
    connection = sqlite3.connect(
        options.path,
        timeout=_OPEN_PATIENCE,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=1024,
    )
    connection.row_factory = sqlite3.Row
    if options.cache_bytes:
        connection.execute(f"PRAGMA cache_size={-(options.cache_bytes // 1024)}")
    connection.execute("PRAGMA mmap_size=0")
    connection.execute("PRAGMA temp_store=MEMORY")
    return connection


def _create(path: str) -> None:
    """Make a new file readable for its owner only: it holds private posts and keys.

    SQLite would open one that may only be read, and say so at the first write.
    """
    if path == MEMORY:
        return
    if not Path(path).exists():
        Path(path).touch(mode=0o600)
    elif not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "this user may not write to it", path)


def _set_journal(connection: sqlite3.Connection, options: SqliteOptions) -> None:
    mode = options.journal_mode.upper()
    if mode == "OFF":
        _log.warn("journal mode OFF cannot roll back; the database runs with MEMORY instead")
        mode = "MEMORY"
    if mode:
        connection.execute(f"PRAGMA journal_mode={_word(mode)}")


def _word(setting: str) -> str:
    if not setting.isalpha():
        raise Misconfigured(f"not a word that SQLite knows: {setting!r}")
    return setting


def _code(error: sqlite3.Error) -> int:
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code
