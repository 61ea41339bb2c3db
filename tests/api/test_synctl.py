"""synctl starts, shows and stops a process, waits until it answers, and says why when it does not."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from gotosocial.app import synctl
from gotosocial.app.programs import Program, command_of, main_program
from gotosocial.errors import Misconfigured
from tests.support.server_process import free_port

ANSWER = """
import http.server, sys
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Ready).serve_forever()
"""
FAIL = "import sys; print('the database is on fire'); sys.exit(4)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + ANSWER


@attrs.frozen(kw_only=True)
class Stand(Program):
    """A program that runs a few lines of Python where the real one would serve."""

    script: str
    port: int

    def arguments(self) -> list[str]:
        return [sys.executable, "-c", self.script, str(self.port), str(self.config)]


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    port = free_port()
    config = tmp_path / "config.yaml"
    config.write_text(f"host: localhost:{port}\nprotocol: http\nbind-address: 127.0.0.1\nport: {port}\n")
    program = Stand(name="gotosocial", config=config, script=ANSWER, port=port)
    yield program
    if pid := program.pid():
        os.kill(pid, signal.SIGKILL)
        reap(pid)


def reap(pid: int) -> None:
    """Take leave of a process that these tests started; one that synctl started would be taken by init."""
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        return


def test_start_waits_until_the_server_answers_and_stop_until_it_is_gone(
    stand: Stand, capsys: pytest.CaptureFixture[str]
) -> None:
    assert synctl.status(stand) == 3
    assert synctl.start(stand) == 0
    pid = stand.pid()
    assert f"is running (pid {pid}) at http://localhost:{stand.port}" in capsys.readouterr().out
    assert synctl.status(stand) == 0
    assert synctl.start(stand) == 0
    assert stand.pid() == pid
    assert "already" in capsys.readouterr().out
    synctl.stop(stand)
    assert synctl.status(stand) == 3
    assert not stand.pid_file.exists()


def test_start_says_why_the_server_did_not_start(stand: Stand, capsys: pytest.CaptureFixture[str]) -> None:
    broken = attrs.evolve(stand, script=FAIL)
    stand.log_file.write_text("old news\n")
    assert synctl.start(broken) == 1
    said = capsys.readouterr().err
    assert "exit code 4" in said
    assert "the database is on fire" in said
    assert "old news" not in said
    assert stand.log_file.read_text().startswith("old news\n")
    assert synctl.status(broken) == 3


def test_a_port_that_others_use_is_told(stand: Stand) -> None:
    with socket.create_server(("127.0.0.1", stand.port)), pytest.raises(Misconfigured, match="is taken"):
        synctl.start(stand)
    assert stand.pid() is None


def test_a_server_that_does_not_end_is_killed(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synctl, "STOP_SECONDS", 0.5)
    stubborn = attrs.evolve(stand, script=STUBBORN)
    assert synctl.start(stubborn) == 0
    synctl.stop(stubborn)
    assert stubborn.pid() is None


@pytest.mark.parametrize(
    "content",
    ["", "rubbish", "-1", "999999999", str(os.getpid())],
    ids=["nothing", "rubbish", "negative", "nobody", "somebody-else"],
)
def test_a_pid_file_that_tells_nothing_true_is_removed(stand: Stand, content: str) -> None:
    stand.pid_file.write_text(content)
    assert stand.pid() is None
    assert not stand.pid_file.exists()


def test_the_pid_of_another_instance_is_not_ours(stand: Stand, tmp_path: Path) -> None:
    other = attrs.evolve(stand, config=tmp_path / "other.yaml")
    other.config.write_text(stand.config.read_text())
    assert synctl.start(other) == 0
    pid = other.pid()
    assert pid
    stand.pid_file.write_text(str(pid))
    assert stand.pid() is None
    os.kill(pid, signal.SIGKILL)
    reap(pid)


def test_the_pid_file_of_another_configuration_in_the_folder_is_left_alone(
    stand: Stand, tmp_path: Path
) -> None:
    other = attrs.evolve(stand, config=tmp_path / "other.yaml")
    other.config.write_text(stand.config.read_text())
    assert synctl.start(stand) == 0
    try:
        assert synctl.status(other) == 3
        with pytest.raises(Misconfigured, match=f"pid {stand.pid()}, which serves .*/config.yaml"):
            synctl.start(other)
        synctl.stop(other)
        assert synctl.status(stand) == 0
    finally:
        synctl.stop(stand)


def test_a_program_that_has_the_configuration_open_is_not_the_server(stand: Stand) -> None:
    reader = subprocess.Popen(["tail", "-f", str(stand.config)], stdout=subprocess.DEVNULL)
    try:
        stand.pid_file.write_text(str(reader.pid))
        assert stand.pid() is None
        synctl.stop(stand)
        assert reader.poll() is None
    finally:
        reader.kill()
        reader.wait()


def test_the_last_lines_of_a_log_are_those_after_the_start(stand: Stand) -> None:
    stand.log_file.write_text("a\nb\n")
    before = stand.log_size()
    with stand.log_file.open("a") as log:
        log.writelines(f"line {number}\n" for number in range(20))
    assert stand.last_lines(before, 3) == ["line 17", "line 18", "line 19"]


def test_only_one_synctl_works_at_a_time(stand: Stand) -> None:
    entered = threading.Event()

    def second() -> None:
        with synctl._alone(stand):
            entered.set()

    with synctl._alone(stand):
        thread = threading.Thread(target=second)
        thread.start()
        assert not entered.wait(0.2)
    assert entered.wait(10)
    thread.join()


def test_a_process_that_is_gone_has_no_command() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    while gone.poll() is None:
        time.sleep(0.01)
    assert command_of(gone.pid) == []


def run_synctl(*argv: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    command = [sys.executable, "-P", "-m", "gotosocial.app.synctl", *argv]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_the_program_says_what_is_wrong_in_one_line(tmp_path: Path) -> None:
    done = run_synctl("start", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        1,
        f"synctl: there is no configuration file {tmp_path}/config.yaml\n",
    )
    (tmp_path / "config.yaml").write_text("port: x\n")
    done = run_synctl("start", cwd=tmp_path)
    assert done.returncode == 1
    assert 'port: "x" must be a whole number' in done.stderr
    assert "Traceback" not in done.stderr


def test_a_pid_file_that_cannot_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("host: example.org\n")
    (tmp_path / "gotosocial.pid").mkdir()
    done = run_synctl("status", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, f"synctl: {tmp_path}/gotosocial.pid: Is a directory\n")


def test_nobody_can_wait_for_a_port_that_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("host: example.org\nport: 0\n")
    done = run_synctl("start", cwd=tmp_path)
    assert (done.returncode, "port is 0" in done.stderr) == (1, True)


def test_status_leaves_with_three_when_nothing_runs(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("host: example.org\n")
    done = run_synctl("status", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "gotosocial is not running\n")


def test_a_configuration_is_the_same_however_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main_program("config.yaml") == main_program(str(tmp_path / "." / "config.yaml"))


def real_config(folder: Path, **changes: object) -> int:
    """Write a configuration for the real server into the folder; return its port."""
    port = free_port()
    settings = {
        "host": f"localhost:{port}",
        "protocol": "http",
        "bind-address": "127.0.0.1",
        "port": port,
        "db-type": "sqlite",
        "db-address": "sqlite.db",
        "storage-local-base-path": "storage",
        **changes,
    }
    lines = [f'{key}: "{value}"' for key, value in settings.items()]
    (folder / "config.yaml").write_text("\n".join(lines) + "\n")
    return port


def test_the_real_server_starts_restarts_and_stops(tmp_path: Path) -> None:
    port = real_config(tmp_path)
    # As in a clone of the repository, where the sources lie beside the configuration.
    (tmp_path / "gotosocial").mkdir()
    (tmp_path / "gotosocial" / "__init__.py").touch()
    program = main_program(str(tmp_path / "config.yaml"))
    try:
        started = run_synctl("start", cwd=tmp_path)
        assert (started.returncode, started.stderr) == (0, "")
        first = program.pid()
        assert started.stdout == f"gotosocial is running (pid {first}) at http://localhost:{port}\n"
        assert run_synctl("status", "config.yaml", cwd=tmp_path).returncode == 0
        again = run_synctl("start", cwd=tmp_path)
        assert (again.returncode, program.pid()) == (0, first)

        restarted = run_synctl("restart", cwd=tmp_path)
        assert restarted.returncode == 0, restarted.stderr
        assert program.pid() not in (None, first)
        with socket.create_connection(("127.0.0.1", port), timeout=10):
            assert "gotosocial has stopped" in restarted.stdout

        second, good = program.pid(), program.config.read_text()
        program.config.write_text(good.replace("host:", "hots:"))
        refused = run_synctl("restart", cwd=tmp_path)
        assert (refused.returncode, "must be set" in refused.stderr) == (1, True)
        program.config.unlink()
        assert run_synctl("status", cwd=tmp_path).returncode == 0
        assert program.pid() == second
        program.config.write_text(good)

        assert run_synctl("stop", cwd=tmp_path).stdout == "gotosocial has stopped\n"
        assert run_synctl("status", cwd=tmp_path).returncode == 3
        assert run_synctl("stop", cwd=tmp_path).returncode == 0
        assert "Traceback" not in program.log_file.read_text()
    finally:
        if pid := program.pid():
            os.kill(pid, signal.SIGKILL)


def test_the_reason_why_the_real_server_does_not_start_is_told(tmp_path: Path) -> None:
    real_config(tmp_path, **{"db-address": "nowhere/sqlite.db"})
    started = run_synctl("start", cwd=tmp_path)
    assert started.returncode == 1
    assert "stopped at once (exit code 1)" in started.stderr
    assert "the folder of the database nowhere/sqlite.db does not exist" in started.stderr
    assert run_synctl("status", cwd=tmp_path).returncode == 3


def run_script(script: Path, *argv: str, cwd: Path, path: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PATH": f"{path}:{os.environ['PATH']}"}
    return subprocess.run(
        [script, *argv], cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_the_script_at_the_root_does_the_same_from_anywhere_and_under_any_name(tmp_path: Path) -> None:
    real_config(tmp_path)
    (tmp_path / "gotosocial").mkdir()
    (tmp_path / "gotosocial" / "__init__.py").touch()
    script = tmp_path / "link"
    script.symlink_to(Path(__file__).resolve().parents[2] / "synctl")
    done = run_script(
        script, "status", str(tmp_path / "config.yaml"), cwd=tmp_path, path=Path(sys.executable).parent
    )
    assert (done.returncode, done.stdout) == (3, "gotosocial is not running\n"), done.stderr


def test_the_script_in_a_fresh_clone_says_what_is_to_be_done(tmp_path: Path) -> None:
    script = tmp_path / "synctl"
    script.write_bytes((Path(__file__).resolve().parents[2] / "synctl").read_bytes())
    script.chmod(0o755)
    bare = tmp_path / "bin" / "python3"
    bare.parent.mkdir()
    bare.write_text(f'#!/bin/sh\nexec "{sys.base_prefix}/bin/python3" -I "$@"\n')
    bare.chmod(0o755)
    done = run_script(script, "status", cwd=tmp_path, path=bare.parent)
    assert (done.returncode, done.stderr) == (1, "synctl: gotosocial is not installed; ./run does that\n")
