"""Checking that an author elsewhere has allowed a reply or a boost, as that claims (row V-19).

The claim is believed only where the document that it names says so, on the server of that author, about this
interaction and no other.
"""

import attrs

from gotosocial.activitypub.read.authorization import read_authorization
from gotosocial.errors import Gone, Malformed, NotAllowed, NotFound
from gotosocial.federation.client import SignedClient
from gotosocial.federation.dereference.documents import is_same
from gotosocial.models.interaction_request import InteractionKind
from gotosocial.models.rules.trust import same_host

_TYPES: dict[InteractionKind, frozenset[str]] = {
    "favourite": frozenset({"LikeAuthorization", "Accept"}),
    "reply": frozenset({"ReplyAuthorization", "Accept"}),
    "reblog": frozenset({"AnnounceAuthorization", "Accept"}),
}


@attrs.frozen(kw_only=True)
class Claim:
    """``proof_uri`` is said to allow that ``interacting_uri`` was done to a status of ``author_uri``."""

    kind: InteractionKind
    proof_uri: str
    interacting_uri: str
    target_uri: str
    author_uri: str


@attrs.frozen
class ApprovalCheck:
    """Fetches what is said to be the proof."""

    client: SignedClient

    async def holds(self, claim: Claim, *, as_: str = "") -> bool:
        """Tell whether the claim is true; raises RemoteFailed where the author's server does not answer."""
        if not claim.proof_uri or not same_host(claim.proof_uri, claim.author_uri):
            return False
        try:
            got = await self.client.get_json(claim.proof_uri, as_=as_)
            proof = read_authorization(got.document)
        except (Malformed, NotFound, Gone, NotAllowed):
            return False
        return (
            is_same(proof.uri, got.uri)
            and same_host(got.uri, claim.author_uri)
            and proof.authorization_type in _TYPES[claim.kind]
            and proof.author_uri == claim.author_uri
            and proof.interacting_uri == claim.interacting_uri
            and proof.target_uri in ("", claim.target_uri)
        )
