"""The program itself: help, version, ``debug config`` and its errors, each as one clear line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gotosocial.app.main import run
from tests.support.server_process import ROOT, clean_environment, run_program

Captured = pytest.CaptureFixture[str]


def test_debug_config_prints_the_merged_configuration(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("host: file.example\nport: 1\nmedia:\n  local-max-size: 1MiB\ndb-password: hunter2\n")
    done = run_program(
        "debug", "config", "--config-path", str(path), "--port=3", GTS_PORT="2", GTS_LOG_LEVEL="warn"
    )
    assert (done.returncode, done.stderr) == (0, "")
    values = json.loads(done.stdout)
    assert (values["host"], values["port"], values["log-level"]) == ("file.example", 3, "warn")
    assert values["media-local-max-size"] == "1MiB"
    assert "hunter2" not in done.stdout


def test_debug_config_does_not_check_the_configuration() -> None:
    done = run_program("debug", "config")
    assert done.returncode == 0
    assert json.loads(done.stdout)["host"] == ""


def test_unknown_keys_are_warned_about_beside_the_json(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("hots: x\n")
    done = run_program("debug", "config", GTS_CONFIG_PATH=str(path))
    assert done.stderr == f"warn: unknown key hots in {path} is ignored, did you mean host?\n"
    assert json.loads(done.stdout)


def test_a_mistake_ends_the_program_with_an_error() -> None:
    done = run_program()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("gotosocial: which command?")


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    command = [sys.executable, "-m", "gotosocial.app.main", "debug", "config"]
    with subprocess.Popen(
        command, cwd=ROOT, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        said = program.stderr.read()
    assert (program.returncode, said) == (141, "")


@pytest.mark.parametrize(
    "argv", [["--help"], ["debug", "config", "--help"], ["--help-config"], ["--version"]]
)
def test_the_program_tells_about_itself(argv: list[str], capsys: Captured) -> None:
    assert run(argv, {}) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert "gotosocial" in told.out or "--host" in told.out


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ([], "which command?"),
        (["server", "strat"], "there is no command server strat"),
        (["debug", "config", "--hots", "x"], "did you mean --host?"),
        (["debug", "config", "--username", "x"], "debug config takes no --username"),
        (["debug", "config", "--config-path", "/no/such.yaml"], "cannot read the configuration file"),
        (["frobnicate", "--help"], "there is no command frobnicate"),
    ],
)
def test_every_error_is_one_clear_line(argv: list[str], words: str, capsys: Captured) -> None:
    assert run(argv, {}) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("gotosocial: ")
    assert words in told.err
    assert told.err.count("\n") == 1


def test_all_mistakes_are_told_at_once(capsys: Captured) -> None:
    assert run(["debug", "config", "--port", "x", "--log-level", "loud"], {}) == 1
    told = capsys.readouterr().err
    assert 'port: "x" must be a whole number (from flag --port)' in told
    assert 'log-level: "loud" must be one of' in told
