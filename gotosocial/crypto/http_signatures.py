"""Find out who signed a request: the one way from a received request to a ``Verified``.

``read_claims`` does everything that needs no key: which signature there is, whether it is fresh, covers
enough, and whether the digests match the body. It is done before any key is fetched, so that nonsense costs
no request of ours. ``verify`` then needs the key that the claim names::

    claims = read_claims(facts, now=now)          NoSignature, BadSignature
    key = ...                                     of claim.key_id: stored, or fetched
    verified = verify(claim, key)                 BadSignature: the key may have changed

Only ``verify`` can make a ``Verified``, and only this file may try; tests see to both. A function that
takes a ``Verified`` therefore cannot be reached without a checked signature.
"""

from datetime import datetime

import attrs

from gotosocial.crypto import cavage, rfc9421
from gotosocial.crypto.public_keys import PublicKey
from gotosocial.crypto.signed_request import BadSignature, Claim, Kind, NoSignature, RequestFacts

_SCHEME = "signature "
_SEAL = object()


@attrs.frozen(init=False)
class Verified:
    """The proof that the owner of a key sent the request: ``key_id`` names the key that was checked.

    Whether that key belongs to whom it should is for the caller to find out. ``text`` is what was signed, the
    time of it included: the same text is the same request, sent once more by whoever has it.
    """

    key_id: str
    kind: Kind
    covered: frozenset[str]
    text: bytes

    def __init__(self, seal: object, claim: Claim, text: bytes) -> None:
        if seal is not _SEAL:
            raise TypeError("only verify() makes a Verified")
        self.__attrs_init__(claim.key_id, claim.kind, claim.covered, text)


def read_claims(facts: RequestFacts, *, now: datetime) -> tuple[Claim, ...]:
    """Return the request's signatures, at least one, each good in all that can be told without its key.

    Raises NoSignature where the request carries none, BadSignature (with a sentence that says why) where
    none of those it carries can prove anything.
    """
    signature_input = facts.find("signature-input")
    if signature_input is not None:
        return tuple(rfc9421.read_claims(signature_input, facts.get("signature"), facts, now=now))
    signature = _find_cavage(facts)
    if signature is None:
        raise NoSignature
    return (cavage.read_claim(signature, facts, now=now),)


def verify(claim: Claim, key: PublicKey) -> Verified:
    """Return the proof that the claim was signed with this key; raise BadSignature where it was not.

    The caller has fetched the key by ``claim.key_id``.
    """
    for algorithm in claim.algorithms:
        for text in claim.texts:
            if key.fits(claim.signature, text, algorithm):
                return Verified(_SEAL, claim, text)
    raise BadSignature("the signature does not fit the key", detail=claim.key_id)


def _find_cavage(facts: RequestFacts) -> str | None:
    """Return the value of Signature, or what Authorization holds in its place (both: the same)."""
    signature = facts.find("signature")
    authorization = facts.find("authorization")
    if authorization is None or authorization[: len(_SCHEME)].lower() != _SCHEME:
        return signature
    stands_there = authorization[len(_SCHEME) :].strip(" \t")
    if signature is not None and signature != stands_there:
        raise BadSignature("Signature and Authorization hold different signatures")
    return stands_there
