"""Read signatures as nearly the whole Fediverse writes them: draft-cavage-http-signatures-12.

The header names the key, the algorithm, the covered headers and the signature. Servers disagree about
whether the query belongs to ``(request-target)``, so both texts are tried (row H-03). The label ``hs2019``
says only that the key decides; in practice it stands for RSA with SHA-256.
"""

import base64
import binascii
import re
from datetime import datetime

import attrs

from gotosocial.crypto.digests import check_bound, matching_digests
from gotosocial.crypto.freshness import check_created, check_date, check_expires
from gotosocial.crypto.public_keys import Algorithm
from gotosocial.crypto.signed_request import (
    BadSignature,
    Claim,
    Kind,
    RequestFacts,
    check_key_id,
    octets_of,
)

_PARAMETER = re.compile(
    r'[ \t]*([A-Za-z][A-Za-z0-9_]*)[ \t]*=[ \t]*(?:"([^"\\]*)"|([A-Za-z0-9.+_-]+))[ \t]*(?:,|$)'
)
_SECONDS = re.compile(r"[0-9]{1,12}")
_DECIMAL = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9a-z]+")
_MAX_PARAMETERS = 16
_MAX_COVERED = 32

_BY_KEY = (Algorithm.RSA_SHA256, Algorithm.RSA_SHA512, Algorithm.ED25519, Algorithm.P256_SHA256)
_ALGORITHMS = {
    "": _BY_KEY,
    "hs2019": _BY_KEY,
    "rsa-sha256": (Algorithm.RSA_SHA256,),
    "rsa-sha512": (Algorithm.RSA_SHA512,),
    "ed25519": (Algorithm.ED25519,),
    "ed25519-sha512": (Algorithm.ED25519,),
    "ecdsa-sha256": (Algorithm.P256_SHA256,),
}
_MAY_HAVE_TIMES = ("", "hs2019")


@attrs.frozen(kw_only=True)
class _Parameters:
    key_id: str
    label: str
    covered: tuple[str, ...]
    signature: bytes
    created: str
    expires: str


def read_claim(header: str, facts: RequestFacts, *, now: datetime) -> Claim:
    """Return what the header claims about the request; raise BadSignature where it cannot prove anything.

    ``header``: the value of ``Signature``, or of ``Authorization`` without its first word.
    """
    parameters = _read_parameters(header)
    covered = frozenset(parameters.covered)
    _check_coverage(parameters, covered)
    _check_times(parameters, covered, facts, now)
    check_bound(facts, covered, matching_digests(facts))
    return Claim(
        kind=Kind.CAVAGE,
        key_id=parameters.key_id,
        signature=parameters.signature,
        algorithms=_ALGORITHMS[parameters.label],
        texts=_texts(parameters, facts),
        covered=covered,
    )


def _read_parameters(header: str) -> _Parameters:
    given = _split(header)
    label = given.get("algorithm", "").lower()
    if label not in _ALGORITHMS:
        raise BadSignature("the algorithm of the signature is not known", detail=label[:100])
    covered = tuple(given.get("headers", "(created)").lower().split(" "))
    if len(covered) > _MAX_COVERED or len(set(covered)) != len(covered):
        raise BadSignature("the list of covered headers is malformed")
    try:
        signature = base64.b64decode(given.get("signature", ""), validate=True)
    except (binascii.Error, ValueError) as mistake:
        raise BadSignature("the signature is malformed", detail=str(mistake)) from mistake
    return _Parameters(
        key_id=check_key_id(given.get("keyId", "")),
        label=label,
        covered=covered,
        signature=signature,
        created=given.get("created", ""),
        expires=given.get("expires", ""),
    )


def _split(header: str) -> dict[str, str]:
    given: dict[str, str] = {}
    place = 0
    while place < len(header):
        match = _PARAMETER.match(header, place)
        if match is None or match[1] in given or len(given) == _MAX_PARAMETERS:
            raise BadSignature("the Signature header is malformed", detail=f"at {place}")
        given[match[1]] = match[3] if match[2] is None else match[2]
        place = match.end()
    return given


def _check_coverage(parameters: _Parameters, covered: frozenset[str]) -> None:
    has_time = "date" in covered or "(created)" in covered
    if not (has_time and "(request-target)" in covered and "host" in covered):
        raise BadSignature("the signature must cover (request-target), host, and date or (created)")
    if ("(created)" in covered or "(expires)" in covered) and parameters.label not in _MAY_HAVE_TIMES:
        raise BadSignature("only hs2019 may cover (created) and (expires)")


def _check_times(
    parameters: _Parameters, covered: frozenset[str], facts: RequestFacts, now: datetime
) -> None:
    if not check_date(facts, now) and "date" in covered:
        raise BadSignature("the Date header is covered and not there")
    if parameters.created:
        if not _SECONDS.fullmatch(parameters.created):
            raise BadSignature("the signature's time of making is malformed")
        check_created(int(parameters.created), now)
    if parameters.expires:
        if not _DECIMAL.fullmatch(parameters.expires):
            raise BadSignature("the signature's end is malformed")
        check_expires(float(parameters.expires), now)


def _texts(parameters: _Parameters, facts: RequestFacts) -> tuple[bytes, ...]:
    lines = [_line(name, parameters, facts) for name in parameters.covered]
    whole = octets_of("\n".join(lines))
    path, question_mark, _ = facts.target.partition("?")
    if not question_mark:
        return (whole,)
    place = parameters.covered.index("(request-target)")
    lines[place] = _request_target(facts.method, path)
    return whole, octets_of("\n".join(lines))


def _line(name: str, parameters: _Parameters, facts: RequestFacts) -> str:
    if name == "(request-target)":
        return _request_target(facts.method, facts.target)
    if name in ("(created)", "(expires)"):
        value = parameters.created if name == "(created)" else parameters.expires
        if not value:
            raise BadSignature(detail=f"{name} is covered and not there")
        return f"{name}: {value}"
    if not _NAME.fullmatch(name):
        raise BadSignature("the list of covered headers is malformed", detail=name[:100])
    if name == "host":
        facts.authority()
    return f"{name}: {facts.get(name)}"


def _request_target(method: str, target: str) -> str:
    return f"(request-target): {method.lower()} {target}"
