"""Signed GETs of ActivityPub documents, with everything checked that can be checked without reading them.

Who is blocked is not asked, neither at first nor behind a redirect; our own host is never asked by itself. A
document is JSON of the right media type, neither too deep nor too big. Peers disagree about signatures, so
one that answers 401 or 403 is asked again: without the query in what is signed, then without a signature
(some refuse those that they cannot check).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urljoin

import attrs

from gotosocial.activitypub.read.parse import read_json
from gotosocial.activitypub.vocabulary import ACTIVITY_JSON, AS, LD_JSON
from gotosocial.crypto.sign_requests import Signer, address_of, sign_get
from gotosocial.errors import Malformed, NotAllowed, NotFound
from gotosocial.federation.domain_policy import DomainPolicy, Permissions
from gotosocial.federation.signing import SigningKeys
from gotosocial.http.client import HttpClient
from gotosocial.http.outgoing import ContentType, Prepare
from gotosocial.http.outgoing import Fetched as Page
from gotosocial.text.html_tokens import Open, read_tokens
from gotosocial.util.clock import Clock
from gotosocial.util.domains import host_of

ACCEPTED = f"{LD_JSON}, {ACTIVITY_JSON}"
REFUSALS = frozenset({401, 403})
HEAD_OF_PAGE = 200_000
"""Characters of an HTML page in which the link to its document is looked for."""
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_LINK = re.compile(rf"<([^<>]*)>((?:[^,<\"]|{_QUOTED})*)")
_PARAMETER = re.compile(rf";\s*([a-z]+)\s*=\s*({_QUOTED}|[^\s;,\"]+)", re.IGNORECASE)
_LONGEST_LINKS = 8_192


@attrs.frozen(kw_only=True)
class Fetched:
    """A document, and the URI that answered with it in the end."""

    uri: str
    document: dict[str, Any]


@attrs.frozen
class SignedClient:
    """Fetches documents in the name of a local account."""

    http: HttpClient
    keys: SigningKeys
    policy: DomainPolicy
    clock: Clock

    async def get_json(self, uri: str, *, as_: str = "", follows_pages: bool = False) -> Fetched:
        """Return the document at the URI; ``as_`` is the id of a local account, empty the instance actor.

        ``follows_pages``: where the answer is a web page, follow its link to a document once (row K-08).
        Raises NotAllowed for blocked hosts, NotFound (also for our own), Gone, Malformed and RemoteFailed.
        """
        page = await self.get(uri, ACCEPTED, signer=await self._signer(as_))
        if not is_document(page.content_type):
            linked = alternate_of(page) if follows_pages else ""
            if not linked:
                raise Malformed("not an ActivityPub document", detail=f"{page.url} {page.content_type.kind}")
            return await self.get_json(linked, as_=as_)
        return Fetched(uri=page.url, document=read_json(page.body))

    async def _signer(self, as_: str) -> Signer:
        try:
            return await self.keys.of(as_)
        except NotFound:
            # Who has no key, or is gone by now, is no reason to ask nobody.
            return await self.keys.of()

    async def get(self, url: str, accepted: str, *, signer: Signer | None = None) -> Page:
        """Return what an allowed host answers with 2xx; raise as ``get_json`` does."""
        permissions = await self._checked(url)
        ways = self._ways(url, signer)
        while True:
            prepare = partial(self._headers_of_hop, permissions, ways.pop(0))
            page = await self.http.get(url, headers={"Accept": accepted}, prepare=prepare)
            if page.status not in REFUSALS or not ways:
                return page.expect_success()

    async def ways_to_file(self, url: str) -> Sequence[Prepare]:
        """Return how a file is asked for: plainly, and where that is refused, signed by the instance.

        Raises NotAllowed for blocked hosts and NotFound for our own, as each way does behind a redirect.
        """
        permissions = await self._checked(url)
        signed = _Sign(await self.keys.of(), has_query=True)
        return [partial(self._headers_of_hop, permissions, sign) for sign in (None, signed)]

    async def _checked(self, url: str) -> Permissions:
        """Return who may be asked; raise where it is not the host of this address."""
        host = host_of(url)
        if not host:
            raise NotFound("this is no address of another server", detail=url[:200])
        if self.policy.is_own(host):
            raise NotFound("there is nothing like this here", detail=url[:200])
        if await self.policy.is_blocked(host):
            raise NotAllowed("that server is blocked here", detail=host)
        return await self.policy.permissions()

    def _ways(self, url: str, signer: Signer | None) -> list["_Sign | None"]:
        if signer is None:
            return [None]
        whole = _Sign(signer, has_query=True)
        return [whole, _Sign(signer, has_query=False), None] if "?" in url else [whole, None]

    def _headers_of_hop(
        self, permissions: Permissions, sign: "_Sign | None", method: str, url: bytes
    ) -> Mapping[str, str]:
        text = url.decode("ascii")
        host = host_of(text)
        if self.policy.is_own(host):
            raise NotFound("the other server leads back here", detail=text[:200])
        if permissions.forbid(host):
            raise NotAllowed("that server is blocked here", detail=host)
        if sign is None:
            return {}
        address = address_of(text)
        if not sign.has_query:
            address = address.without_query()
        return dict(sign_get(sign.signer, address, now=self.clock.now()))


@attrs.frozen
class _Sign:
    """With whose key a request is signed, and whether its query is part of what is signed."""

    signer: Signer
    has_query: bool = attrs.field(kw_only=True)


def is_document(content_type: ContentType) -> bool:
    """Tell whether an answer of the type is ActivityPub, so that nobody can upload one as a file."""
    if content_type.kind == ACTIVITY_JSON:
        return True
    profiles = content_type.parameters.get("profile", "").split()
    return content_type.kind == "application/ld+json" and AS in profiles


def alternate_of(page: Page) -> str:
    """Return where a web page says that its document is, in its head or in a ``Link`` header (RFC 8288);
    empty where it says nothing.
    """
    for url, attributes in _links_in(", ".join(page.headers.all("Link"))):
        if _leads_to_document(attributes | {"href": url}):
            return urljoin(page.url, url)
    if page.content_type.kind not in ("text/html", "application/xhtml+xml"):
        return ""
    for token in read_tokens(page.body[:HEAD_OF_PAGE].decode("utf-8", "replace")):
        if isinstance(token, Open) and token.name == "body":
            return ""
        if isinstance(token, Open) and token.name == "link" and _leads_to_document(token.attributes):
            return urljoin(page.url, token.attributes["href"])
    return ""


def _links_in(header: str) -> Iterator[tuple[str, dict[str, str]]]:
    for link in _LINK.finditer(header[:_LONGEST_LINKS]):
        found = ((one[1].lower(), one[2]) for one in _PARAMETER.finditer(link[2]))
        yield link[1].strip(), {name: _unquoted(value) for name, value in found}


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def _leads_to_document(attributes: Mapping[str, str]) -> bool:
    words = attributes.get("rel", "").lower().split()
    is_typed = is_document(ContentType.read(attributes.get("type", "")))
    return "alternate" in words and is_typed and bool(attributes.get("href"))
