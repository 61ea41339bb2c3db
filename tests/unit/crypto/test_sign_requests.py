"""Promises of gotosocial/crypto/sign_requests.py: what we sign, others can check, us included."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotosocial.crypto.digests import BodyDigest
from gotosocial.crypto.http_signatures import read_claims, verify
from gotosocial.crypto.keys import new_rsa_pair
from gotosocial.crypto.public_keys import PublicKey, read_public_key
from gotosocial.crypto.sign_requests import (
    Headers,
    Signer,
    address_of,
    sign_get,
    sign_post,
    sign_rfc9421,
)
from gotosocial.crypto.signed_request import Kind
from gotosocial.errors import Invalid
from tests.unit.crypto.signed import (
    BODY,
    ED_PUBLIC,
    ED_SIGNER,
    HOST,
    KEY_ID,
    NOW,
    RSA_PUBLIC,
    SIGNER,
    URL,
    received,
)

PEOPLE = [(SIGNER, RSA_PUBLIC), (ED_SIGNER, ED_PUBLIC)]
TARGETS = st.text("abcXYZ0123456789-._~%/=&?+", max_size=40)


def _is_accepted(headers: Headers, key: PublicKey, method: str, target: str, body: bytes) -> bool:
    facts = received(headers, method=method, target=target, body=body)
    (claim,) = read_claims(facts, now=NOW)
    return verify(claim, key).key_id == KEY_ID


@given(TARGETS, st.binary(max_size=200))
def test_what_we_post_is_accepted(rest: str, body: bytes) -> None:
    address = address_of(f"https://{HOST}/{rest}")
    digest = BodyDigest.of(body)
    for signer, key in PEOPLE:
        cavage = sign_post(signer, address, digest, now=NOW)
        assert _is_accepted(cavage, key, "POST", address.target, body)
        newer = sign_rfc9421(signer, "POST", address, digest, now=NOW)
        assert _is_accepted(newer, key, "POST", address.target, body)


@given(TARGETS)
def test_what_we_get_is_accepted(rest: str) -> None:
    address = address_of(f"https://{HOST}/{rest}")
    for signer, key in PEOPLE:
        assert _is_accepted(sign_get(signer, address, now=NOW), key, "GET", address.target, b"")
        newer = sign_rfc9421(signer, "GET", address, None, now=NOW)
        assert _is_accepted(newer, key, "GET", address.target, b"")


def test_a_post_is_written_as_every_server_reads_it() -> None:
    headers = dict(sign_post(SIGNER, address_of(URL), BodyDigest.of(BODY), now=NOW))
    assert headers["Date"] == "Fri, 02 Jan 2026 03:04:05 GMT"
    assert headers["Digest"].startswith("SHA-256=")
    assert headers["Signature"].startswith(
        f'keyId="{KEY_ID}",algorithm="rsa-sha256",headers="(request-target) host date digest",signature="'
    )


def test_a_get_covers_no_digest() -> None:
    headers = dict(sign_get(SIGNER, address_of(URL), now=NOW))
    assert set(headers) == {"Date", "Signature"}
    assert 'headers="(request-target) host date",' in headers["Signature"]


def test_a_key_that_is_no_rsa_key_is_not_called_one() -> None:
    assert 'algorithm="hs2019"' in dict(sign_get(ED_SIGNER, address_of(URL), now=NOW))["Signature"]


def test_rfc_9421_names_key_algorithm_and_time() -> None:
    headers = dict(sign_rfc9421(SIGNER, "POST", address_of(URL), BodyDigest.of(BODY), now=NOW))
    assert headers["Signature-Input"] == (
        'sig1=("@method" "@target-uri" "@authority" "content-digest");'
        f'created={int(NOW.timestamp())};keyid="{KEY_ID}";alg="rsa-v1_5-sha256"'
    )
    assert headers["Content-Digest"].startswith("sha-256=:")


def test_the_query_can_be_left_out_of_what_is_signed() -> None:
    address = address_of(URL + "?page=1")
    headers = sign_get(SIGNER, address.without_query(), now=NOW)
    facts = received(headers, method="GET", target="/users/bob/inbox?page=1", body=b"")
    (claim,) = read_claims(facts, now=NOW)
    assert verify(claim, RSA_PUBLIC).kind is Kind.CAVAGE


def test_a_later_attempt_has_its_own_date() -> None:
    first = dict(sign_get(SIGNER, address_of(URL), now=NOW))
    later = dict(sign_get(SIGNER, address_of(URL), now=NOW + timedelta(seconds=1)))
    assert first["Date"] != later["Date"]
    assert first["Signature"] != later["Signature"]


def test_a_signer_is_made_of_what_the_database_holds() -> None:
    pair = new_rsa_pair()
    signer = Signer.of(KEY_ID, pair.private)
    headers = sign_get(signer, address_of(URL), now=NOW)
    (claim,) = read_claims(received(headers, method="GET", body=b""), now=NOW)
    assert verify(claim, read_public_key(pair.public)).key_id == KEY_ID
    assert "PRIVATE" not in repr(signer)
    assert "RSAPrivateKey" not in repr(signer)


@pytest.mark.parametrize(
    ("url", "host", "target"),
    [
        ("https://Far.Example", "far.example", "/"),
        ("https://far.example:443/a?b=c#d", "far.example", "/a?b=c"),
        ("https://far.example:8443?q", "far.example:8443", "/?q"),
        ("http://far.example:80/%C3%A9?", "far.example", "/%C3%A9"),
        ("http://far.example:443/", "far.example:443", "/"),
        ("https://[2001:DB8::1]:8/x", "[2001:db8::1]:8", "/x"),
    ],
)
def test_an_address_has_the_parts_that_are_signed(url: str, host: str, target: str) -> None:
    address = address_of(url)
    assert (address.host, address.target) == (host, target)


@pytest.mark.parametrize(
    "url",
    [
        *("", "x", "ftp://far.example/", "https://", "https:///x", "https://far.example:x/"),
        *("https://far.example/é", "https://far.example/a b", "https://far.example/\r\nHost: x"),
        *("https://eve@far.example/", "https://[::1/", "https://far.example:99999/"),
    ],
)
def test_what_is_no_address_is_invalid(url: str) -> None:
    with pytest.raises(Invalid):
        address_of(url)


@pytest.mark.parametrize("key_id", ['https://x/"', "https://x/\n", "https://x/é", "a b", "a\\b"])
def test_the_id_of_a_key_cannot_break_out_of_its_quotes(key_id: str) -> None:
    with pytest.raises(Invalid):
        Signer(key_id, SIGNER.private)
