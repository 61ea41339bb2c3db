"""Promises of gotosocial/crypto/http_signatures.py: nobody gets a Verified who did not sign just this."""

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gotosocial.crypto.digests import BodyDigest
from gotosocial.crypto.http_signatures import Verified, read_claims, verify
from gotosocial.crypto.public_keys import PublicKey
from gotosocial.crypto.sign_requests import Headers, address_of, sign_get, sign_post, sign_rfc9421
from gotosocial.crypto.signed_request import BadSignature, Claim, Kind, NoSignature, RequestFacts
from gotosocial.errors import Trouble, Unauthorized
from tests.unit.crypto.signed import (
    BODY,
    ED_PUBLIC,
    HOST,
    KEY_ID,
    NOW,
    OTHER_RSA,
    RSA_PUBLIC,
    SIGNER,
    URL,
    public_of,
    received,
)

ADDRESS = address_of(URL + "?a=b")
OF_BODY = BodyDigest.of(BODY)
CAVAGE = dict(sign_post(SIGNER, ADDRESS, OF_BODY, now=NOW))
RFC9421 = dict(sign_rfc9421(SIGNER, "POST", ADDRESS, OF_BODY, now=NOW))


def _facts(headers: dict[str, str], **changes: str | bytes) -> RequestFacts:
    return attrs.evolve(received(headers, target=ADDRESS.target), **changes)


def _claim(headers: dict[str, str], **changes: str | bytes) -> Claim:
    (claim,) = read_claims(_facts(headers, **changes), now=NOW)
    return claim


def _is_verified(headers: dict[str, str], key: PublicKey = RSA_PUBLIC, **changes: str | bytes) -> bool:
    try:
        return verify(_claim(headers, **changes), key).key_id == KEY_ID
    except BadSignature:
        return False


@pytest.mark.parametrize(("headers", "kind"), [(CAVAGE, Kind.CAVAGE), (RFC9421, Kind.RFC9421)])
def test_a_signed_request_is_verified(headers: dict[str, str], kind: Kind) -> None:
    verified = verify(_claim(headers), RSA_PUBLIC)
    assert (verified.key_id, verified.kind) == (KEY_ID, kind)
    assert verified.covered & {"digest", "content-digest"}


@pytest.mark.parametrize("headers", [CAVAGE, RFC9421], ids=["cavage", "rfc9421"])
def test_the_key_of_somebody_else_does_not_fit(headers: dict[str, str]) -> None:
    assert not _is_verified(headers, ED_PUBLIC)
    assert not _is_verified(headers, public_of(OTHER_RSA))


@pytest.mark.parametrize("headers", [CAVAGE, RFC9421], ids=["cavage", "rfc9421"])
def test_another_request_is_not_verified(headers: dict[str, str]) -> None:
    assert _is_verified(headers)
    assert not _is_verified(headers, method="PUT")
    assert not _is_verified(headers, scheme="http") or headers is CAVAGE
    for place in range(len(BODY)):
        assert not _is_verified(headers, body=_flipped(BODY, place))
    for place in range(len(ADDRESS.target)):
        assert not _is_verified(headers, target=_flipped(ADDRESS.target.encode(), place).decode())
    for body in (b"", BODY + b" ", BODY[:-1]):
        assert not _is_verified(headers, body=body)


def _flipped(octets: bytes, place: int) -> bytes:
    return octets[:place] + bytes([octets[place] ^ 1]) + octets[place + 1 :]


@pytest.mark.parametrize("headers", [CAVAGE, RFC9421], ids=["cavage", "rfc9421"])
def test_no_letter_of_a_header_can_be_changed(headers: dict[str, str]) -> None:
    """What still passes says the same: the text that was signed and the signature are what they were."""
    claim = _claim(headers)
    for name, value in headers.items():
        for place in range(len(value)):
            changed = headers | {name: _flipped(value.encode(), place).decode()}
            try:
                other = _claim(changed)
                verify(other, RSA_PUBLIC)
            except BadSignature:
                continue
            assert (other.signature, other.covered) == (claim.signature, claim.covered)
            assert claim.texts[0] in other.texts
            assert name != "Date" or "date" not in claim.covered


@pytest.mark.parametrize("headers", [CAVAGE, RFC9421], ids=["cavage", "rfc9421"])
def test_no_header_can_be_left_out(headers: dict[str, str]) -> None:
    for name in headers:
        left = {other: value for other, value in headers.items() if other != name}
        if headers is RFC9421 and name == "Date":
            continue
        with pytest.raises(Unauthorized):
            verify(_claim(left), RSA_PUBLIC)


@pytest.mark.parametrize("headers", [CAVAGE, RFC9421], ids=["cavage", "rfc9421"])
@pytest.mark.parametrize("name", ["Date", "Digest", "Signature", "Signature-Input", "Content-Digest", "Host"])
def test_no_header_can_stand_twice(headers: dict[str, str], name: str) -> None:
    value = (headers | {"Host": HOST}).get(name)
    if value is None:
        return
    assert not _is_verified(headers | {name: f"{value}, {value}"})


@pytest.mark.parametrize("headers", [CAVAGE, RFC9421], ids=["cavage", "rfc9421"])
def test_a_request_to_another_host_cannot_be_passed_on(headers: dict[str, str]) -> None:
    elsewhere = address_of("https://other.example/users/bob/inbox")
    made = sign_post(SIGNER, elsewhere, OF_BODY, now=NOW)
    if headers is RFC9421:
        made = sign_rfc9421(SIGNER, "POST", elsewhere, OF_BODY, now=NOW)
    facts = received(made, host="other.example")
    with pytest.raises(BadSignature, match="another host"):
        read_claims(facts, now=NOW)
    assert len(read_claims(attrs.evolve(facts, hosts=frozenset({"other.example"})), now=NOW)) == 1


@pytest.mark.parametrize(
    ("host", "scheme", "is_ours"),
    [
        *((HOST, "https", True), (HOST + ":443", "https", True), (HOST.upper(), "https", True)),
        *((HOST + ":80", "http", True), (HOST + ":80", "https", False), (HOST + ":8443", "https", False)),
        *(("", "https", False), ("." + HOST, "https", False), (f"{HOST}, {HOST}", "https", False)),
    ],
)
def test_our_own_host_is_known_in_all_its_forms(host: str, scheme: str, is_ours: bool) -> None:
    facts = attrs.evolve(received({}, host=host), scheme=scheme)
    if is_ours:
        assert facts.authority() == HOST
        return
    with pytest.raises(BadSignature):
        facts.authority()


def test_a_signature_may_stand_in_authorization() -> None:
    signature = CAVAGE["Signature"]
    rest = {name: value for name, value in CAVAGE.items() if name != "Signature"}
    assert _is_verified(rest | {"Authorization": f"Signature {signature}"})
    assert _is_verified(CAVAGE | {"Authorization": f"signature  {signature}"})
    assert _is_verified(CAVAGE | {"Authorization": "Bearer x"})
    with pytest.raises(BadSignature, match="different"):
        _claim(CAVAGE | {"Authorization": 'Signature keyId="x"'})


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Signature"}])
def test_a_request_without_a_signature_is_told_apart(headers: dict[str, str]) -> None:
    with pytest.raises(NoSignature):
        read_claims(_facts(headers), now=NOW)


def test_a_get_is_verified_without_a_digest() -> None:
    headers: Headers = sign_get(SIGNER, ADDRESS, now=NOW)
    facts = received(headers, method="GET", target=ADDRESS.target, body=b"")
    (claim,) = read_claims(facts, now=NOW)
    assert verify(claim, RSA_PUBLIC).covered == {"(request-target)", "host", "date"}


def test_a_value_that_breaks_a_line_is_refused() -> None:
    with pytest.raises(BadSignature):
        _claim(CAVAGE | {"Host": f"{HOST}\ndate: x"})
    with pytest.raises(BadSignature):
        _facts(CAVAGE, target="/\nhost: x")


def test_nobody_else_makes_a_proof() -> None:
    with pytest.raises(TypeError):
        Verified(object(), _claim(CAVAGE))
    with pytest.raises(TypeError):
        attrs.evolve(verify(_claim(CAVAGE), RSA_PUBLIC), key_id="https://other.example/key")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        verify(_claim(CAVAGE), RSA_PUBLIC).key_id = "https://other.example/key"  # type: ignore[misc]  # the promise


NAMES = ("signature", "signature-input", "authorization", "digest", "content-digest", "date", "host")
PIECES = st.sampled_from(
    [
        *(CAVAGE["Signature"], RFC9421["Signature"], RFC9421["Signature-Input"], CAVAGE["Date"], HOST),
        *(CAVAGE["Digest"], RFC9421["Content-Digest"], 'keyId="', "created=", '"', ",", "=", ";", "(", ")"),
        *(":", "sig1", '"@query-param";name="a"', "(request-target)", " ", "\0", "\\", "é", "Signature "),
    ]
)
VALUES = st.one_of(
    st.lists(PIECES, max_size=6).map("".join), st.text(st.characters(max_codepoint=0xFF), max_size=40)
)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(NAMES), VALUES), st.sampled_from(["cavage", "rfc9421", "none"]))
def test_whatever_is_sent_is_refused_in_order(changes: dict[str, str], start: str) -> None:
    begin = {"cavage": CAVAGE, "rfc9421": RFC9421, "none": {}}[start]
    headers = {name.lower(): value for name, value in begin.items()} | changes
    try:
        for claim in read_claims(_facts(headers), now=NOW):
            verify(claim, RSA_PUBLIC)
    except Trouble as trouble:
        assert isinstance(trouble, Unauthorized)  # noqa: PT017  # both outcomes are fine, other errors are not
