"""Promises of gotosocial/crypto/digests.py."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotosocial.crypto.digests import BodyDigest, check_bound, matching_digests
from gotosocial.crypto.signed_request import BadSignature
from tests.unit.crypto.signed import BODY, received

SHA256 = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
SHA512 = base64.b64encode(hashlib.sha512(BODY).digest()).decode()
WRONG = base64.b64encode(hashlib.sha256(b"").digest()).decode()


def test_the_digests_of_the_standards() -> None:
    digest = BodyDigest.of(b'{"hello": "world"}')
    assert digest.digest == "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="
    assert digest.content_digest == "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"


@given(st.binary(max_size=100))
def test_what_we_write_matches(body: bytes) -> None:
    digest = BodyDigest.of(body)
    headers = {"digest": digest.digest, "content-digest": digest.content_digest}
    assert matching_digests(received(headers, body=body)) == {"digest", "content-digest"}
    with pytest.raises(BadSignature):
        matching_digests(received(headers, body=body + b"x"))


@pytest.mark.parametrize(
    "value",
    [
        *(f"SHA-256={SHA256}", f"sha-256={SHA256}", f"SHA-512={SHA512}", f"MD5=x,SHA-256={SHA256}"),
        *(f"SHA-256={SHA256} , SHA-512={SHA512}", f"unixsum=1,unixcksum=2,sha-512={SHA512}"),
    ],
)
def test_known_digests_bind(value: str) -> None:
    assert matching_digests(received({"digest": value})) == {"digest"}


@pytest.mark.parametrize("value", ["MD5=abc", "SHA=x", "sha-384=abc"])
def test_unknown_digests_bind_nothing(value: str) -> None:
    assert matching_digests(received({"digest": value})) == set()


@pytest.mark.parametrize(
    "value",
    [
        *("", "SHA-256", "SHA-256=", "=x", "SHA-256=%", f"SHA-256={SHA256[:-1]}", f"SHA-256={SHA256}x"),
        *(f"SHA-256={WRONG}", f"SHA-256={SHA512}", f"SHA-256={SHA256},SHA-512={SHA256}", ","),
        *(f"SHA-256={SHA256},SHA-256={SHA256}", f"SHA-256={WRONG},SHA-256={SHA256}", "a=b," * 9, "a=" * 999),
        *(f"SHA-256=:{SHA256}:", f"SHA-256={SHA256},", f"SHA-256={SHA256};x=y", "SHA-256=é"),
    ],
)
def test_wrong_and_malformed_digests_are_refused(value: str) -> None:
    with pytest.raises(BadSignature):
        matching_digests(received({"digest": value}))


@pytest.mark.parametrize("value", [f"sha-256=:{SHA256}:", f"sha-512=:{SHA512}:, md5=:AAAA:"])
def test_known_content_digests_bind(value: str) -> None:
    assert matching_digests(received({"content-digest": value})) == {"content-digest"}


@pytest.mark.parametrize(
    "value",
    [
        *(f"sha-256={SHA256}", f"SHA-256=:{SHA256}:", f"sha-256=:{WRONG}:", f"sha-256=:{SHA256}", "sha-256"),
        *(f"sha-256=:{SHA256}:, sha-256=:{SHA256}:", f"sha-256=(:{SHA256}:)", "sha-256=1", "sha-256=::"),
        *("a=::, " * 200, f"sha-256=:{SHA256}:, sha-512=:{SHA256}:"),
    ],
)
def test_wrong_and_malformed_content_digests_are_refused(value: str) -> None:
    with pytest.raises(BadSignature):
        matching_digests(received({"content-digest": value}))


def test_a_digest_that_is_not_covered_must_match_too() -> None:
    with pytest.raises(BadSignature):
        matching_digests(received({"digest": f"SHA-256={SHA256}", "content-digest": f"sha-256=:{WRONG}:"}))


def test_a_body_is_bound_by_a_covered_digest_that_is_known() -> None:
    facts = received({"digest": "MD5=x", "content-digest": f"sha-256=:{SHA256}:"})
    matching = matching_digests(facts)
    check_bound(facts, {"content-digest"}, matching)
    for covered in ({"digest"}, {"host", "date"}, set[str]()):
        with pytest.raises(BadSignature, match="covers no digest"):
            check_bound(facts, covered, matching)


@pytest.mark.parametrize(
    ("method", "body"), [("POST", b""), ("DELETE", b""), ("GET", b"x"), ("PUT", b"x"), ("get", b"")]
)
def test_whatever_may_change_something_needs_a_digest(method: str, body: bytes) -> None:
    with pytest.raises(BadSignature):
        check_bound(received({}, method=method, body=body), set(), set())


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_question_needs_none(method: str) -> None:
    check_bound(received({}, method=method, body=b""), set(), set())
