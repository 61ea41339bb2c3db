"""Writes down all options: ``docs/configuration.md``, ``docs/example-config.yaml`` and ``debug config``.

``python -m gotosocial.config.describe docs`` writes both files anew; a test compares them with this code.
"""

import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from typing import Any

from gotosocial.config.config import ARGUMENTS, OPTIONS, SECTIONS, Config
from gotosocial.config.deviations import ADDITIONS, DEFAULTS, KINDS
from gotosocial.config.kinds import Plain, Several
from gotosocial.config.options import Option
from gotosocial.config.sections.cache import RATIOS

HIDDEN = "(hidden)"

_HEAD = "| Key | Kind | Default | Environment | Meaning |\n| --- | --- | --- | --- | --- |\n"

_INTRODUCTION = """\
# Configuration

Every option can be set in four places. The first that has it wins:

1. a flag on the command line: `--port 8081` or `--port=8081`
2. an environment variable: `GTS_PORT=8081`
3. the configuration file, YAML, JSON or TOML, named by `--config-path` or `GTS_CONFIG_PATH`: `port: 8081`
4. its default

Names, defaults and meanings are GoToSocial's, so that a file from there can be kept. What differs stands
at the end of this page. [example-config.yaml](example-config.yaml) has every option with its default.

- Only `host` must be set.
- Options may be nested in the file at any dash: `advanced: {rate-limit: {requests: 100}}` is the same as
  `advanced-rate-limit-requests: 100`.
- Lists are YAML lists in the file, and separated by commas in flags and environment variables.
- Sizes are numbers of bytes or have a unit: `5242880`, `40MiB`, `500kB`. Durations have units: `30s`, `24h`.
- Relative paths begin at the folder in which the program is started; `synctl` starts it in the folder of the
  configuration file.
- Mistakes are all shown at once and keep the server from starting. Unknown keys are warned about.
- `gotosocial debug config` prints what all sources together make, without passwords.

This page is made from the declarations in `gotosocial/config/sections/` by
`python -m gotosocial.config.describe docs`.
"""


def reference() -> str:
    """Return ``docs/configuration.md``."""
    parts = [_INTRODUCTION]
    for name, options in groupby(_documented(), key=lambda option: option.section):
        parts.append(f"\n## {_title(name)}\n\n{_summary(name)}\n\n")
        parts.append(_HEAD)
        parts += [_row(option) for option in options]
    return "".join([*parts, _arguments(), _deviations()])


def example() -> str:
    """Return ``docs/example-config.yaml``: every option, commented out, with its default."""
    lines = [
        "# Every option with its default. Take the # away from those that you change; only host must be set.",
        "# configuration.md says more.",
        "",
        'host: "social.example.org"',
    ]
    for name, options in groupby(_documented(), key=lambda option: option.section):
        lines += ["", "", f"# ---- {_title(name)}: {_summary(name)}"]
        for option in options:
            if option.key != "host":
                lines += ["", *_example_entry(option)]
    return "\n".join(lines) + "\n"


def merged(config: Config) -> str:
    """Return all values as JSON, secrets hidden, for ``debug config``."""
    plain = {key: _shown(option, _value(config, option)) for key, option in OPTIONS.items()}
    return json.dumps(plain, indent=2, ensure_ascii=False)


def usage(option: Option) -> str:
    """Return the flag as help shows it: ``--port int (default 8080)``."""
    kind = "" if option.kind.name == "bool" else f" {option.kind.name}"
    default = "" if option.default in ("", False, []) else f" (default {_yaml(option.default)})"
    return f"{option.flag}{kind}{default}"


def _value(config: Config, option: Option) -> Any:
    if not option.field:
        return config.ignored.get(option.key, option.read_default())
    return getattr(getattr(config, option.section), option.field)


def _shown(option: Option, value: Any) -> Plain:
    return HIDDEN if option.secret and value else option.kind.write(value)


def _documented() -> Iterator[Option]:
    return (option for option in OPTIONS.values() if not option.key.endswith("-mem-ratio"))


def _title(section: str) -> str:
    special = {"http_client": "HTTP client", "oidc": "OpenID Connect", "tls": "TLS", "smtp": "Mail (SMTP)"}
    return special.get(section, section.replace("_", " ").capitalize())


def _summary(section: str) -> str:
    return (SECTIONS[section].__doc__ or "").strip()


def _row(option: Option) -> str:
    help = option.help.replace("|", "\\|")
    if option.without_effect:
        help += f" Without effect: {option.without_effect}."
    allowed = getattr(option.kind, "allowed", ())
    if allowed:
        help += " Any of " if isinstance(option.kind, Several) else " One of "
        help += ", ".join(f"`{word}`" if word else "empty" for word in allowed) + "."
    if option.example is not None:
        help += f" Example: `{_yaml(option.example)}`."
    default = f"`{_yaml(option.default)}`" if option.default != "" else "empty"
    return f"| `{option.key}` | {option.kind.name} | {default} | `{option.env}` | {help} |\n"


def _example_entry(option: Option) -> Iterator[str]:
    help = option.help + (f" Without effect: {option.without_effect}." if option.without_effect else "")
    yield from wrap(help, 96, initial_indent="# ", subsequent_indent="# ")
    if option.example is not None:
        yield f"# Example: {_yaml(option.example)}"
    yield f"#{option.key}: {_yaml(option.default)}"


def _yaml(value: Plain) -> str:
    """Write a value as JSON, which is also YAML."""
    return json.dumps(value, ensure_ascii=False)


def _deviations() -> str:
    lines = [
        "",
        "## What differs from GoToSocial",
        "",
        "| Key | There | Here | Why |",
        "| --- | --- | --- | --- |",
    ]
    for key, deviation in DEFAULTS.items():
        ours = OPTIONS[key].default
        lines.append(f"| `{key}` | `{_yaml(deviation.theirs)}` | `{_yaml(ours)}` | {deviation.reason} |")
    ratios = RATIOS[0]
    lines += ["", f"The `cache-*-mem-ratio` options are accepted without effect: {ratios.without_effect}."]
    lines += [f"`{key}` is {deviation.reason}." for key, deviation in KINDS.items()]
    lines += [f"`{key}` is ours: {reason}." for key, reason in ADDITIONS.items()]
    return "\n".join(lines) + "\n"


def _arguments() -> str:
    rows = [_row(option).replace("| `", "| `--", 1) for option in ARGUMENTS.values()]
    return f"\n## Only on the command line\n\n{_HEAD.replace('Key', 'Flag', 1)}{''.join(rows)}"


def write(folder: Path) -> None:
    """Write both files into the folder."""
    (folder / "configuration.md").write_text(reference(), "utf-8")
    (folder / "example-config.yaml").write_text(example(), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
