"""Asking other servers."""

import attrs

from gotosocial.config.kinds import Duration, Flag, Network, Networks
from gotosocial.config.options import option


@attrs.frozen(kw_only=True)
class HttpClient:
    """What outgoing requests may do."""

    allow_ips: tuple[Network, ...] = option(
        "http-client-allow-ips",
        Networks(),
        [],
        "Networks that may be asked although they are private or reserved.",
        example=["192.168.1.10/32"],
    )
    block_ips: tuple[Network, ...] = option(
        "http-client-block-ips",
        Networks(),
        [],
        "Networks that may never be asked.",
        example=["198.51.100.0/24"],
    )
    timeout: float = option(
        "http-client-timeout",
        Duration(),
        "30s",
        "Longest time for one request as a whole; 0 for no limit.",
    )
    tls_insecure_skip_verify: bool = option(
        "http-client-tls-insecure-skip-verify", Flag(), False, "Accept any certificate; for tests only."
    )
    insecure_outgoing: bool = option(
        "http-client-insecure-outgoing",
        Flag(),
        False,
        "Look accounts up by http, not https; for tests only.",
    )
