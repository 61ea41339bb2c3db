"""How often others may knock: after the signature per host, before it only those who fail often."""

import attrs

from gotosocial.errors import TooMany
from gotosocial.http.addresses import NetworkSet
from gotosocial.http.limits import RateLimiter, Verdict
from gotosocial.util.domains import site_of
from gotosocial.util.networks import network_of

GENEROUS = 100
"""How many times the limit of one client a whole server has."""


@attrs.frozen
class GateLimits:
    """Limits per window of the limiter; ``rate_limit`` is that of one client, 0 is no limit at all."""

    limiter: RateLimiter
    exceptions: NetworkSet
    rate_limit: int

    def check_client(self, client: str) -> None:
        """Raise TooMany for an address from which too many requests could not be verified."""
        if self._is_limited(client):
            _refuse(self.limiter.look(f"unproved {network_of(client)}", self.rate_limit))

    def count_failure(self, client: str) -> None:
        """Count a request that could not be verified."""
        if self._is_limited(client):
            self.limiter.hit(f"unproved {network_of(client)}", self.rate_limit)

    def count_host(self, host: str) -> None:
        """Count a request of a proved host; raise TooMany where there were too many from its site.

        Whoever owns a domain has as many hosts below it as they like.
        """
        if self.rate_limit:
            _refuse(self.limiter.hit(f"inbox {site_of(host)}", self.rate_limit * GENEROUS))

    def _is_limited(self, client: str) -> bool:
        return bool(self.rate_limit) and client not in self.exceptions


def _refuse(verdict: Verdict) -> None:
    if verdict.is_over:
        raise TooMany("rate limit reached", retry_after=verdict.retry_after)
