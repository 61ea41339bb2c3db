"""``gotosocial server maintenance``: tells everybody to come back later, without touching the database."""

import sys
from typing import ClassVar

import attrs
from twisted.logger import Logger

from gotosocial.app.build import dig_cellar, http_settings, lay_foundations
from gotosocial.app.commands.command import Command
from gotosocial.app.listen import Listener
from gotosocial.config.config import Config
from gotosocial.config.sections.command_line import Arguments
from gotosocial.http.mount import Plumbing, mount
from gotosocial.rest.maintenance import MaintenanceDoors, Nobody, maintenance_page

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
        plumbing = Plumbing(
            settings=http_settings(base, dig_cellar(base)),
            authenticator=Nobody(),
            render_error=maintenance_page,
            write_log=sys.stdout.write,
            clock=base.clock,
            reactor=base.reactor,
        )
        listener = Listener(config, base.reactor, mount([MaintenanceDoors()], plumbing))
        address = listener.start()
        _log.info("maintenance: answering at {address}", address=address)
        try:
            await self.process.until_stopped()
        finally:
            _log.info("stopping")
            await listener.stop()
        return 0
