"""The program itself: help, version, ``debug config`` and its errors, each as one clear line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def gotosocial(*argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a user would."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GTS_")}
    return subprocess.run(
        [sys.executable, "-m", "gotosocial.app.main", *argv],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_debug_config_prints_the_merged_configuration(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("host: file.example\nport: 1\nmedia:\n  local-max-size: 1MiB\ndb-password: hunter2\n")
    done = gotosocial(
        "debug", "config", "--config-path", str(path), "--port=3", GTS_PORT="2", GTS_LOG_LEVEL="warn"
    )
    assert (done.returncode, done.stderr) == (0, "")
    values = json.loads(done.stdout)
    assert (values["host"], values["port"], values["log-level"]) == ("file.example", 3, "warn")
    assert values["media-local-max-size"] == "1MiB"
    assert "hunter2" not in done.stdout


def test_debug_config_does_not_check_the_configuration() -> None:
    done = gotosocial("debug", "config")
    assert done.returncode == 0
    assert json.loads(done.stdout)["host"] == ""


def test_unknown_keys_are_warned_about_beside_the_json(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("hots: x\n")
    done = gotosocial("debug", "config", GTS_CONFIG_PATH=str(path))
    assert done.stderr == f"warn: unknown key hots in {path} is ignored, did you mean host?\n"
    assert json.loads(done.stdout)


@pytest.mark.parametrize(
    "argv", [["--help"], ["debug", "config", "--help"], ["--help-config"], ["--version"]]
)
def test_the_program_tells_about_itself(argv: list[str]) -> None:
    done = gotosocial(*argv)
    assert (done.returncode, done.stderr) == (0, "")
    assert "gotosocial" in done.stdout or "--host" in done.stdout


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
def test_every_error_is_one_clear_line(argv: list[str], words: str) -> None:
    done = gotosocial(*argv)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("gotosocial: ")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_all_mistakes_are_told_at_once() -> None:
    done = gotosocial("debug", "config", "--port", "x", "--log-level", "loud")
    assert done.returncode == 1
    assert 'port: "x" must be a whole number (from flag --port)' in done.stderr
    assert 'log-level: "loud" must be one of' in done.stderr
