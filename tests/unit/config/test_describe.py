"""The documentation of the configuration is made from the declarations and is up to date."""

import json
import re
from pathlib import Path

from gotosocial.config.config import OPTIONS
from gotosocial.config.describe import example, merged, reference
from gotosocial.config.load import load

DOCS = Path(__file__).resolve().parents[3] / "docs"
REMEDY = "run: python -m gotosocial.config.describe docs"


def test_the_reference_is_up_to_date() -> None:
    assert (DOCS / "configuration.md").read_text("utf-8") == reference(), REMEDY


def test_the_example_is_up_to_date() -> None:
    assert (DOCS / "example-config.yaml").read_text("utf-8") == example(), REMEDY


def test_every_option_is_documented() -> None:
    text = reference()
    missing = [key for key in OPTIONS if f"`{key}`" not in text and not key.endswith("-mem-ratio")]
    assert not missing


def test_the_example_holds_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(re.sub(r"(?m)^#(?=[a-z])", "", example()), "utf-8")
    loaded = load({"config-path": str(path)}, {})
    assert loaded.warnings == ()
    defaults = load({"host": "social.example.org"}, {}).values
    assert {**loaded.values, "config-path": ""} == defaults


def test_merged_values_are_json_without_secrets() -> None:
    flags = {
        "cache-tag-mem-ratio": "9",
        "db-password": "hunter2",
        "port": "81",
        "oidc-scopes": "a,b",
        "trusted-proxies": "::1",
    }
    text = merged(load(flags, {}, check=False).config)
    values = json.loads(text)
    assert set(values) == set(OPTIONS)
    assert "hunter2" not in text
    assert (values["db-password"], values["smtp-password"]) == ("(hidden)", "")
    assert values["cache-tag-mem-ratio"] == 9
    assert (values["port"], values["oidc-scopes"], values["trusted-proxies"]) == (81, ["a", "b"], ["::1"])
    assert (values["db-sqlite-busy-timeout"], values["cache-memory-target"]) == ("30m", "24MiB")
