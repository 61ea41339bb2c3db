"""``gotosocial server start``: runs the instance until it is told to stop."""

from typing import ClassVar

import attrs
from twisted.logger import Logger

from gotosocial.app.build import lay_foundations
from gotosocial.app.commands.command import Command
from gotosocial.app.instance import build_instance
from gotosocial.config.config import Config
from gotosocial.config.sections.command_line import Arguments
from gotosocial.errors import Misconfigured

_log = Logger()


@attrs.frozen
class ServerStart(Command):
    """Migrates, prepares and serves; ends in order on SIGINT and SIGTERM."""

    words: ClassVar = ("server", "start")
    help: ClassVar = "Run the server; its database is brought up to date first."
    serves: ClassVar = True

    async def run(self, config: Config, arguments: Arguments) -> int:
        """Serve until the process is asked to stop."""
        refuse_what_comes_later(config)
        instance = build_instance(lay_foundations(config, self.process.reactor))
        address = await instance.start()
        _log.info("serving {address}", address=address)
        try:
            await self.process.until_stopped()
        finally:
            _log.info("stopping")
            await instance.stop()
        return 0


def refuse_what_comes_later(config: Config) -> None:
    """Raise Misconfigured for a switch whose feature is not there yet, in place of ignoring it."""
    asked = {
        "letsencrypt-enabled": config.letsencrypt.enabled,
        "oidc-enabled": config.oidc.enabled,
        "storage-backend: s3": config.storage.backend == "s3",
        "accounts-registration-open": config.accounts.registration_open,
    }
    for key, is_asked in asked.items():
        if is_asked:
            raise Misconfigured(f"{key} is set, but this version does not offer that yet")
