"""Who the instance is and where it listens."""

from importlib.metadata import PackageNotFoundError, version

import attrs

from gotosocial.config.kinds import Host, Network, Networks, Text, Whole
from gotosocial.config.options import option


@attrs.frozen(kw_only=True)
class General:
    """The instance: its names, where it listens, and whom it believes about client addresses."""

    config_path: str = option(
        "config-path",
        Text(),
        "",
        "Path of the configuration file (YAML, JSON or TOML). Flags and environment variables win over it.",
        example="/gotosocial/config.yaml",
    )
    application_name: str = option(
        "application-name",
        Text(),
        "gotosocial",
        "Name of the program in GoToSocial's log and of its own OAuth application.",
        without_effect="the program here has no OAuth application of its own, and its log does not name it",
    )
    landing_page_user: str = option(
        "landing-page-user",
        Text(),
        "",
        "Local username whose profile is shown at / in place of the landing page.",
        example="admin",
    )
    host: str = option(
        "host",
        Host(),
        "",
        "Required. DNS name of this server. It is part of every id, so never change it once the server has "
        "run. It may carry a port, as in localhost:8080, for trying things out.",
        example="social.example.org",
    )
    account_domain: str = option(
        "account-domain",
        Host(),
        "",
        "Domain of account names, as in @name@example.org; the same as host when empty. host must be equal "
        "to it or lie below it. Never change it once the server has run.",
        example="example.org",
    )
    protocol: str = option(
        "protocol",
        Text(allowed=("https", "http")),
        "https",
        "Scheme of the URLs that the server makes. http is for trying things out and for tests.",
    )
    bind_address: str = option(
        "bind-address",
        Text(),
        "0.0.0.0",  # noqa: S104 - as in GoToSocial; behind a proxy an admin writes 127.0.0.1
        "Address to listen on; IPv6 addresses in brackets.",
        example="127.0.0.1",
    )
    port: int = option("port", Whole(least=0, most=65535), 8080, "TCP port to listen on.")
    trusted_proxies: tuple[Network, ...] = option(
        "trusted-proxies",
        Networks(),
        ["127.0.0.1/32", "::1"],
        "Addresses and networks of reverse proxies. Only these are believed when they say who the client is, "
        "in the header X-Forwarded-For.",
    )
    software_version: str = option(
        "software-version", Text(), "", "Version that the server reports; its real one when empty."
    )

    def __attrs_post_init__(self) -> None:
        if not self.account_domain:
            object.__setattr__(self, "account_domain", self.host)

    @property
    def origin(self) -> str:
        """``https://host``, the beginning of every URL of this instance."""
        return f"{self.protocol}://{self.host}"

    @property
    def version(self) -> str:
        """The version of the program, as it reports it."""
        return self.software_version or installed_version()


def installed_version() -> str:
    """Return the version of the installed package, or that of a checkout that was never installed."""
    try:
        return version("gotosocial")
    except PackageNotFoundError:
        return "0.0.0+checkout"
