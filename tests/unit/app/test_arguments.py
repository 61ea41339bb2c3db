"""The command line is read as GoToSocial's admins type it."""

from typing import ClassVar

import attrs
import pytest

from gotosocial.app.commands.arguments import check_arguments, check_flags, parse
from gotosocial.app.commands.command import Command
from gotosocial.app.commands.help import config_text, help_text
from gotosocial.app.commands.registry import COMMANDS, find
from gotosocial.config.config import OPTIONS
from gotosocial.config.sections.command_line import Arguments
from gotosocial.errors import Misconfigured, Trouble


def test_words_and_flags_come_in_any_order() -> None:
    asked = parse(["--config-path", "x.yaml", "server", "--port=81", "start", "--log-db-queries"])
    assert asked.words == ("server", "start")
    assert asked.flags == {"config-path": "x.yaml", "port": "81", "log-db-queries": "true"}


def test_a_boolean_flag_takes_its_value_only_after_an_equals_sign() -> None:
    assert parse(["--dry-run=false"]).flags == {"dry-run": "false"}
    asked = parse(["--dry-run", "false"])
    assert (asked.flags, asked.words) == ({"dry-run": "true"}, ("false",))


def test_a_value_may_look_like_a_flag_or_hold_an_equals_sign() -> None:
    asked = parse(["--password", "--port", "--email=a=b"])
    assert asked.flags == {"password": "--port", "email": "a=b"}


def test_repeated_lists_add_up_and_other_flags_are_replaced() -> None:
    asked = parse(["--oidc-scopes", "a", "--oidc-scopes=b,c", "--port=1", "--port=2"])
    assert asked.flags == {"oidc-scopes": "a,b,c", "port": "2"}


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--prot", "1"], "unknown flag --prot, did you mean --port?"),
        (["-p", "1"], "unknown flag -p"),
        (["server", "--port"], "--port needs a value"),
        (["--=x"], "unknown flag --"),
    ],
)
def test_mistakes_are_one_clear_line(argv: list[str], words: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        parse(argv)
    assert words in caught.value.public
    assert "\n" not in caught.value.public


@pytest.mark.parametrize("token", ["--help", "-h"])
def test_help_is_asked_for_anywhere(token: str) -> None:
    asked = parse(["debug", token, "config"])
    assert (asked.about, asked.words) == ("help", ("debug", "config"))


def test_the_version_is_asked_for() -> None:
    assert parse(["--version"]).about == "version"


@attrs.frozen
class Rename(Command):
    """A command for these tests."""

    words: ClassVar = ("admin", "rename")
    help: ClassVar = "Rename somebody."
    takes: ClassVar = ("username", "dry-run")
    needs: ClassVar = ("username",)

    async def run(self, config: object, arguments: Arguments) -> int:
        return 0


def test_flags_of_other_commands_are_refused() -> None:
    check_flags(Rename, {"username": "x", "port": "1"})
    with pytest.raises(Misconfigured, match="admin rename takes no --path"):
        check_flags(Rename, {"path": "x"})


def test_what_a_command_needs_must_be_given() -> None:
    check_arguments(Rename, Arguments(username="x"))
    with pytest.raises(Misconfigured, match="admin rename needs --username"):
        check_arguments(Rename, Arguments())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command.words))
def test_every_command_is_found_and_has_help(command: type[Command]) -> None:
    assert find(command.words) is command
    text = help_text(command.words)
    assert f"gotosocial {' '.join(command.words)}" in text
    assert all(f"--{key}" in text for key in (*command.takes, "config-path", "help", "version"))
    assert set(command.needs) <= set(command.takes)
    assert command.help in help_text(()).replace("\n", " ")


def test_a_group_of_commands_has_help() -> None:
    assert "debug config" in help_text(("debug",))


def test_all_configuration_keys_have_help() -> None:
    text = config_text()
    assert all(option.flag in text for option in OPTIONS.values() if not option.without_effect)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "which command?"),
        (("debug",), "debug needs one more word"),
        (("debug", "confgi"), "did you mean debug config?"),
        (("frobnicate",), "gotosocial --help"),
    ],
)
def test_an_unknown_command_is_one_clear_line(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(Trouble) as caught:
        find(words)
    assert said in caught.value.public
    assert "\n" not in caught.value.public
