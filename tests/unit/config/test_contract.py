"""Every option of GoToSocial is declared here with its name, default, environment name and flag."""

import json
from pathlib import Path
from typing import Any

import pytest

from gotosocial.config.config import ARGUMENTS, OPTIONS
from gotosocial.config.deviations import ADDITIONS, DEFAULTS, KINDS
from gotosocial.config.load import load

CONTRACT = Path(__file__).resolve().parents[2] / "support" / "contract" / "config.json"
KEYS: list[dict[str, Any]] = json.loads(CONTRACT.read_text("utf-8"))["keys"]
OURS = OPTIONS | ARGUMENTS


@pytest.mark.parametrize("theirs", KEYS, ids=lambda theirs: theirs["key"])
def test_the_option_is_declared_as_in_gotosocial(theirs: dict[str, Any]) -> None:
    ours = OURS[theirs["key"]]
    assert (ours.env, ours.flag) == (theirs["env"], theirs["flag"])
    assert (theirs["key"] in ARGUMENTS) == theirs["cli_only"]
    assert ours.kind.name == "[]cidr" if ours.key in KINDS else ours.kind.name == theirs["type"]
    if theirs["allowed"]:
        # Some of them say that an empty value keeps the engine's own setting.
        assert set(ours.kind.allowed) - {""} == set(theirs["allowed"]) - {""}
    if ours.key not in DEFAULTS:
        assert ours.default == theirs["default"]
        assert type(ours.default) is type(theirs["default"])


def test_the_deviations_are_real() -> None:
    theirs = {key["key"]: key for key in KEYS}
    for key, deviation in DEFAULTS.items():
        assert theirs[key]["default"] == deviation.theirs
        assert OURS[key].default != deviation.theirs
    for key, deviation in KINDS.items():
        assert theirs[key]["type"] == deviation.theirs
        assert OURS[key].kind.name != deviation.theirs


def test_what_we_add_is_listed() -> None:
    assert set(OURS) - {key["key"] for key in KEYS} == set(ADDITIONS)


@pytest.mark.parametrize(
    ("spelling", "key"), [(text, key["key"]) for key in KEYS for text in key["nested_yaml_alternatives"]]
)
def test_nested_spellings_are_read(tmp_path: Path, spelling: str, key: str) -> None:
    raw = {"bool": "true", "[]string": "127.0.0.9", "[]cidr": "127.0.0.9", "duration": "7s", "float": "7.5"}
    option = OURS[key]
    allowed = getattr(option.kind, "allowed", ())
    text = allowed[-1] if allowed else "07:07" if key.endswith("-from") else raw.get(option.kind.name, "77")
    *outer, last = spelling.split(": ")
    lines = [f"{'  ' * depth}{name}:" for depth, name in enumerate(outer)]
    path = tmp_path / "config.yaml"
    path.write_text("\n".join(["host: example.org", *lines, f"{'  ' * len(outer)}{last}: {text}"]))
    loaded = load({"config-path": str(path)}, {})
    assert loaded.values[key] == option.kind.read(text) != option.read_default()
