"""From what the admin wrote to a checked, frozen configuration: flag > environment > file > default.

All mistakes are collected and raised together, so that one start shows everything there is to mend. Keys that
nobody knows are warned about and otherwise ignored, as GoToSocial does.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import attrs
import yaml

from gotosocial.config.check import broken_rules, worries
from gotosocial.config.config import ARGUMENTS, OPTIONS, SECTIONS, Config
from gotosocial.config.kinds import Raw
from gotosocial.config.mistakes import Mistake, Mistakes
from gotosocial.config.options import Option, as_raw
from gotosocial.config.sections.command_line import Arguments
from gotosocial.errors import Misconfigured

KNOWN = OPTIONS | ARGUMENTS


@attrs.frozen
class Given:
    """What was written for one option, and where."""

    raw: Raw
    source: str


@attrs.frozen(kw_only=True)
class Loaded:
    """The configuration, the arguments of the command, and what the admin should hear."""

    config: Config
    arguments: Arguments
    values: Mapping[str, Any]
    warnings: tuple[str, ...]


def load(flags: Mapping[str, str], environment: Mapping[str, str], *, check: bool = True) -> Loaded:
    """Merge all sources; raise ``Mistakes`` with everything that is wrong.

    ``flags``: key to text, as given on the command line. ``environment``: all of it. ``check``: whether the
    rules between options must hold, which only looking at a configuration does not need.
    """
    given: dict[str, Given] = {}
    warnings: list[str] = []
    mistakes: list[Mistake] = []
    path = flags.get("config-path") or environment.get("GTS_CONFIG_PATH", "")
    if path:
        for key, raw in _file_entries(Path(path), mistakes):
            _note_file_entry(given, warnings, mistakes, key, Given(raw, path))
    _note_environment(given, warnings, environment)
    given |= {key: Given(text, f"flag --{key}") for key, text in flags.items()}
    values = _read_values(given, mistakes)
    config = _build(values)
    if check:
        wrong = {mistake.key for mistake in mistakes}
        mistakes += [mistake for mistake in broken_rules(config) if mistake.key not in wrong]
    if mistakes:
        raise Mistakes(mistakes, warnings)
    warnings += _warnings_without_effect(given, values) + list(worries(config))
    arguments = Arguments(**{option.field: values[key] for key, option in ARGUMENTS.items()})
    return Loaded(config=config, arguments=arguments, values=values, warnings=tuple(warnings))


def suggestion(key: str, known: Mapping[str, Option], start: str = "") -> str:
    """Return ``, did you mean x?`` when a known key looks like the given one."""
    close = get_close_matches(key.lower(), known, n=1, cutoff=0.6)
    return f", did you mean {start}{close[0]}?" if close else ""


def _file_entries(path: Path, mistakes: list[Mistake]) -> Iterator[tuple[str, Raw]]:
    content = _parse(path)
    if content is None:
        return
    if not isinstance(content, dict):
        raise Misconfigured(f"{path} must hold keys and values, such as host: social.example.org")
    yield from _flatten("", content, mistakes)


def _parse(path: Path) -> Any:
    try:
        text = path.read_text("utf-8")
        if path.suffix == ".json":
            return json.loads(text, object_pairs_hook=_each_once)
        if path.suffix == ".toml":
            return tomllib.loads(text)
        return yaml.load(text, _Texts)
    except OSError as error:
        raise Misconfigured(f"cannot read the configuration file {path}: {error.strerror}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}:" if mark else ""
        raise Misconfigured(f"{path}:{where} {getattr(error, 'problem', None) or 'is not YAML'}") from None
    except ValueError as error:
        raise Misconfigured(f"{path}: {error}") from None


class _Texts(yaml.BaseLoader):
    """YAML with its texts unchanged, so that 23:00 stays a time of day, 0755 a password and ``no`` a word.

    What each means is decided by the kind of its option. Only what YAML calls null is nothing.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Build a mapping, in which YAML wants each key once and PyYAML takes the last."""
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"{key.value} is written twice", problem_mark=key.start_mark
                )
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else id(key))
        return super().construct_mapping(node, deep)


_Texts.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("~|[Nn]ull|NULL"), ["~", "n", "N"])
_Texts.add_constructor("tag:yaml.org,2002:null", lambda *_: None)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice} is written twice")
    return found


def _flatten(prefix: str, content: Mapping[Any, Any], mistakes: list[Mistake]) -> Iterator[tuple[str, Raw]]:
    """Yield ``advanced-rate-limit-requests`` for ``advanced: rate-limit: requests``, nested at any dash."""
    for name, value in content.items():
        key = f"{prefix}-{name}" if prefix else str(name)
        if isinstance(value, dict):
            yield from _flatten(key, value, mistakes)
        elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
            mistakes.append(Mistake(key=key, value="...", reason="must be a list of single values"))
        else:
            yield key, as_raw(value)


def _note_file_entry(
    given: dict[str, Given], warnings: list[str], mistakes: list[Mistake], key: str, entry: Given
) -> None:
    if key in ARGUMENTS:
        warnings.append(f"{key} in {entry.source} is ignored: it belongs to the command line")
    elif key not in OPTIONS:
        warnings.append(f"unknown key {key} in {entry.source} is ignored{suggestion(key, OPTIONS)}")
    elif key in given:
        mistakes.append(Mistake(key=key, value=str(entry.raw), reason="is written twice in the file"))
    else:
        given[key] = entry


def _note_environment(given: dict[str, Given], warnings: list[str], environment: Mapping[str, str]) -> None:
    names = {option.env: option for option in KNOWN.values()}
    for name, text in environment.items():
        if not name.startswith("GTS_") or not text:
            continue
        if name in names:
            given[names[name].key] = Given(text, f"environment variable {name}")
        else:
            close = get_close_matches(name, names, n=1, cutoff=0.6)
            hint = f", did you mean {close[0]}?" if close else ""
            warnings.append(f"unknown environment variable {name} is ignored{hint}")


def _read_values(given: Mapping[str, Given], mistakes: list[Mistake]) -> dict[str, Any]:
    values = {}
    for key, option in KNOWN.items():
        values[key] = option.read_default()
        if key not in given:
            continue
        entry = given[key]
        try:
            values[key] = option.kind.read(entry.raw)
        except ValueError as error:
            shown = ", ".join(entry.raw) if isinstance(entry.raw, list) else entry.raw
            shown = "(hidden)" if option.secret else shown
            mistakes.append(Mistake(key=key, value=shown, reason=str(error), source=entry.source))
    return values


def _build(values: Mapping[str, Any]) -> Config:
    sections = {}
    for name, section in SECTIONS.items():
        fields = [option for option in OPTIONS.values() if option.section == name and option.field]
        sections[name] = section(**{option.field: values[option.key] for option in fields})
    ignored = {key: values[key] for key, option in OPTIONS.items() if not option.field}
    return Config(**sections, ignored=ignored)


def _warnings_without_effect(given: Mapping[str, Given], values: Mapping[str, Any]) -> list[str]:
    """Return one warning for each reason, naming the keys that were set and do nothing."""
    by_reason: dict[str, list[str]] = {}
    for key in given:
        option = KNOWN[key]
        if option.without_effect and values[key] != option.read_default():
            by_reason.setdefault(option.without_effect, []).append(key)
    return [f"{', '.join(keys)} without effect: {reason}" for reason, keys in by_reason.items()]
