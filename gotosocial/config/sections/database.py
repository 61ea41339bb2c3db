"""Where the rows are kept."""

import attrs

from gotosocial.config.kinds import ByteSize, Duration, Text, Whole
from gotosocial.config.options import option


@attrs.frozen(kw_only=True)
class Database:
    """SQLite for one process, or PostgreSQL."""

    type: str = option(
        "db-type",
        Text(allowed=("sqlite", "postgres")),
        "sqlite",
        "Database engine. SQLite is built in; PostgreSQL is needed for worker processes.",
    )
    address: str = option(
        "db-address",
        Text(),
        "",
        "PostgreSQL: host name or directory of its socket. SQLite: path of the file, sqlite.db in the "
        "working directory when empty; :memory: is forgotten at the end.",
        example="/gotosocial/storage/sqlite.db",
    )
    port: int = option("db-port", Whole(least=0, most=65535), 5432, "PostgreSQL: port.")
    user: str = option("db-user", Text(), "", "PostgreSQL: user.", example="gotosocial")
    password: str = option("db-password", Text(), "", "PostgreSQL: password.", secret=True)
    database: str = option("db-database", Text(), "gotosocial", "PostgreSQL: name of the database.")
    tls_mode: str = option(
        "db-tls-mode",
        Text(allowed=("disable", "enable", "require")),
        "disable",
        "PostgreSQL: no TLS; TLS without checking the certificate; TLS with a checked certificate.",
    )
    tls_ca_cert: str = option(
        "db-tls-ca-cert",
        Text(),
        "",
        "PostgreSQL: PEM file of the authority that signed its certificate.",
        example="/etc/ssl/postgres-ca.pem",
    )
    max_open_conns_multiplier: int = option(
        "db-max-open-conns-multiplier",
        Whole(),
        8,
        "PostgreSQL: at most this many connections for each CPU; less than 1 counts as 1.",
    )
    sqlite_journal_mode: str = option(
        "db-sqlite-journal-mode",
        Text(allowed=("DELETE", "TRUNCATE", "PERSIST", "MEMORY", "WAL", "OFF", "")),
        "WAL",
        "SQLite: journal mode; an empty value keeps SQLite's own.",
    )
    sqlite_synchronous: str = option(
        "db-sqlite-synchronous",
        Text(allowed=("OFF", "NORMAL", "FULL", "EXTRA", "")),
        "NORMAL",
        "SQLite: NORMAL survives a crash of the program, FULL also a power cut at any moment; an empty "
        "value keeps SQLite's own.",
    )
    sqlite_cache_size: int = option(
        "db-sqlite-cache-size", ByteSize(), "8MiB", "SQLite: page cache; 0 keeps SQLite's own."
    )
    sqlite_busy_timeout: float = option(
        "db-sqlite-busy-timeout",
        Duration(),
        "30m",
        "SQLite: how long to wait for another process that writes; 0 keeps SQLite's own.",
    )
    postgres_connection_string: str = option(
        "db-postgres-connection-string",
        Text(),
        "",
        "PostgreSQL: a whole connection URL or DSN, in place of the keys above.",
        example="postgres://gotosocial:secret@localhost:5432/gotosocial",
        secret=True,
    )

    @property
    def path(self) -> str:
        """The SQLite file, or ``:memory:``."""
        return self.address or "sqlite.db"
