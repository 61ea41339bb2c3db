"""The whole configuration as the program sees it: one frozen section per subject."""

from collections.abc import Mapping
from typing import Any

import attrs

from gotosocial.config.options import Option, options_of
from gotosocial.config.sections.accounts import Accounts
from gotosocial.config.sections.advanced import Advanced
from gotosocial.config.sections.cache import RATIOS, Cache
from gotosocial.config.sections.certificates import LetsEncrypt, Tls
from gotosocial.config.sections.command_line import Arguments
from gotosocial.config.sections.database import Database
from gotosocial.config.sections.general import General
from gotosocial.config.sections.http_client import HttpClient
from gotosocial.config.sections.instance import Instance
from gotosocial.config.sections.logs import Logs
from gotosocial.config.sections.media import Media
from gotosocial.config.sections.observability import Observability, Syslog
from gotosocial.config.sections.oidc import Oidc
from gotosocial.config.sections.processes import Processes
from gotosocial.config.sections.smtp import Smtp
from gotosocial.config.sections.statuses import Statuses
from gotosocial.config.sections.storage import Storage
from gotosocial.config.sections.web import Web

SECTIONS: dict[str, type] = {
    "logs": Logs,
    "general": General,
    "processes": Processes,
    "database": Database,
    "web": Web,
    "instance": Instance,
    "accounts": Accounts,
    "storage": Storage,
    "statuses": Statuses,
    "letsencrypt": LetsEncrypt,
    "tls": Tls,
    "oidc": Oidc,
    "smtp": Smtp,
    "observability": Observability,
    "syslog": Syslog,
    "advanced": Advanced,
    "http_client": HttpClient,
    "media": Media,
    "cache": Cache,
}
"""The sections in the order in which they are documented."""


@attrs.frozen(kw_only=True)
class Config:
    """Everything that the admin may write, with defaults; a class receives the section it needs."""

    logs: Logs = attrs.field(factory=Logs)
    general: General = attrs.field(factory=General)
    processes: Processes = attrs.field(factory=Processes)
    database: Database = attrs.field(factory=Database)
    web: Web = attrs.field(factory=Web)
    instance: Instance = attrs.field(factory=Instance)
    accounts: Accounts = attrs.field(factory=Accounts)
    storage: Storage = attrs.field(factory=Storage)
    statuses: Statuses = attrs.field(factory=Statuses)
    letsencrypt: LetsEncrypt = attrs.field(factory=LetsEncrypt)
    tls: Tls = attrs.field(factory=Tls)
    oidc: Oidc = attrs.field(factory=Oidc)
    smtp: Smtp = attrs.field(factory=Smtp)
    observability: Observability = attrs.field(factory=Observability)
    syslog: Syslog = attrs.field(factory=Syslog)
    advanced: Advanced = attrs.field(factory=Advanced)
    http_client: HttpClient = attrs.field(factory=HttpClient)
    media: Media = attrs.field(factory=Media)
    cache: Cache = attrs.field(factory=Cache)
    ignored: Mapping[str, Any] = attrs.field(factory=dict)
    """Values of keys that no section has because they do nothing here; only ``debug config`` shows them."""


OPTIONS: dict[str, Option] = {
    declared.key: declared
    for name, section in SECTIONS.items()
    for declared in options_of(section, name) + (RATIOS if section is Cache else [])
}
"""Every key of the configuration file."""

ARGUMENTS: dict[str, Option] = {declared.key: declared for declared in options_of(Arguments, "command line")}
"""Every key that only commands take."""
