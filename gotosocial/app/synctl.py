"""``synctl start|stop|restart|status [config]``: runs the server in the background, as Synapse's does.

Two of them at the same time wait for each other. ``start`` ends when the server answers at its port, or says
why it does not. ``status`` leaves with 0 when the server runs and 3 when not, as init scripts do.
"""

import argparse
import fcntl
import http.client
import os
import signal
import socket
import ssl
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

import attrs

from gotosocial.app.programs import Program, main_program
from gotosocial.config.config import Config
from gotosocial.config.load import load
from gotosocial.errors import Misconfigured, Trouble

NOT_RUNNING = 3
INTERRUPTED = 130
START_SECONDS = 120.0
"""How long ``start`` waits; migrations of a large database may take longer and then go on by themselves."""
STOP_SECONDS = 60.0
PAUSE = 0.1


def main() -> None:
    """Run the program and leave with its exit code."""
    reader = argparse.ArgumentParser(
        prog="synctl", description="Run the gotosocial server in the background."
    )
    reader.add_argument("verb", choices=["start", "stop", "restart", "status"])
    reader.add_argument("config", nargs="?", default="config.yaml", help="default: config.yaml")
    asked = reader.parse_args()
    program = main_program(asked.config)
    try:
        if not program.config.is_file() and program.pid() is None:
            raise Misconfigured(f"there is no configuration file {program.config}")
        sys.exit(_obey(asked.verb, program))
    except Trouble as trouble:
        sys.exit(f"synctl: {trouble.public}")
    except OSError as error:
        sys.exit(f"synctl: {error.filename or program.folder}: {error.strerror}")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _obey(verb: str, program: Program) -> int:
    if verb == "status":
        return status(program)
    with _alone(program):
        if verb == "restart":
            _configuration(program)
        if verb in ("stop", "restart"):
            stop(program)
        return start(program) if verb in ("start", "restart") else 0


def status(program: Program) -> int:
    """Say whether the server runs."""
    pid = program.pid()
    print(f"gotosocial is running (pid {pid})" if pid else "gotosocial is not running")
    return 0 if pid else NOT_RUNNING


def start(program: Program) -> int:
    """Start the server and wait until it answers."""
    if pid := program.pid():
        print(f"gotosocial is running already (pid {pid})")
        return 0
    if neighbour := program.neighbour():
        pid, other = neighbour
        raise Misconfigured(
            f"{program.pid_file} belongs to pid {pid}, which serves {other}: use another folder"
        )
    config = _configuration(program)
    door = Door.of(config)
    if door.is_taken():
        raise Misconfigured(f"port {door.port} is taken by another program")
    before = program.log_size()
    started = program.launch()
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if started.poll() is not None:
            program.pid_file.unlink(missing_ok=True)
            return _explain(program, before, f"gotosocial stopped at once (exit code {started.returncode})")
        if door.answers():
            print(f"gotosocial is running (pid {started.pid}) at {config.general.origin}")
            return 0
        time.sleep(PAUSE)
    return _explain(program, before, f"gotosocial runs (pid {started.pid}) but does not answer yet")


def stop(program: Program) -> None:
    """Ask the server to end, and wait until it has."""
    pid = program.pid()
    if pid is None:
        print("gotosocial is not running")
        return
    _signal(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while program.pid() is not None:
        if time.monotonic() > deadline:
            print(f"gotosocial (pid {pid}) did not end within {STOP_SECONDS:.0f} seconds and is killed")
            _signal(pid, signal.SIGKILL)
            deadline += STOP_SECONDS
        time.sleep(PAUSE)
    print("gotosocial has stopped")


def _configuration(program: Program) -> Config:
    """Read the configuration; raise Misconfigured where the server could not be found with it."""
    config = load({"config-path": str(program.config)}, os.environ).config
    if config.general.port == 0:
        raise Misconfigured("port is 0, so nobody knows where the server will answer: give it a number")
    return config


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return  # It ended by itself meanwhile.
    except PermissionError:
        raise Misconfigured(f"gotosocial (pid {pid}) runs as another user") from None


def reached_at(bind_address: str) -> str:
    """Return where somebody on this machine reaches who listens on an address, or on all of them."""
    address = bind_address.strip("[]")
    if not address:
        return "127.0.0.1"
    try:
        listening = ip_address(address)
    except ValueError:
        return address
    if not listening.is_unspecified:
        return address
    return "127.0.0.1" if listening.version == 4 else "::1"


@attrs.frozen(kw_only=True)
class Door:
    """Where the server of this machine answers."""

    host: str
    port: int
    is_encrypted: bool

    @classmethod
    def of(cls, config: Config) -> "Door":
        """Return the place at which a configuration listens, as it is reached from here."""
        host = reached_at(config.general.bind_address)
        encrypted = bool(config.tls.certificate_chain) or config.letsencrypt.enabled
        return cls(host=host, port=config.general.port, is_encrypted=encrypted)

    def is_taken(self) -> bool:
        """Tell whether somebody listens there."""
        try:
            socket.create_connection((self.host, self.port), timeout=2).close()
        except OSError:
            return False
        return True

    def answers(self) -> bool:
        """Tell whether the server there says that it is ready."""
        try:
            connection = self._connection()
            try:
                connection.request("GET", "/readyz", headers={"User-Agent": "synctl"})
                return connection.getresponse().status == http.client.OK
            finally:
                connection.close()
        except (OSError, http.client.HTTPException):
            return False

    def _connection(self) -> http.client.HTTPConnection:
        if not self.is_encrypted:
            return http.client.HTTPConnection(self.host, self.port, timeout=2)
        anything = ssl.create_default_context()
        anything.check_hostname = False
        anything.verify_mode = ssl.CERT_NONE
        return http.client.HTTPSConnection(self.host, self.port, timeout=2, context=anything)


@contextmanager
def _alone(program: Program) -> Iterator[None]:
    with program.lock_file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _explain(program: Program, before: int, what: str) -> int:
    print(f"synctl: {what}; the end of {program.log_file}:", file=sys.stderr)
    for line in program.last_lines(before):
        print(f"  {line}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    main()
