"""What most admins never touch."""

import attrs

from gotosocial.config.kinds import Duration, Network, Networks, Text, Whole, Words
from gotosocial.config.options import option


@attrs.frozen(kw_only=True)
class Advanced:
    """Limits of requests, cookies, header filters, delivery."""

    cookies_samesite: str = option(
        "advanced-cookies-samesite",
        Text(allowed=("lax", "strict")),
        "lax",
        "SameSite attribute of the cookies of the sign-in pages.",
    )
    sender_multiplier: int = option(
        "advanced-sender-multiplier",
        Whole(),
        2,
        "How much is delivered at once: to 16 times so many servers for each CPU, 128 at most; less than 1 "
        "means one.",
    )
    csp_extra_uris: tuple[str, ...] = option(
        "advanced-csp-extra-uris",
        Words(),
        [],
        "Further origins from which pages may load pictures and films.",
        example=["https://cdn.example.org"],
    )
    signed_fetch: str = option(
        "advanced-signed-fetch",
        Text(allowed=("all", "posts", "off")),
        "all",
        "What other servers may only read when they sign their requests: all (actors too, of whom others "
        "see no more than the key and the inbox), posts (posts and collections), or off (nothing that is "
        "public). What is not public always needs a signature.",
    )
    header_filter_mode: str = option(
        "advanced-header-filter-mode",
        Text(allowed=("", "allow", "block")),
        "",
        "Use the stored header filters to let only matching requests in, or to keep them out; empty for off.",
    )
    rate_limit_requests: int = option(
        "advanced-rate-limit-requests",
        Whole(),
        300,
        "Requests that one client address may make in 5 minutes to one group of routes; 0 or less for no "
        "limit.",
    )
    rate_limit_exceptions: tuple[Network, ...] = option(
        "advanced-rate-limit-exceptions",
        Networks(),
        [],
        "Addresses and networks that are never rate limited.",
        example=["192.0.2.0/24"],
    )
    throttling_multiplier: int = option(
        "advanced-throttling-multiplier",
        Whole(),
        8,
        "Requests that are worked on at once for each CPU; as many times that number may wait. 0 or less "
        "for no limit.",
    )
    throttling_retry_after: float = option(
        "advanced-throttling-retry-after",
        Duration(),
        "30s",
        "How long a client is asked to stay away when too many requests wait.",
    )
