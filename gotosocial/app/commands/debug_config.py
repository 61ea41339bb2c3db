"""``gotosocial debug config``: shows what all sources of the configuration together make."""

from typing import ClassVar

import attrs

from gotosocial.app.commands.command import Command
from gotosocial.config.config import Config
from gotosocial.config.describe import merged
from gotosocial.config.sections.command_line import Arguments


@attrs.frozen
class DebugConfig(Command):
    """Prints the merged configuration as JSON, without passwords and without checking it."""

    words: ClassVar = ("debug", "config")
    help: ClassVar = "Print the merged configuration as JSON, without passwords."
    checks: ClassVar = False

    async def run(self, config: Config, arguments: Arguments) -> int:
        """Print the configuration."""
        self.process.say(merged(config))
        return 0
