"""Rules between options: what cannot work (``broken_rules``), and what should be known (``worries``)."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from gotosocial.config.config import Config
from gotosocial.config.mistakes import Mistake
from gotosocial.config.sections.processes import ROLES
from gotosocial.util.domains import is_within

GOTOSOCIAL_FOLDERS = {"web/template", "web/assets"}
_ENDPOINT = re.compile(r"(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?")


def broken_rules(config: Config) -> Iterator[Mistake]:
    """Yield every rule that the configuration breaks."""
    for rule in (_names, _database, _roles, _folders, _storage, _descriptions, _certificates, _oidc):
        yield from rule(config)


def worries(config: Config) -> Iterator[str]:
    """Yield what an admin should hear at every start."""
    if config.general.protocol == "http":
        yield "protocol is http: other servers and most apps will not talk to this; tests only"
    if config.http_client.tls_insecure_skip_verify:
        yield "http-client-tls-insecure-skip-verify is on: ANYBODY MAY POSE AS ANOTHER SERVER; tests only"
    if config.http_client.insecure_outgoing:
        yield "http-client-insecure-outgoing is on: ACCOUNTS ARE LOOKED UP WITHOUT ENCRYPTION; tests only"
    if not 256 <= config.media.thumb_max_pixels <= 1024:
        yield f"media-thumb-max-pixels is {config.media.thumb_max_pixels}: best between 256 and 1024"
    for key, folder in _own_folders(config):
        if _is_gotosocials(folder) and not Path(folder).is_dir():
            yield f"{key} is GoToSocial's {folder}, which does not exist here: the built-in files are used"


def _names(config: Config) -> Iterator[Mistake]:
    host, domain = config.general.host, config.general.account_domain
    if not host:
        yield Mistake(key="host", value="", reason="must be set to the DNS name of this server")
    elif not is_within(host.partition(":")[0], domain.partition(":")[0]):
        yield Mistake(key="host", value=host, reason=f"must be the account-domain {domain} or lie below it")


def _database(config: Config) -> Iterator[Mistake]:
    database = config.database
    if database.type == "postgres" and not (database.address or database.postgres_connection_string):
        reason = "must be the host of PostgreSQL, or db-postgres-connection-string must be set"
        yield Mistake(key="db-address", value="", reason=reason)


def _roles(config: Config) -> Iterator[Mistake]:
    roles = config.processes.roles
    if not roles:
        yield Mistake(key="roles", value="", reason="must name at least one role")
    elif config.database.type == "sqlite" and set(roles) != set(ROLES):
        reason = (
            "leaves work to other processes, which needs PostgreSQL; SQLite is for one process with all roles"
        )
        yield Mistake(key="roles", value=", ".join(roles), reason=reason)


def _folders(config: Config) -> Iterator[Mistake]:
    for key, folder in _own_folders(config):
        if folder and not _is_gotosocials(folder) and not Path(folder).is_dir():
            yield Mistake(
                key=key, value=folder, reason="is not a folder; leave it empty for the built-in one"
            )


def _storage(config: Config) -> Iterator[Mistake]:
    storage = config.storage
    if storage.backend == "s3":
        for key, value in (("endpoint", storage.s3_endpoint), ("bucket", storage.s3_bucket)):
            if not value:
                yield Mistake(
                    key=f"storage-s3-{key}", value="", reason="must be set when storage-backend is s3"
                )
    elif not storage.local_base_path:
        yield Mistake(
            key="storage-local-base-path", value="", reason="must be set when storage-backend is local"
        )
    if storage.s3_endpoint and _ENDPOINT.fullmatch(storage.s3_endpoint) is None:
        reason = "must be a host name, with its port if need be, and nothing before or behind"
        yield Mistake(key="storage-s3-endpoint", value=storage.s3_endpoint, reason=reason)
    url = storage.s3_redirect_url
    if url and not _is_web_address(url):
        yield Mistake(
            key="storage-s3-redirect-url", value=url, reason="must be a URL with http:// or https://"
        )
    elif url.endswith("/"):
        yield Mistake(key="storage-s3-redirect-url", value=url, reason="must not end with a slash")


def _descriptions(config: Config) -> Iterator[Mistake]:
    fewest, most = config.media.description_min_chars, config.media.description_max_chars
    if fewest > most:
        reason = f"must not be more than media-description-max-chars, which is {most}"
        yield Mistake(key="media-description-min-chars", value=str(fewest), reason=reason)


def _certificates(config: Config) -> Iterator[Mistake]:
    chain, key = config.tls.certificate_chain, config.tls.certificate_key
    if config.letsencrypt.enabled and (chain or key):
        reason = "cannot be combined with tls-certificate-chain and tls-certificate-key"
        yield Mistake(key="letsencrypt-enabled", value="true", reason=reason)
    if bool(chain) != bool(key):
        missing = "tls-certificate-key" if chain else "tls-certificate-chain"
        yield Mistake(key=missing, value="", reason="must be set together with its other half")


def _oidc(config: Config) -> Iterator[Mistake]:
    oidc = config.oidc
    if oidc.enabled:
        wanted = {"issuer": oidc.issuer, "client-id": oidc.client_id, "client-secret": oidc.client_secret}
        for key, value in wanted.items():
            if not value:
                yield Mistake(key=f"oidc-{key}", value="", reason="must be set when oidc-enabled is true")


def _own_folders(config: Config) -> Iterator[tuple[str, str]]:
    yield "web-template-base-dir", config.web.template_base_dir
    yield "web-asset-base-dir", config.web.asset_base_dir


def _is_gotosocials(folder: str) -> bool:
    return folder.strip("./") in GOTOSOCIAL_FOLDERS


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
