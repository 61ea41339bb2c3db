"""Whose name an actor may bear: its host and its account domain must agree about it (row I-30).

::

    actor at social.example -> WebFinger of name@social.example -> must lead back to the actor
                               its subject is name@example.com? -> WebFinger there must lead to it as well

So nobody takes a name at somebody else's domain. Where the host has no WebFinger for the name at all, the
domain that the actor itself names, or that led here, is asked in its place; where nobody answers the account
is known by its host.
"""

import attrs
from twisted.logger import Logger

from gotosocial.activitypub.actor import RemoteActor
from gotosocial.errors import Malformed, NotAllowed, NotFound
from gotosocial.federation.webfinger import Fingered, WebfingerClient
from gotosocial.util.domains import host_of

_log = Logger()
_LONGEST = 128
_NEVER = frozenset("@/?#\\<>\"'%")


@attrs.frozen(kw_only=True)
class Name:
    """A username and its account domain; ``is_proved``: the domain says by WebFinger who bears it."""

    username: str
    domain: str
    is_proved: bool = True


@attrs.frozen
class Names:
    """Finds out what an actor is called."""

    webfinger: WebfingerClient

    async def of(self, actor: RemoteActor, hint: Name | None = None) -> Name:
        """Return the actor's name; ``hint`` is the name under which it was asked for.

        Raises Malformed where the servers do not agree, NotAllowed where the account domain is blocked or our
        own, RemoteFailed where one cannot be asked now.
        """
        username = _checked(actor.username or (hint.username if hint else ""))
        host = host_of(actor.uri)
        said, _, said_domain = actor.webfinger.partition("@")
        asked = [(username, host)]
        if said_domain:
            asked.append((said, said_domain))
        if hint is not None:
            asked.append((hint.username, hint.domain))
        for name, domain in dict.fromkeys(asked):
            try:
                found = await self.webfinger.find(name, domain)
            except NotFound:
                continue
            return await self._agreed(actor, username, domain, found)
        _log.info("{uri} has no WebFinger and is known by its host", uri=actor.uri)
        return Name(username=username, domain=host, is_proved=False)

    async def _agreed(self, actor: RemoteActor, username: str, domain: str, found: Fingered) -> Name:
        home = found.domain
        if home != domain:
            found = await self.webfinger.find(found.username, home)
        is_this = found.uri == actor.uri and found.username.casefold() == username.casefold()
        if not is_this or found.domain != home:
            raise Malformed(
                "WebFinger names another actor",
                detail=f"{actor.uri}: {found.username}@{found.domain} is {found.uri}",
            )
        client = self.webfinger.client
        if client.policy.is_own(home) or await client.policy.is_blocked(home):
            raise NotAllowed("that server is blocked here", detail=home)
        return Name(username=username, domain=home)


def _checked(username: str) -> str:
    is_wrong = any(letter.isspace() or not letter.isprintable() or letter in _NEVER for letter in username)
    if not username or is_wrong or len(username) > _LONGEST:
        raise Malformed("the actor has no usable name", detail=repr(username[:_LONGEST]))
    return username
