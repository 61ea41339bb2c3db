"""The server as a process: started by its own command, seen from outside, ended by signals."""

import os
import re
import signal
import socket
import subprocess
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import pytest_twisted
import requests

from gotosocial.storage.engines.postgres_connect import PostgresOptions
from tests.support.databases import KINDS, fresh_postgres
from tests.support.server_process import ServerProcess, database_flags, free_port, run_program

ACCESS_LOG = "method=GET path=/api/v2/instance status=200"


@pytest_twisted.async_fixture(params=KINDS)
async def stopped(request: pytest.FixtureRequest, tmp_path: Path) -> ServerProcess:
    """An instance that does not run yet."""
    return ServerProcess(tmp_path, await database_flags(str(request.param), tmp_path))


@pytest.fixture
def server(stopped: ServerProcess) -> Iterator[ServerProcess]:
    """An instance that runs."""
    with stopped:
        yield stopped


def test_the_server_starts_logs_and_stops_in_order(server: ServerProcess) -> None:
    assert requests.get(f"{server.url}/livez").status_code == 200
    assert requests.head(f"{server.url}/readyz").status_code == 200
    secret = "s3cr3t-token"
    answer = requests.get(
        f"{server.url}/api/v2/instance?access_token={secret}",
        headers={"Authorization": f"Bearer {secret}", "Cookie": f"x={secret}"},
    )
    assert answer.json()["domain"] == f"localhost:{server.port}"
    requests.get(f"{server.url}/api/v1/accounts/verify_credentials?access_token={secret}")
    assert server.stop() == 0
    log = server.log()
    assert ACCESS_LOG in log
    assert answer.headers["X-Request-Id"] in log
    assert "path=/api/v1/accounts/verify_credentials status=401" in log
    assert secret not in log
    assert "Traceback" not in log


def test_the_level_and_the_time_of_the_log_hold_for_requests_too(tmp_path: Path) -> None:
    database = ("--db-type=sqlite", f"--db-address={tmp_path / 'sqlite.db'}")
    quiet = ("--log-level=warn", "--smtp-host=smtp.example.org", "--metrics-enabled")
    server = ServerProcess(tmp_path, database, more=quiet)
    with server:
        requests.get(f"{server.url}/api/v2/instance")
        assert server.stop() == 0
    first, second = [line for line in server.log().splitlines() if "is set" in line]
    assert "level=info" not in server.log()
    told = "is set, but this version does not offer that yet: "
    assert f'level=warn msg="smtp-host {told}no mail is sent"' in first
    assert f'level=warn msg="metrics-enabled {told}no metrics are collected"' in second
    server.more = ("--log-timestamp-format=15:04",)
    with server:
        requests.get(f"{server.url}/api/v2/instance")
        assert server.stop() == 0
    lines = [line for line in server.log().splitlines() if ACCESS_LOG in line]
    assert lines
    assert all(re.match(r"timestamp=\d\d:\d\d level=info method=GET ", line) for line in lines)


def test_a_second_server_on_the_port_says_so_and_leaves_the_first_alone(server: ServerProcess) -> None:
    second = run_program("server", "start", flags=server.flags)
    assert second.returncode == 1
    assert second.stderr == (
        f"gotosocial: cannot listen on 127.0.0.1 port {server.port} ([Errno 98] Address already in use)\n"
    )
    assert requests.get(f"{server.url}/readyz").status_code == 200


def test_a_second_server_on_an_sqlite_database_says_so_and_changes_nothing(tmp_path: Path) -> None:
    with ServerProcess(tmp_path, ("--db-type=sqlite", f"--db-address={tmp_path / 'sqlite.db'}")) as server:
        second = run_program("server", "start", flags=(*server.flags, f"--port={free_port()}"))
        assert second.returncode == 1
        assert f"is being served already, by the process {server.pid}:" in second.stderr
        assert second.stderr.count("\n") == 1
        assert server.command("admin", "account", "list").returncode == 0
        server.kill()
        server.start()


@pytest_twisted.async_fixture
async def empty_postgres() -> PostgresOptions:
    return await fresh_postgres(is_migrated=False)


def test_who_comes_while_the_server_starts_is_told_to_wait(
    tmp_path: Path, empty_postgres: PostgresOptions
) -> None:
    """Another process brings the schema up to date, so this one waits."""
    address, user, name = empty_postgres.host, empty_postgres.user, empty_postgres.database
    flags = ("--db-type=postgres", f"--db-address={address}", f"--db-user={user}", f"--db-database={name}")
    server = ServerProcess(tmp_path, flags)
    other = psycopg2.connect(host=address, user=user, dbname=name)
    try:
        other.cursor().execute("SELECT pg_advisory_lock(%s)", [zlib.crc32(b"schema")])
        server.start(waits_for="/livez")
        ready = requests.get(f"{server.url}/readyz")
        assert (ready.status_code, ready.headers["Retry-After"]) == (503, "5")
        page = requests.get(f"{server.url}/about", headers={"Accept": "text/html"})
        assert (page.status_code, "This server is starting." in page.text) == (503, True)
        with requests.Session() as kept_open:
            waiting = kept_open.get(f"{server.url}/api/v1/instance")
            assert (waiting.status_code, "starting" in waiting.json()["error"]) == (503, True)
            other.close()
            server.wait_for("/readyz")
            assert kept_open.get(f"{server.url}/api/v1/instance").status_code == 200
        assert server.stop() == 0
    finally:
        other.close()
        server.kill()


def test_a_request_that_runs_is_answered_before_the_end(server: ServerProcess) -> None:
    """The body is still on its way when the server is asked to stop."""
    body = b'{"client_name": "app", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob"}'
    head = (
        f"POST /api/v1/apps HTTP/1.1\r\nHost: localhost\r\nUser-Agent: test\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as wire:
        wire.sendall(head + body[:10])
        requests.get(f"{server.url}/livez")
        os.kill(server.pid, signal.SIGTERM)
        wait_until_refused(server.port)
        wire.sendall(body[10:])
        answer = b""
        while piece := wire.recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b'"client_secret"' in answer
    assert server.stop() == 0


def test_idle_connections_do_not_keep_the_server(server: ServerProcess) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as wire:
        wire.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nUser-Agent: test\r\n\r\n")
        assert wire.recv(65536).startswith(b"HTTP/1.1 200 ")
        assert server.stop() == 0
        assert wire.recv(65536) == b""


def test_ctrl_c_stops_the_server_in_order(server: ServerProcess) -> None:
    os.kill(server.pid, signal.SIGINT)
    assert server.stop() == 0


def test_accounts_made_before_the_first_start_are_there(stopped: ServerProcess) -> None:
    stopped.account("early")
    with stopped as server:
        found = requests.get(f"{server.url}/api/v1/instance").json()
        assert found["stats"]["user_count"] == 1


def test_migrations_run_alone_and_only_once(stopped: ServerProcess) -> None:
    first = stopped.command("migrations", "run")
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("applied 0001_first\n")
    assert first.stdout.endswith("the database is up to date\n")
    again = stopped.command("migrations", "run")
    assert (again.returncode, again.stdout) == (0, "the database is up to date\n")


def test_several_first_starts_at_once_do_not_disturb_each_other(stopped: ServerProcess) -> None:
    done: list[subprocess.CompletedProcess[str]] = []
    threads = [
        threading.Thread(target=lambda: done.append(stopped.command("admin", "account", "list")))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.stderr for one in done if one.returncode] == []
    assert [one.stdout.count("\n") for one in done] == [1] * 3


def test_a_database_of_another_host_is_refused(stopped: ServerProcess) -> None:
    assert stopped.command("admin", "account", "list").returncode == 0
    flags = tuple(flag for flag in stopped.flags if not flag.startswith("--host="))
    done = run_program("server", "start", flags=(*flags, "--host=other.example"))
    assert done.returncode == 1
    assert f"belongs to host localhost:{stopped.port}" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server under maintenance, whose database could not even be opened."""
    no_database = ("--db-type=sqlite", "--db-address=/no/such/folder/x.db")
    server = ServerProcess(tmp_path, no_database, words=("server", "maintenance"))
    server.start(waits_for="/livez")
    yield server
    server.kill()


def test_maintenance_tells_everybody_to_come_back(closed: ServerProcess) -> None:
    assert requests.get(f"{closed.url}/livez").status_code == 200
    assert requests.get(f"{closed.url}/readyz").status_code == 503
    page = requests.get(f"{closed.url}/@alice", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert "maintenance" in page.text
    for method, path, body in (
        ("GET", "/api/v1/timelines/home", None),
        ("POST", "/api/v1/statuses", b"status=hello"),
        ("POST", "/api/v2/media", b"x" * 3_000_000),
        ("DELETE", "/api/v1/statuses/1", None),
        ("PATCH", "/api/v1/accounts/update_credentials", b"{}"),
        ("PUT", "/api/v1/media/1", b"{"),
        ("POST", "/users/alice/inbox", b"{}"),
        ("GET", "/", None),
    ):
        answer = requests.request(method, f"{closed.url}{path}", data=body)
        assert answer.status_code == 503, (method, path)
        assert int(answer.headers["Retry-After"]) > 0
        assert "maintenance" in answer.json()["error"]
    assert closed.stop() == 0


def wait_until_refused(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.02)
    raise AssertionError("the port is still open")
