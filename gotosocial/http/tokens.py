"""From the token of a request to its requester, and whether that one may use the route (row AU-06).

Without a token, or with one that is unknown or revoked: 401; on routes that are also public such a token
counts as none. A scope that is missing, an application where a person is needed, somebody who is no admin
and an account that has moved away: 403.
"""

from functools import lru_cache
from typing import Protocol

import attrs

from gotosocial.errors import NotAllowed, Unauthorized
from gotosocial.http.routes import Route
from gotosocial.models.requester import Requester
from gotosocial.models.scopes import permit


class Authenticator(Protocol):
    """Knows whose token it is."""

    def cached(self, token: str) -> Requester | None:
        """Return the requester if that is known without waiting."""

    async def authenticate(self, token: str) -> Requester:
        """Return the requester; raise Unauthorized or NotAllowed."""


@attrs.frozen
class Doorkeeper:
    """Checks tokens against routes."""

    _authenticator: Authenticator

    async def admit(self, route: Route, token: str) -> Requester | None:
        """Return who asks, None for nobody; raise Unauthorized or NotAllowed."""
        if route.auth == "none":
            return None
        requester = await self._find(route, token)
        if requester is not None:
            check(route, requester)
        elif route.auth != "optional":
            raise Unauthorized
        return requester

    async def _find(self, route: Route, token: str) -> Requester | None:
        if not token:
            return None
        known = self._authenticator.cached(token)
        if known is not None:
            return known
        try:
            return await self._authenticator.authenticate(token)
        except (Unauthorized, NotAllowed):
            if route.auth == "optional":
                return None
            raise


@lru_cache(maxsize=4096)
def _covers(granted: frozenset[str], wanted: tuple[str, ...]) -> bool:
    return any(permit(granted, scope) for scope in wanted)


def check(route: Route, requester: Requester) -> None:
    """Raise NotAllowed when this requester may not use the route."""
    if route.scopes and not _covers(requester.scopes, route.scopes):
        raise NotAllowed(f"token has insufficient scope permission: {' or '.join(route.scopes)} is needed")
    if route.auth in ("user", "admin") and not requester.is_person:
        raise NotAllowed("this method needs a token of a user, not of an application")
    if route.auth == "admin" and not requester.is_admin:
        raise NotAllowed("this method needs an admin")
    if route.refuses_moved and requester.has_moved:
        raise NotAllowed("this account has moved and may not do this")
