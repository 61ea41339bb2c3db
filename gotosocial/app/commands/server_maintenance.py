"""``gotosocial server maintenance``: tells everybody to come back later, without touching the database."""

from typing import ClassVar

import attrs
from twisted.logger import Logger

from gotosocial.app.build import closed_site, dig_cellar, lay_foundations
from gotosocial.app.commands.command import Command
from gotosocial.app.listen import Listener
from gotosocial.config.config import Config
from gotosocial.config.sections.command_line import Arguments
from gotosocial.rest.maintenance import MAINTENANCE

_log = Logger()


@attrs.frozen
class ServerMaintenance(Command):
    """Answers 503 to everything but the health checks, until it is told to stop."""

    words: ClassVar = ("server", "maintenance")
    help: ClassVar = "Serve nothing but a maintenance page and health checks; the database is not opened."
    serves: ClassVar = True

    async def run(self, config: Config, arguments: Arguments) -> int:
        """Serve until the process is asked to stop."""
        base = lay_foundations(config, self.process.reactor)
        site = closed_site(base, dig_cellar(base), MAINTENANCE)
        listener = Listener(config, base.reactor, site)
        address = listener.start()
        _log.info("maintenance: answering at {address}", address=address)
        try:
            await self.process.until_stopped()
        finally:
            _log.info("stopping")
            await listener.stop()
        return 0
