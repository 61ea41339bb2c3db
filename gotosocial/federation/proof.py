"""Who signed a request: cheap questions first, the key last.

::

    signature there, well-formed, fresh, covering enough; digests fit the body (crypto/, without the key)
    the key's host is blocked?  403, nothing is fetched
    the key is known?           else: an actor unknown here says that it is gone?  410, nothing is fetched
                                else: fetch it (``keys.py``)
    the signature fits?         else: fetch the key anew, at most every five minutes
"""

import attrs

from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.parse import read_json
from gotosocial.crypto.http_signatures import Verified, read_claims, verify
from gotosocial.crypto.public_keys import read_public_key
from gotosocial.crypto.signed_request import BadSignature, Claim, RequestFacts
from gotosocial.errors import Gone, Invalid, NotAllowed, Unauthorized
from gotosocial.federation.domain_policy import DomainPolicy
from gotosocial.federation.gate_asked import Asked
from gotosocial.federation.keys import Keys
from gotosocial.models.addresses import Addresses
from gotosocial.models.public_key_row import PublicKeyRow
from gotosocial.models.rules.trust import same_site
from gotosocial.util.clock import Clock
from gotosocial.util.domains import host_of

MOST_CLAIMS = 2
"""How many signatures of one request are looked at: each may cost the fetching of a key."""
_FRAGMENT, _STUB = "#main-key", "/main-key"


@attrs.frozen
class SignatureCheck:
    """Finds the key of a request's signature, and that the signature fits it."""

    keys: Keys
    policy: DomainPolicy
    addresses: Addresses
    clock: Clock

    async def prove(self, asked: Asked) -> tuple[Verified, PublicKeyRow]:
        """Return the proof and the key that fits.

        Raises NoSignature, BadSignature (and Unauthorized where no key is to be had), NotAllowed where the
        signer's host is blocked, Gone where the signer is, Overloaded where the key cannot be had now.
        """
        claims = read_claims(self._facts(asked), now=self.clock.now())
        trouble: Unauthorized = BadSignature()
        for claim in claims[:MOST_CLAIMS]:
            try:
                return await self._prove(claim, asked)
            except Unauthorized as bad:
                # Another one may be by a key of a kind that is known here.
                trouble = bad
        raise trouble

    def _facts(self, asked: Asked) -> RequestFacts:
        addresses = self.addresses
        return RequestFacts(
            method=asked.method,
            target=asked.target,
            headers=asked.headers,
            body=asked.body,
            hosts=frozenset({addresses.host, addresses.account_domain}),
            scheme=addresses.origin.partition(":")[0],
        )

    async def _prove(self, claim: Claim, asked: Asked) -> tuple[Verified, PublicKeyRow]:
        host = host_of(claim.key_id)
        if not host:
            raise BadSignature("the id of the key is no address", detail=claim.key_id)
        if self.policy.is_own(host):
            row = await self._own(claim.key_id)
            return self._fits(claim, row), row
        if await self.policy.is_blocked(host):
            raise NotAllowed("this domain is blocked", detail=host)
        row = await self.keys.known(claim.key_id) or await self._unknown(claim, asked)
        verified, row = await self._fits_or_renewed(claim, row)
        if await self.policy.is_blocked(row.host):
            raise NotAllowed("this domain is blocked", detail=row.host)
        await self.keys.proved(row)
        return verified, row

    async def _unknown(self, claim: Claim, asked: Asked) -> PublicKeyRow:
        if asked.body and await self._is_farewell(claim, asked.body):
            raise Gone("nobody here has known the signer", detail=claim.key_id)
        return await self.keys.fetched(claim.key_id)

    async def _is_farewell(self, claim: Claim, body: bytes) -> bool:
        """Tell whether an actor that nobody here knows says that it is gone: a flood, and nothing to do."""
        activity = Document.of(read_json(body))
        actor = activity.link("actor")
        is_farewell = (
            "Delete" in activity.types and actor == activity.link("object") and same_site(actor, claim.key_id)
        )
        return is_farewell and await self.keys.db.accounts.find_by_uri(actor) is None

    async def _fits_or_renewed(self, claim: Claim, row: PublicKeyRow) -> tuple[Verified, PublicKeyRow]:
        try:
            return self._fits(claim, row), row
        except BadSignature:
            fresh = await self.keys.renewed(row)
            if fresh is None:
                raise
        return self._fits(claim, fresh), fresh

    def _fits(self, claim: Claim, row: PublicKeyRow) -> Verified:
        try:
            key = read_public_key(row.key)
        except Invalid as unusable:
            raise BadSignature("the key cannot be used", detail=str(unusable)) from unusable
        return verify(claim, key)

    async def _own(self, key_uri: str) -> PublicKeyRow:
        """Return the key of a local actor, in both forms of its id; it is never fetched."""
        actor_uri = key_uri.removesuffix(_FRAGMENT).removesuffix(_STUB)
        account = await self.keys.db.accounts.find_by_uri(actor_uri)
        if account is None or not account.is_local or account.is_suspended or not account.public_key:
            raise BadSignature("the key belongs to nobody here", detail=key_uri)
        return PublicKeyRow(
            uri=key_uri,
            owner_uri=account.uri,
            host=self.addresses.host,
            key=account.public_key,
            fetched_at=account.updated_at,
        )
