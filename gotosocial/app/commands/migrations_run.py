"""``gotosocial migrations run``: brings the database up to date without serving."""

from typing import ClassVar

import attrs

from gotosocial.app.build import dig_cellar, lay_foundations
from gotosocial.app.commands.command import Command
from gotosocial.config.config import Config
from gotosocial.config.sections.command_line import Arguments
from gotosocial.storage.schema.migrate import migrate


@attrs.frozen
class MigrationsRun(Command):
    """Applies what the schema lacks; a database that is up to date stays as it is."""

    words: ClassVar = ("migrations", "run")
    help: ClassVar = "Bring the schema of the database up to date, and end."

    async def run(self, config: Config, arguments: Arguments) -> int:
        """Apply the migrations and name them."""
        base = lay_foundations(config, self.process.reactor)
        engine = dig_cellar(base).engine
        await engine.start()
        try:
            applied = await migrate(engine, base.clock)
        finally:
            await engine.stop()
        for name in applied:
            self.process.say(f"applied {name}")
        self.process.say("the database is up to date")
        return 0
