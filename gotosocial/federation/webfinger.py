"""From a name to an actor: ``user@domain`` is asked for at its domain (RFC 7033).

The answer says who the name really belongs to (the subject) and where the actor is. A domain may keep its
WebFinger elsewhere and say so in host-meta (RFC 6415); what it says is remembered for a day. Answers are
remembered for a minute, because checking one name often needs the same answer twice.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import attrs

from gotosocial.activitypub.read.parse import read_json
from gotosocial.activitypub.read.values import is_uri
from gotosocial.errors import Gone, Malformed, NotFound, RemoteFailed
from gotosocial.federation.client import SignedClient, is_document
from gotosocial.http.outgoing import ContentType
from gotosocial.text.html_tokens import Open, read_tokens
from gotosocial.util.clock import Clock
from gotosocial.util.domains import host_of, normal
from gotosocial.util.lru import Lru

JRD = "application/jrd+json, application/json"
XRD = "application/xrd+xml, application/xml"
ENDPOINT_SECONDS = 24 * 3600.0
ANSWER_SECONDS = 60.0
MOST_HOST_META = 8 * 1024
"""Bytes of a host-meta that are read. It has some hundred; four megabytes of it would hold up everything."""
_MOST_KEPT = 1_000
_MOST_LINKS = 100
_PLACE = "{uri}"


@attrs.frozen(kw_only=True)
class Fingered:
    """What WebFinger says: the id of the actor, and the name and the domain that it belongs to."""

    uri: str
    username: str
    domain: str


@attrs.frozen
class WebfingerClient:
    """Asks domains about names. ``scheme``: https, but for tests."""

    client: SignedClient
    clock: Clock
    scheme: str = "https"
    _endpoints: Lru[str, tuple[float, str]] = attrs.field(factory=lambda: Lru(_MOST_KEPT), init=False)
    _answers: Lru[tuple[str, str], tuple[float, Fingered]] = attrs.field(
        factory=lambda: Lru(_MOST_KEPT), init=False
    )

    async def find(self, username: str, domain: str) -> Fingered:
        """Return what the domain says about the name.

        Raises NotFound where it knows no such name, Gone, Malformed where the answer makes no sense or is
        about another name, NotAllowed for a blocked domain, RemoteFailed.
        """
        try:
            domain = normal(domain)
        except ValueError as error:
            raise NotFound("this is no name of another server", detail=str(error)) from error
        key = (username.casefold(), domain)
        kept = self._answers.get(key)
        if kept is not None and self.clock.monotonic() < kept[0]:
            return kept[1]
        found = read_answer(await self._ask(username, domain), username, domain)
        self._answers.put(key, (self.clock.monotonic() + ANSWER_SECONDS, found))
        return found

    async def _ask(self, username: str, domain: str) -> dict[str, Any]:
        resource = quote(f"acct:{username}@{domain}", safe="")
        kept = self._endpoints.get(domain)
        usual = f"{self.scheme}://{domain}/.well-known/webfinger?resource={_PLACE}"
        template = kept[1] if kept is not None and self.clock.monotonic() < kept[0] else usual
        try:
            return await self._answer(template.replace(_PLACE, resource))
        except (NotFound, RemoteFailed) as refusal:
            if isinstance(refusal, RemoteFailed) and (refusal.status is None or refusal.can_retry):
                raise  # who cannot be reached has no host-meta either
            elsewhere = await self._elsewhere(domain)
            if not elsewhere or elsewhere == template:
                raise NotFound("that server does not know this name", detail=str(refusal)) from refusal
        answer = await self._answer(elsewhere.replace(_PLACE, resource))
        self._endpoints.put(domain, (self.clock.monotonic() + ENDPOINT_SECONDS, elsewhere))
        return answer

    async def _answer(self, url: str) -> dict[str, Any]:
        page = await self.client.get(url, JRD)
        return read_json(page.body)

    async def _elsewhere(self, domain: str) -> str:
        """Return the template of the domain's host-meta; empty where there is none."""
        try:
            page = await self.client.get(f"{self.scheme}://{domain}/.well-known/host-meta", XRD)
        except (NotFound, Gone, RemoteFailed):
            return ""
        for token in read_tokens(page.body[:MOST_HOST_META].decode("utf-8", "replace")):
            if isinstance(token, Open) and token.name == "link" and token.attributes.get("rel") == "lrdd":
                template = token.attributes.get("template", "")
                if _PLACE in template and host_of(template):
                    return template
        return ""


def read_answer(answer: dict[str, Any], username: str, domain: str) -> Fingered:
    """Return what the answer says; raise Malformed where it is about another name or leads to no actor."""
    subject = answer.get("subject")
    name, home = _read_subject(subject) if isinstance(subject, str) and subject else (username, domain)
    if name.casefold() != username.casefold():
        raise Malformed("WebFinger answers for another name", detail=f"{username}@{domain}: {subject}"[:200])
    uri = next(_actors(answer), "")
    if not uri:
        raise Malformed("WebFinger leads to no actor", detail=f"{username}@{domain}")
    return Fingered(uri=uri, username=name, domain=home)


def _read_subject(subject: str) -> tuple[str, str]:
    scheme, colon, rest = subject.partition(":")
    is_named = colon and scheme.lower() == "acct"
    name, _, domain = (rest if is_named else subject).removeprefix("@").partition("@")
    try:
        return name, normal(domain)
    except ValueError as error:
        raise Malformed("the subject of WebFinger is no name", detail=subject[:200]) from error


def _actors(answer: dict[str, Any]) -> Iterator[str]:
    links = answer.get("links")
    for link in links[:_MOST_LINKS] if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("rel") == "self":
            href, kind = link.get("href"), link.get("type")
            is_actor = isinstance(kind, str) and is_document(ContentType.read(kind))
            if is_actor and isinstance(href, str) and is_uri(href):
                yield href
