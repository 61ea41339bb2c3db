"""The real server as a process of its own, started by its own command, and the other commands beside it.

    flags = await database_flags("sqlite", tmp_path)
    with ServerProcess(tmp_path, flags) as server:
        server.command("admin", "account", "create", "--username", "alice", "--email", "alice@localhost")
        requests.get(f"{server.url}/api/v2/instance")

Its log is kept in the folder. Whoever kills it may start it again at the same port.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self

import attrs

from tests.support.databases import fresh_postgres

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
STOP_SECONDS = 60.0
PASSWORD = "correct horse Battery 9 staple"


async def database_flags(kind: str, folder: Path) -> tuple[str, ...]:
    """Return the flags that name an empty database of the kind."""
    if kind == "sqlite":
        return ("--db-type=sqlite", f"--db-address={folder / 'sqlite.db'}")
    options = await fresh_postgres(is_migrated=False)
    return (
        "--db-type=postgres",
        f"--db-address={options.host}",
        f"--db-user={options.user}",
        f"--db-database={options.database}",
        "--db-max-open-conns-multiplier=4",
    )


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_program(
    *argv: str, flags: tuple[str, ...] = (), cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, without the settings of whoever runs the tests."""
    return subprocess.run(
        [sys.executable, "-m", "gotosocial.app.main", *argv, *flags],
        cwd=cwd,
        env=clean_environment() | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def clean_environment() -> dict[str, str]:
    """Return the environment in which the program finds itself and nothing else."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GTS_")}
    return kept | {"PYTHONPATH": str(ROOT)}


@attrs.define
class ServerProcess:
    """One instance: a folder for its files, the flags of its database, a port of its own."""

    folder: Path
    database: tuple[str, ...]
    more: tuple[str, ...] = ()
    words: tuple[str, ...] = ("server", "start")
    port: int = attrs.field(factory=free_port)
    _process: "subprocess.Popen[bytes] | None" = attrs.field(default=None, init=False)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.kill()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://localhost:{self.port}"

    @property
    def log_file(self) -> Path:
        """Everything it printed, of all its starts."""
        return self.folder / "server.log"

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags that every command on this instance needs."""
        return (
            f"--host=localhost:{self.port}",
            "--protocol=http",
            "--bind-address=127.0.0.1",
            f"--port={self.port}",
            f"--storage-local-base-path={self.folder / 'storage'}",
            "--advanced-rate-limit-requests=0",
            "--advanced-throttling-multiplier=0",
            *self.database,
            *self.more,
        )

    @property
    def pid(self) -> int:
        """The running process."""
        assert self._process is not None, "the server does not run"
        return self._process.pid

    def start(self, *, waits_for: str = "/readyz") -> None:
        """Start it and wait until it answers at the path."""
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gotosocial.app.main", *self.words, *self.flags],
                cwd=self.folder,
                env=clean_environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.wait_for(waits_for)

    def wait_for(self, path: str) -> None:
        """Wait until it answers with 200 at the path."""
        process = self._process
        assert process is not None, "the server does not run"
        deadline = time.monotonic() + START_SECONDS
        while not self._answers(path):
            code = process.poll()
            assert code is None, f"the server ended with {code}:\n{self.log()}"
            assert time.monotonic() < deadline, f"the server does not answer:\n{self.log()}"
            time.sleep(0.05)

    def stop(self) -> int:
        """Ask it to end in order and return its exit code."""
        process, self._process = self._process, None
        assert process is not None, "the server does not run"
        process.send_signal(signal.SIGTERM)
        return process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """End it at once, as a power cut would; nothing happens where it does not run."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def command(self, *argv: str) -> subprocess.CompletedProcess[str]:
        """Run another command on the same instance."""
        return run_program(*argv, flags=self.flags)

    def account(self, username: str, *, password: str = PASSWORD) -> None:
        """Let somebody live here, whose address is ``<username>@localhost``."""
        done = self.command(
            *("admin", "account", "create", "--username", username),
            *("--email", f"{username}@localhost", "--password", password),
        )
        assert done.returncode == 0, done.stderr

    def log(self) -> str:
        """Return what it has printed so far."""
        return self.log_file.read_text(errors="replace")

    def _answers(self, path: str) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path, headers={"User-Agent": "test"})
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
