"""What every command of the command line is made of."""

from abc import ABC, abstractmethod
from typing import ClassVar

import attrs

from gotosocial.app.process import Process
from gotosocial.config.config import Config
from gotosocial.config.sections.command_line import Arguments


@attrs.frozen
class Command(ABC):
    """One command: its words, its help, the flags it takes, and the deed.

    ``takes``: keys of its own flags (fields of ``Arguments``); ``needs``: those of them that must be given.
    ``checks``: whether the configuration must be complete. ``serves``: whether it runs until it is stopped,
    and so writes its log to standard output.
    """

    process: Process
    words: ClassVar[tuple[str, ...]]
    help: ClassVar[str]
    takes: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[tuple[str, ...]] = ()
    checks: ClassVar[bool] = True
    serves: ClassVar[bool] = False

    @abstractmethod
    async def run(self, config: Config, arguments: Arguments) -> int:
        """Do the deed; return the exit code. Raise ``Trouble`` for what the admin has to hear."""
