"""Read signatures of RFC 9421, HTTP Message Signatures (row G-100), which Mastodon and Fedify write too.

``Signature-Input`` says under a label what is covered, ``Signature`` holds the octets under the same label.
Parameters of covered components are refused but for the name of a query parameter: nobody here needs
``sf``, ``key``, ``bs``, ``req`` or ``tr``, and what is not understood must not be guessed.
"""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qsl, quote

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
from gotosocial.crypto.structured_fields import (
    Bare,
    InnerList,
    Item,
    read_dictionary,
    write_inner_list,
    write_item,
)
from gotosocial.errors import Malformed

MAX_LABELS = 4

_MAX_QUERY_PARAMETERS = 64
_MAX_COVERED_OF_QUERY = 4
_ALLOWED = (
    *(Algorithm.RSA_SHA256, Algorithm.RSA_PSS_SHA512),
    *(Algorithm.ED25519, Algorithm.P256_SHA256),
)
_KEY_FRAGMENT = "#main-key"
_SINGLE = frozenset({"host", "content-type", "content-length"})


@attrs.frozen(kw_only=True)
class _Labelled:
    inner: InnerList
    signature: bytes

    def text(self, name: str) -> str:
        value = self.inner.params.get(name, "")
        if type(value) is not str:
            raise BadSignature("the parameters of the signature are malformed", detail=name)
        return value

    def number(self, name: str) -> int | None:
        value = self.inner.params.get(name)
        if value is not None and type(value) is not int:
            raise BadSignature("the parameters of the signature are malformed", detail=name)
        return value


def read_claims(signature_input: str, signature: str, facts: RequestFacts, *, now: datetime) -> list[Claim]:
    """Return what the labels claim about the request; raise BadSignature where none can prove anything.

    A label that cannot is left out as long as another one can.
    """
    claims: list[Claim] = []
    troubles: list[BadSignature] = []
    labels, matching = _labels(signature_input, signature), matching_digests(facts)
    for labelled in labels:
        try:
            claims.append(_claim(labelled, facts, matching, now))
        except BadSignature as trouble:
            troubles.append(trouble)
    if not claims:
        raise troubles[0]
    return claims


def signature_base(inner: InnerList, facts: RequestFacts) -> str:
    """Return the text that is signed (RFC 9421, section 2.5); raise BadSignature where it cannot be made."""
    lines = [f"{write_item(item)}: {_value(item, facts)}" for item in inner.items]
    return "\n".join([*lines, f'"@signature-params": {write_inner_list(inner)}'])


def _labels(signature_input: str, signature: str) -> list[_Labelled]:
    try:
        inputs, octets = read_dictionary(signature_input), read_dictionary(signature)
    except Malformed as mistake:
        raise BadSignature("the signature headers are malformed", detail=mistake.detail) from mistake
    if not 0 < len(inputs) <= MAX_LABELS:
        raise BadSignature(f"a request has 1 to {MAX_LABELS} signatures")
    found = []
    for label, inner in inputs.items():
        member = octets.get(label)
        if isinstance(member, Item) and isinstance(member.value, bytes) and isinstance(inner, InnerList):
            found.append(_Labelled(inner=inner, signature=member.value))
    if not found:
        raise BadSignature("no signature stands under the label of its input")
    return found


def _claim(labelled: _Labelled, facts: RequestFacts, matching: frozenset[str], now: datetime) -> Claim:
    covered = frozenset(_name(item) for item in labelled.inner.items)
    _check_coverage(labelled.inner, covered)
    _check_times(labelled, covered, facts, now)
    check_bound(facts, covered, matching)
    return Claim(
        kind=Kind.RFC9421,
        key_id=check_key_id(labelled.text("keyid")),
        signature=labelled.signature,
        algorithms=_algorithms(labelled.text("alg")),
        texts=_texts(labelled.inner, facts),
        covered=covered,
    )


def _texts(inner: InnerList, facts: RequestFacts) -> tuple[bytes, ...]:
    """Return what may have been signed. Fedify, asking for a key, signs its address with the fragment."""
    lines = signature_base(inner, facts).split("\n")
    whole = octets_of("\n".join(lines))
    target = f'"@target-uri": {_target_uri(facts)}'
    if facts.has_body or target not in lines:
        return (whole,)
    lines[lines.index(target)] = target + _KEY_FRAGMENT
    return whole, octets_of("\n".join(lines))


def _algorithms(name: str) -> tuple[Algorithm, ...]:
    if not name:
        return _ALLOWED
    chosen = tuple(algorithm for algorithm in _ALLOWED if algorithm == name.lower())
    if not chosen:
        raise BadSignature("the algorithm of the signature is not known", detail=name[:100])
    return chosen


def _check_coverage(inner: InnerList, covered: frozenset[str]) -> None:
    if len({write_item(item) for item in inner.items}) != len(inner.items):
        raise BadSignature("a component is covered twice")
    if sum(item.value == "@query-param" for item in inner.items) > _MAX_COVERED_OF_QUERY:
        raise BadSignature("too many parts of the query are covered")
    has_target = "@target-uri" in covered or (
        "@authority" in covered and ("@path" in covered or "@request-target" in covered)
    )
    if "@method" not in covered or not has_target:
        raise BadSignature("the signature must cover @method and @target-uri, or @authority with @path")


def _check_times(labelled: _Labelled, covered: frozenset[str], facts: RequestFacts, now: datetime) -> None:
    has_date = check_date(facts, now)
    created, expires = labelled.number("created"), labelled.number("expires")
    if created is not None:
        check_created(created, now)
    elif not (has_date and "date" in covered):
        raise BadSignature("the signature has no time of making")
    if expires is not None:
        check_expires(expires, now)


def _name(item: Item) -> str:
    name = item.value
    if type(name) is not str:
        raise BadSignature("a covered component is malformed")
    allowed = {"name"} if name == "@query-param" else set()
    if set(item.params) != allowed:
        raise BadSignature("a covered component has parameters that are not used here", detail=name[:100])
    return name


def _value(item: Item, facts: RequestFacts) -> str:
    name = _name(item)
    if name == "@query-param":
        return _query_parameter(item.params["name"], facts)
    if name.startswith("@"):
        derive = _DERIVED.get(name)
        if derive is None:
            raise BadSignature("a covered component is not known", detail=name[:100])
        return derive(facts)
    return _header(name, facts)


def _header(name: str, facts: RequestFacts) -> str:
    if name != name.lower():
        raise BadSignature("a covered component is malformed", detail=name[:100])
    if name == "host":
        facts.authority()
    value = facts.get(name)
    if name in _SINGLE and "," in value:
        raise BadSignature("a header that stands once is there twice", detail=name)
    return value


def _target_uri(facts: RequestFacts) -> str:
    return f"{facts.scheme}://{facts.authority()}{facts.target}"


def _path(facts: RequestFacts) -> str:
    return facts.target.partition("?")[0] or "/"


def _query(facts: RequestFacts) -> str:
    return "?" + facts.target.partition("?")[2]


def _query_parameter(wanted: Bare, facts: RequestFacts) -> str:
    try:
        pairs = parse_qsl(
            facts.target.partition("?")[2],
            keep_blank_values=True,
            max_num_fields=_MAX_QUERY_PARAMETERS,
        )
    except ValueError as mistake:
        raise BadSignature("the query has too many parts") from mistake
    values = [value for name, value in pairs if _encoded(name) == wanted]
    if len(values) != 1:
        raise BadSignature("a covered part of the query does not stand there once")
    return _encoded(values[0])


def _encoded(text: str) -> str:
    return quote(text, safe="*", errors="surrogatepass").replace("~", "%7E")


_DERIVED: dict[str, Callable[[RequestFacts], str]] = {
    "@method": lambda facts: facts.method,
    "@target-uri": _target_uri,
    "@authority": RequestFacts.authority,
    "@scheme": lambda facts: facts.scheme,
    "@request-target": lambda facts: facts.target,
    "@path": _path,
    "@query": _query,
}
