"""Promises of gotosocial/crypto/rfc9421.py, with the examples of RFC 9421's appendix B."""

import base64
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from gotosocial.crypto.digests import BodyDigest
from gotosocial.crypto.http_signatures import read_claims, verify
from gotosocial.crypto.public_keys import Algorithm, read_public_key
from gotosocial.crypto.rfc9421 import signature_base
from gotosocial.crypto.sign_requests import address_of, sign_rfc9421
from gotosocial.crypto.signed_request import BadSignature, Claim, Kind, RequestFacts
from gotosocial.crypto.structured_fields import InnerList, read_dictionary, write_octets
from tests.unit.crypto import vectors_rfc9421 as rfc
from tests.unit.crypto.signed import BODY, ED25519, ED_PUBLIC, KEY_ID, NOW, RSA_PUBLIC, SIGNER, URL, received

AT = datetime.fromtimestamp(1618884473, UTC)
HOSTS = frozenset({"example.com", "example.org", "service.internal.example"})
CREATED = int(NOW.timestamp())
WHOLE = '("@method" "@target-uri" "content-digest")'


def _facts(headers: dict[str, str], method: str = "POST", target: str = rfc.TARGET) -> RequestFacts:
    body = rfc.BODY if method == "POST" else b""
    return RequestFacts(method=method, target=target, headers=headers, body=body, hosts=HOSTS)


def _inner(covered: str) -> InnerList:
    member = read_dictionary(f"x={covered}")["x"]
    assert isinstance(member, InnerList)
    return member


@pytest.mark.parametrize("vector", rfc.VECTORS, ids=lambda vector: vector.name)
def test_the_examples_of_the_standard_fit(vector: rfc.Vector) -> None:
    text = signature_base(_inner(vector.covered), _facts(vector.headers))
    assert text == f'{vector.text}"@signature-params": {vector.covered}'
    key, signature = read_public_key(vector.key), base64.b64decode(vector.signature)
    assert any(key.fits(signature, text.encode(), algorithm) for algorithm in Algorithm)


@pytest.mark.parametrize("vector", rfc.VECTORS, ids=lambda vector: vector.name)
def test_the_one_example_that_covers_enough_is_accepted(vector: rfc.Vector) -> None:
    headers = vector.headers | {
        "signature-input": f"sig={vector.covered}",
        "signature": f"sig=:{vector.signature}:",
    }
    if not vector.name.startswith("B.2.3"):
        with pytest.raises(BadSignature):
            read_claims(_facts(headers), now=AT)
        return
    (claim,) = read_claims(_facts(headers), now=AT)
    verified = verify(claim, read_public_key(vector.key))
    assert (verified.kind, verified.key_id) == (Kind.RFC9421, "test-key-rsa-pss")
    with pytest.raises(BadSignature, match="does not match the body"):
        read_claims(_facts(headers | {"content-digest": BodyDigest.of(b"").content_digest}), now=AT)


TRANSFORMED = {
    "signature-input": f"transform={rfc.TRANSFORMED_COVERED}",
    "signature": f"transform=:{rfc.TRANSFORMED_SIGNATURE}:",
    "host": "example.org",
    "accept": "application/json, */*",
}


@pytest.mark.parametrize(
    ("headers", "target"),
    [
        (TRANSFORMED, "/demo?name1=Value1&Name2=value2"),
        (TRANSFORMED | {"accept-language": "en-US,en;q=0.5"}, "/demo?name1=Value1&Name2=value2&param=added"),
        (TRANSFORMED | {"referer": "https://developer.example.org/demo"}, "/demo?name1=Value1&Name2=value2"),
    ],
)
def test_what_proxies_may_change_changes_nothing(headers: dict[str, str], target: str) -> None:
    (claim,) = read_claims(_facts(headers, "GET", target), now=AT)
    assert verify(claim, read_public_key(rfc.ED25519)).key_id == "test-key-ed25519"


@pytest.mark.parametrize(
    ("headers", "method"),
    [
        (TRANSFORMED | {"host": "example.com"}, "GET"),
        (TRANSFORMED | {"accept": "*/*, application/json"}, "GET"),
        (TRANSFORMED | {"accept": "application/json"}, "GET"),
        (TRANSFORMED, "HEAD"),
    ],
)
def test_what_nobody_may_change_does(headers: dict[str, str], method: str) -> None:
    (claim,) = read_claims(_facts(headers, method, "/demo?name1=Value1&Name2=value2"), now=AT)
    with pytest.raises(BadSignature):
        verify(claim, read_public_key(rfc.ED25519))


def _signed(covered: str, params: str, **changes: str) -> RequestFacts:
    """Return a request that Ed25519 signed over what is covered, whatever that is worth."""
    params = params or f";created={CREATED};keyid={KEY_ID!r}".replace("'", '"')
    headers = {"content-digest": BodyDigest.of(BODY).content_digest} | changes
    text = signature_base(_inner(covered + params), received(headers))
    return received(
        headers
        | {
            "signature-input": f"a={covered}{params}",
            "signature": f"a={write_octets(ED25519.sign(text.encode()))}",
        }
    )


def _claim(covered: str, params: str = "", **changes: str) -> Claim:
    (claim,) = read_claims(_signed(covered, params, **changes), now=NOW)
    return claim


@pytest.mark.parametrize(
    "covered",
    [
        WHOLE,
        '("@method" "@authority" "@path" "content-digest")',
        '("@method" "@authority" "@request-target" "content-digest")',
        '("@method" "@scheme" "@authority" "@path" "@query" "host" "content-digest")',
    ],
)
def test_what_covers_enough_is_accepted(covered: str) -> None:
    assert verify(_claim(covered), ED_PUBLIC).key_id == KEY_ID


@pytest.mark.parametrize(
    "covered",
    [
        "()",
        '("@target-uri" "content-digest")',
        '("@method" "content-digest")',
        '("@method" "@path" "content-digest")',
        '("@method" "@authority" "content-digest")',
        '("@method" "@target-uri")',
        '("@method" "@target-uri" "@target-uri" "content-digest")',
    ],
)
def test_what_covers_too_little_is_refused(covered: str) -> None:
    with pytest.raises(BadSignature):
        _claim(covered)


@pytest.mark.parametrize(
    "component",
    [
        *('"content-type";sf', '"content-type";bs', '"content-type";key="a"', '"@method";req', '"x";tr'),
        *('"@status"', '"@made-up"', '"Content-Type"', '"missing"', '"@query-param"', "token", "1"),
        *('"@query-param";name="no"', '"@query-param";name=1', '"@path";name="x"', '"@signature-params"'),
    ],
)
def test_components_that_are_not_understood_are_refused(component: str) -> None:
    headers = {
        "content-digest": BodyDigest.of(BODY).content_digest,
        "signature-input": f'a=("@method" "@target-uri" "content-digest" {component})'
        f';created={CREATED};keyid="{KEY_ID}"',
        "signature": "a=:AAAA:",
    }
    with pytest.raises(BadSignature):
        read_claims(received(headers), now=NOW)


@pytest.mark.parametrize(
    ("query", "value"),
    [("x=a%20b", "a%20b"), ("x=a+b", "a%20b"), ("x=%C3%A9~*", "%C3%A9%7E*"), ("y=1&x=", ""), ("x", "")],
)
def test_parts_of_the_query_are_written_as_the_standard_says(query: str, value: str) -> None:
    facts = _facts(rfc.HEADERS, target=f"/foo?{query}")
    assert signature_base(_inner('("@query-param";name="x")'), facts).startswith(
        f'"@query-param";name="x": {value}\n'
    )


@pytest.mark.parametrize("query", ["x=1&x=2", "y=1", "&".join(["a=1"] * 70) + "&x=1"])
def test_parts_of_the_query_stand_there_once(query: str) -> None:
    with pytest.raises(BadSignature):
        signature_base(_inner('("@query-param";name="x")'), _facts(rfc.HEADERS, target=f"/foo?{query}"))


def _params(**changes: str) -> str:
    params = {"created": str(CREATED), "keyid": f'"{KEY_ID}"'} | changes
    return "".join(f";{name}={value}" for name, value in params.items() if value)


@pytest.mark.parametrize(
    "params",
    [
        *(_params(alg='"ed25519"'), _params(nonce='"x"', tag='"y"'), _params(expires=str(CREATED + 60))),
        *(_params(created=str(CREATED - 43_200)), _params(created=str(CREATED + 3600))),
    ],
)
def test_parameters_of_signatures(params: str) -> None:
    assert verify(_claim(WHOLE, params), ED_PUBLIC).key_id == KEY_ID


@pytest.mark.parametrize(
    "params",
    [
        *(_params(created=str(CREATED - 43_201)), _params(created=str(CREATED + 3601)), _params(created="")),
        *(_params(created='"1"'), _params(created="?1"), _params(created="999999999999999")),
        *(_params(expires=str(CREATED - 1)), _params(expires='"x"'), _params(expires="-999999999999999")),
        *(_params(keyid=""), _params(keyid="token"), _params(keyid="1"), _params(keyid='"a b"')),
        *(_params(alg='"hmac-sha256"'), _params(alg='"rsa-v1_5-sha512"'), _params(alg="ed25519")),
    ],
)
def test_wrong_parameters_of_signatures_are_refused(params: str) -> None:
    with pytest.raises(BadSignature):
        _claim(WHOLE, params)


def test_another_algorithm_than_the_named_one_does_not_fit() -> None:
    with pytest.raises(BadSignature):
        verify(_claim(WHOLE, _params(alg='"rsa-pss-sha512"')), ED_PUBLIC)


def test_a_covered_date_is_time_enough() -> None:
    covered = '("@method" "@target-uri" "date" "content-digest")'
    claim = _claim(covered, f';keyid="{KEY_ID}"', date="Fri, 02 Jan 2026 03:04:05 GMT")
    assert verify(claim, ED_PUBLIC).covered == {"@method", "@target-uri", "date", "content-digest"}


def test_of_several_labels_the_good_ones_count() -> None:
    facts = _signed(WHOLE, "")
    first, octets = facts.get("signature-input"), facts.get("signature")
    both = received(
        {
            "content-digest": facts.get("content-digest"),
            "signature-input": f'b=("@method");created={CREATED};keyid="https://x/y", {first}, c={WHOLE}',
            "signature": f"d=:AAAA:, {octets}, b=:AAAA:",
        }
    )
    (claim,) = read_claims(both, now=NOW)
    assert verify(claim, ED_PUBLIC).key_id == KEY_ID


@pytest.mark.parametrize(
    ("signature_input", "signature"),
    [
        ("", "a=:AAAA:"),
        (f"a={WHOLE}", "b=:AAAA:"),
        (f"a={WHOLE}", "a=AAAA"),
        (f"a={WHOLE}", "a=(:AAAA:)"),
        ("a=1", "a=:AAAA:"),
        (", ".join(f"a{n}={WHOLE}" for n in range(5)), "a0=:AAAA:"),
        (f"a={WHOLE}, a={WHOLE}", "a=:AAAA:"),
        (f"a={WHOLE}", 'keyId="https://x/y",signature="AAAA"'),
    ],
)
def test_malformed_headers_are_refused(signature_input: str, signature: str) -> None:
    headers = {"signature-input": signature_input, "signature": signature}
    with pytest.raises(BadSignature):
        read_claims(received(headers), now=NOW)


def test_the_content_type_stands_once() -> None:
    headers = dict(sign_rfc9421(SIGNER, "POST", address_of(URL), BodyDigest.of(BODY), now=NOW))
    with pytest.raises(BadSignature, match="twice"):
        signature_base(_inner('("content-type")'), received(headers | {"content-type": "a/b, c/d"}))


def test_an_old_date_beside_a_new_signature_is_refused() -> None:
    headers = dict(sign_rfc9421(SIGNER, "POST", address_of(URL), BodyDigest.of(BODY), now=NOW))
    (claim,) = read_claims(received(headers), now=NOW)
    assert verify(claim, RSA_PUBLIC).kind is Kind.RFC9421
    with pytest.raises(BadSignature, match="12 hours"):
        read_claims(received(headers), now=NOW + timedelta(hours=12, seconds=1))


@pytest.mark.parametrize(("fragment", "fits"), [("#main-key", True), ("#other", False)])
def test_who_asks_for_a_key_may_have_signed_its_fragment(fragment: str, *, fits: bool) -> None:
    address = attrs.evolve(address_of("https://here.example/users/bob"), target=f"/users/bob{fragment}")
    headers = dict(sign_rfc9421(SIGNER, "GET", address, None, now=NOW))
    (claim,) = read_claims(received(headers, method="GET", target="/users/bob", body=b""), now=NOW)
    if fits:
        assert verify(claim, RSA_PUBLIC).key_id == KEY_ID
        return
    with pytest.raises(BadSignature):
        verify(claim, RSA_PUBLIC)
