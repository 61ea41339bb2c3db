"""One connection to PostgreSQL: how it is opened, what it understands, how its errors are called.

txpostgres gives the asynchronous connection. Four of its traps are cured here: a connection that dies while
nobody uses it says so instead of raising into the reactor; a connection that takes too long to open is
closed; a statement that took too long is not called cancelled; notifications arrive in order. Queries are
never cancelled (``flow.shield``), because the protocol needs their answers read to the end;
``statement_timeout`` ends those that take too long. A server that says nothing even then, because it is
frozen or the network swallows everything, is given up: its connection is closed here, and who waits hears so.
"""

import re
from collections.abc import Callable
from typing import Any

import attrs
import psycopg2
import psycopg2.extensions
from twisted.internet.error import ConnectionClosed
from txpostgres import txpostgres

from gotosocial.errors import Contention, Invalid, Misconfigured, Overloaded, StorageFull
from gotosocial.storage.database import Dangling, Duplicate

OPEN_SECONDS = 10.0
_UNIQUE_VIOLATION = "23505"
_FOREIGN_KEY_VIOLATION = "23503"
_CONTENTION = {"40001", "40P01", "55P03"}
_TIMED_OUT = "57014"
_FULL = {"53100", "53200"}
_SHUTDOWN = {"57P01", "57P02", "57P03"}
_TLS_MODES = {"disable": "disable", "enable": "require", "require": "verify-full"}


@attrs.frozen(kw_only=True)
class PostgresOptions:
    """Where the server is and how we speak to it.

    ``connection_string`` (a URL or ``key=value`` words) replaces all other parts. ``tls_mode``: ``disable``;
    ``enable`` encrypts; ``require`` checks the certificate too. ``statement_timeout`` is in seconds; a server
    that has said nothing ``silence_timeout`` seconds after that is given up.
    """

    host: str = ""
    port: int = 5432
    user: str = ""
    password: str = ""
    database: str = "gotosocial"
    tls_mode: str = "disable"
    tls_ca_file: str = ""
    connection_string: str = ""
    connections: int = 4
    statement_timeout: float = 60.0
    silence_timeout: float = 15.0

    @property
    def patience(self) -> float:
        """Seconds after which a server that says nothing is given up."""
        return self.statement_timeout + self.silence_timeout

    def dsn(self) -> str:
        """Return the connection string for libpq; raise Misconfigured when it cannot be read."""
        common = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
        try:
            if self.connection_string:
                return str(psycopg2.extensions.make_dsn(self.connection_string, **common))
            return str(psycopg2.extensions.make_dsn(None, **self._parts(), **common))
        except psycopg2.Error as error:
            # libpq quotes what it could not read, and the password may stand there.
            reason = re.sub(r'".*"', "(hidden)", str(error).strip(), flags=re.DOTALL)
            raise Misconfigured(f"the connection string of the database cannot be read: {reason}") from None

    def _parts(self) -> dict[str, Any]:
        authority = self.tls_ca_file or ("system" if self.tls_mode == "require" else "")
        parts = {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "dbname": self.database,
            "sslmode": _TLS_MODES[self.tls_mode],
            "sslrootcert": authority,
        }
        return {name: value for name, value in parts.items() if value}

    def session(self) -> str:
        """Return the statements that every new connection begins with."""
        return (
            f"SET statement_timeout = {round(self.statement_timeout * 1000)};"
            "SET lock_timeout = 10000; SET idle_in_transaction_session_timeout = 60000;"
            "SET client_encoding = 'UTF8'; SET TIME ZONE 'UTC'; SET standard_conforming_strings = on"
        )


class _Answer(txpostgres.Cursor):  # type: ignore[misc]  # txpostgres has no types
    """A cursor that calls a statement that took too long by its name, and not ``CancelledError``."""

    def _handleCancellation(self, failure: Any) -> Any:
        return failure


class Link(txpostgres.Connection):  # type: ignore[misc]  # txpostgres has no types
    """A connection that tells ``lost`` once when it is gone, and ``heard`` what was notified."""

    cursorFactory = _Answer

    def __init__(
        self,
        reactor: Any,
        *,
        lost: Callable[["Link"], None],
        heard: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(reactor)
        self._on_lost = lost
        self._on_heard = heard
        self._is_lost = False
        self.patience: float | None = None
        """How many seconds the server has for its answers; None for as long as it takes."""
        self.was_silent = False
        """Whether it was given up because it did not answer: then it is no use to ask again at once."""

    @property
    def is_open(self) -> bool:
        """Whether statements may be sent."""
        return not self._is_lost and self._connection is not None and not self._connection.closed

    async def open(self, options: PostgresOptions) -> None:
        """Connect within ten seconds; raise psycopg2's error or ConnectionError."""
        patience = self.reactor.callLater(OPEN_SECONDS, self.give_up)
        try:
            await self.connect(options.dsn())
            for kind in _TYPES:
                psycopg2.extensions.register_type(kind, self._connection)
            self._scribe = self._connection.cursor()
            await self.send(options.session().encode())
            self.patience = options.patience
        finally:
            if patience.active():
                patience.cancel()

    def written(self, text: str, parameters: dict[str, Any] | None) -> bytes:
        """Return the statement with its parameters filled in and quoted; raise Invalid for what is no text.

        PostgreSQL keeps no NUL. Whoever lets text in refuses it there; what slips through is still theirs.
        """
        try:
            return bytes(self._scribe.mogrify(text, parameters))
        except ValueError as error:
            raise Invalid("a text has letters that cannot be kept", detail=str(error)) from error

    async def send(self, message: bytes) -> Any:
        """Send one message of one or more statements; return the cursor with the last answer.

        Raises OperationalError when the server does not answer in time; the connection is closed then.
        """
        answer = self._connection.cursor()
        executed = self.cursorFactory(answer, self).execute(message)
        if self.patience is None:
            await executed
            return answer
        silence = self.reactor.callLater(self.patience, self._end_silence)
        try:
            await executed
        except ConnectionClosed as error:
            raise psycopg2.OperationalError("the database does not answer") from error
        finally:
            if silence.active():
                silence.cancel()
        return answer

    def give_up(self) -> None:
        """Close the connection, whatever it does; calling it again is harmless."""
        self._is_lost = True
        if self._connection is not None:
            self.close()

    def doRead(self) -> None:
        """Read what came while no query was running: a notification, or the end."""
        try:
            super().doRead()
        except psycopg2.Error:
            self._end()

    def connectionLost(self, reason: Any) -> None:
        """Note that the socket is gone (Twisted calls this)."""
        super().connectionLost(reason)
        self._end()

    def checkForNotifies(self) -> None:
        """Pass notifications on in their order."""
        while self._connection.notifies:
            notification = self._connection.notifies.pop(0)
            if self._on_heard is not None:
                self._on_heard(notification.payload)

    def _end_silence(self) -> None:
        self.was_silent = True
        self.give_up()

    def _end(self) -> None:
        if not self._is_lost:
            self.give_up()
            self._on_lost(self)


def is_lost(error: BaseException, link: Link) -> bool:
    """Tell whether the error means that the connection is gone; close it in that case."""
    if not isinstance(error, (psycopg2.Error, OSError)):
        return not link.is_open
    code = getattr(error, "pgcode", None)
    broken = isinstance(error, (psycopg2.OperationalError, psycopg2.InterfaceError, OSError)) and code is None
    if broken or code in _SHUTDOWN or not link.is_open:
        link.give_up()
        return True
    return False


def is_contention(error: BaseException) -> bool:
    """Tell whether another transaction stood in the way, so that trying again soon helps."""
    return getattr(error, "pgcode", None) in _CONTENTION


def translated(error: Exception) -> Exception:
    """Return the error as stores and deeds know it; what has no name of ours stays as it is."""
    code = getattr(error, "pgcode", None)
    detail = str(error).strip()
    if code == _UNIQUE_VIOLATION:
        return Duplicate(detail=detail)
    if code == _FOREIGN_KEY_VIOLATION:
        return Dangling(detail=detail)
    if code in _FULL:
        return StorageFull(detail=detail)
    if code in _CONTENTION or code == _TIMED_OUT:
        return Contention(detail=detail)
    if code in _SHUTDOWN or (code is None and isinstance(error, (psycopg2.OperationalError, OSError))):
        return Overloaded(detail=f"the connection to the database was lost: {detail}")
    return error


def _read_bytes(text: str | None, cursor: Any) -> bytes | None:
    value = psycopg2.BINARY(text, cursor)
    return None if value is None else bytes(value)


def _read_number(text: str | None, cursor: Any) -> int | float | None:
    # SUM over BIGINT is NUMERIC on PostgreSQL and an integer on SQLite.
    if text is None:
        return None
    return float(text) if "." in text or "e" in text.lower() or text == "NaN" else int(text)


_TYPES = (
    psycopg2.extensions.new_type(psycopg2.BINARY.values, "BYTES", _read_bytes),
    psycopg2.extensions.new_type(psycopg2.extensions.DECIMAL.values, "NUMBER", _read_number),
)
