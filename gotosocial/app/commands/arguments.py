"""Reads the command line: words and flags in any order, as GoToSocial's admins type them.

Every configuration key is a flag of every command: ``--port 81``, ``--port=81``. A boolean flag alone means
true and takes its value only after ``=``, so that ``--dry-run=false`` works and ``--log-db-queries server
start`` still has two words. ``argparse`` can do one of these, not both, which is why this is written by hand.
"""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from gotosocial.app.commands.command import Command
from gotosocial.config.config import ARGUMENTS
from gotosocial.config.kinds import Flag, Several
from gotosocial.config.load import KNOWN, suggestion
from gotosocial.config.sections.command_line import Arguments
from gotosocial.errors import Misconfigured

_HELP = {"-h": "help", "--help": "help", "--help-config": "help-config", "--version": "version"}


@attrs.frozen(kw_only=True)
class Asked:
    """A command line: the words of the command, its flags as text, and what was asked about the program."""

    words: tuple[str, ...]
    flags: Mapping[str, str]
    about: str = ""
    """Empty, ``help``, ``help-config`` or ``version``."""


def parse(argv: Sequence[str]) -> Asked:
    """Read the arguments after the program's name; raise ``Misconfigured`` for an unknown flag."""
    words: list[str] = []
    flags: dict[str, str] = {}
    about = ""
    rest = iter(argv)
    for token in rest:
        if token in _HELP:
            about = about or _HELP[token]
        elif not token.startswith("-") or token == "-":
            words.append(token)
        else:
            key, text = _flag(token, rest)
            several = isinstance(KNOWN[key].kind, Several)
            flags[key] = f"{flags[key]},{text}" if several and key in flags else text
    return Asked(words=tuple(words), flags=flags, about=about)


def check_flags(command: type[Command], flags: Mapping[str, str]) -> None:
    """Raise ``Misconfigured`` when a flag belongs to other commands."""
    for key in flags:
        if key in ARGUMENTS and key not in command.takes:
            raise Misconfigured(f"{' '.join(command.words)} takes no --{key}")


def check_arguments(command: type[Command], arguments: Arguments) -> None:
    """Raise ``Misconfigured`` when something that the command needs was not given."""
    missing = [f"--{key}" for key in command.needs if not getattr(arguments, ARGUMENTS[key].field)]
    if missing:
        raise Misconfigured(f"{' '.join(command.words)} needs {' and '.join(missing)}")


def _flag(token: str, rest: Iterator[str]) -> tuple[str, str]:
    name, equals, text = token.partition("=")
    key = name.removeprefix("--")
    if not name.startswith("--") or key not in KNOWN:
        raise Misconfigured(f"unknown flag {name}{suggestion(key, KNOWN, '--')}")
    if equals:
        return key, text
    if isinstance(KNOWN[key].kind, Flag):
        return key, "true"
    value = next(rest, None)
    if value is None:
        raise Misconfigured(f"{name} needs a value")
    return key, value
