"""The texts of ``--help`` and ``--help-config``."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from gotosocial.app.commands.command import Command
from gotosocial.app.commands.registry import COMMANDS, below
from gotosocial.config.config import ARGUMENTS, OPTIONS
from gotosocial.config.describe import usage
from gotosocial.errors import Misconfigured

_EVERYWHERE = """\
Flags of every command:
  --config-path FILE     the configuration file (or GTS_CONFIG_PATH)
  --help                 this text
  --version              the version of the program
  --help-config          all other flags: every key of the configuration is one
"""


def help_text(words: Sequence[str]) -> str:
    """Return the help for the words: of one command, of a group of commands, or of the program."""
    commands = below(words)
    if not commands:
        raise Misconfigured(f"there is no command {' '.join(words)}; see: gotosocial --help")
    if len(commands) == 1 and commands[0].words == tuple(words):
        return "\n".join(_one(commands[0]))
    return "\n".join(_several(commands, words))


def config_text() -> str:
    """Return all configuration flags with their kinds, defaults and help."""
    lines = ["Every key of the configuration is a flag, an environment variable and a key of the file.", ""]
    for option in OPTIONS.values():
        if not option.without_effect:
            lines += [f"  {usage(option)}", *_indented(option.help)]
    return "\n".join(lines)


def _one(command: type[Command]) -> Iterator[str]:
    yield f"Usage: gotosocial {' '.join(command.words)} [flags]"
    yield ""
    yield from wrap(command.help, 96)
    yield ""
    if command.takes:
        yield "Flags:"
        for key in command.takes:
            needed = " (needed)" if key in command.needs else ""
            yield f"  {usage(ARGUMENTS[key])}{needed}"
            yield from _indented(ARGUMENTS[key].help)
        yield ""
    yield _EVERYWHERE


def _several(commands: Sequence[type[Command]], words: Sequence[str]) -> Iterator[str]:
    yield f"Usage: gotosocial {' '.join([*words, 'COMMAND'])} [flags]"
    yield ""
    yield "Commands:"
    width = max(len(" ".join(command.words)) for command in COMMANDS)
    for command in commands:
        yield f"  {' '.join(command.words):{width}}  {command.help}"
    yield ""
    yield _EVERYWHERE


def _indented(text: str) -> list[str]:
    return wrap(text, 96, initial_indent="      ", subsequent_indent="      ")
