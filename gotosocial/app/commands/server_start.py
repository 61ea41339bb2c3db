"""``gotosocial server start``: runs the instance until it is told to stop."""

from typing import ClassVar

import attrs
from twisted.logger import Logger

from gotosocial.app.build import lay_foundations
from gotosocial.app.commands.command import Command
from gotosocial.app.instance import build_instance
from gotosocial.app.memory import Collector, give_back_large_blocks
from gotosocial.app.open_files import permit_many_files
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
        for key, lack in what_does_nothing_yet(config).items():
            _log.warn("{key} is set, but this version does not offer that yet: {lack}", key=key, lack=lack)
        permit_many_files()
        instance = build_instance(lay_foundations(config, self.process.reactor))
        address = await instance.start()
        collector = Collector(self.process.reactor)
        give_back_large_blocks()
        collector.start()
        _log.info("serving {address}", address=address)
        try:
            await self.process.until_stopped()
        finally:
            _log.info("stopping")
            collector.stop()
            await instance.stop()
        return 0


def refuse_what_comes_later(config: Config) -> None:
    """Raise Misconfigured for a switch without whose feature the instance cannot serve as it is asked to."""
    asked = {
        "letsencrypt-enabled": config.letsencrypt.enabled,
        "oidc-enabled": config.oidc.enabled,
    }
    for key, is_asked in asked.items():
        if is_asked:
            raise Misconfigured(f"{key} is set, but this version does not offer that yet")


def what_does_nothing_yet(config: Config) -> dict[str, str]:
    """Return the options that were set for a feature that is not there yet, with what therefore holds."""
    asked = {
        "smtp-host": (config.smtp.host, "no mail is sent"),
        "syslog-enabled": (config.syslog.enabled, "the log goes to standard output alone"),
        "tracing-enabled": (config.observability.tracing_enabled, "no traces are sent"),
        "metrics-enabled": (config.observability.metrics_enabled, "no metrics are collected"),
        "advanced-header-filter-mode": (
            config.advanced.header_filter_mode,
            "requests are not filtered by their headers",
        ),
        "accounts-registration-open": (
            config.accounts.registration_open,
            "only the command line makes accounts, and apps are told that registration is closed",
        ),
        "accounts-allow-custom-css": (
            config.accounts.allow_custom_css,
            "style sheets are refused, and apps are told that there are none",
        ),
        "instance-expose-blocklist-web": (
            config.instance.expose_blocklist_web,
            "there is no such page; the API shows the list with instance-expose-blocklist",
        ),
        "instance-expose-allowlist-web": (
            config.instance.expose_allowlist_web,
            "there is no such page; the API shows the list with instance-expose-allowlist",
        ),
    }
    return {key: lack for key, (is_asked, lack) in asked.items() if is_asked}
