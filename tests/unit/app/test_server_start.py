"""What the server says at its start about options whose features are not there yet."""

from typing import Any

import attrs
import pytest

from gotosocial.app.commands.server_start import refuse_what_comes_later, what_does_nothing_yet
from gotosocial.config.config import Config
from gotosocial.errors import Misconfigured


def a_config(section: str, **values: Any) -> Config:
    return attrs.evolve(Config(), **{section: attrs.evolve(getattr(Config(), section), **values)})


def test_a_plain_configuration_is_neither_refused_nor_warned_of() -> None:
    refuse_what_comes_later(Config())
    assert what_does_nothing_yet(Config()) == {}


@pytest.mark.parametrize(
    ("key", "section", "values"),
    [
        ("letsencrypt-enabled", "letsencrypt", {"enabled": True}),
        ("oidc-enabled", "oidc", {"enabled": True}),
    ],
)
def test_what_the_server_could_not_serve_without_is_refused(
    key: str, section: str, values: dict[str, Any]
) -> None:
    with pytest.raises(Misconfigured, match=f"^{key} is set, but this version does not offer that yet$"):
        refuse_what_comes_later(a_config(section, **values))


@pytest.mark.parametrize(
    ("key", "section", "values"),
    [
        ("smtp-host", "smtp", {"host": "smtp.example.org"}),
        ("syslog-enabled", "syslog", {"enabled": True}),
        ("tracing-enabled", "observability", {"tracing_enabled": True}),
        ("metrics-enabled", "observability", {"metrics_enabled": True}),
        ("advanced-header-filter-mode", "advanced", {"header_filter_mode": "block"}),
        ("accounts-registration-open", "accounts", {"registration_open": True}),
        ("accounts-allow-custom-css", "accounts", {"allow_custom_css": True}),
        ("instance-expose-blocklist-web", "instance", {"expose_blocklist_web": True}),
        ("instance-expose-allowlist-web", "instance", {"expose_allowlist_web": True}),
    ],
)
def test_what_does_nothing_is_named_with_what_holds_instead(
    key: str, section: str, values: dict[str, Any]
) -> None:
    config = a_config(section, **values)
    refuse_what_comes_later(config)
    lacks = what_does_nothing_yet(config)
    assert list(lacks) == [key]
    assert lacks[key]
