"""Promises of gotosocial/crypto/cavage.py, with the examples of the draft's appendix C."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from gotosocial.crypto.digests import BodyDigest
from gotosocial.crypto.http_signatures import read_claims, verify
from gotosocial.crypto.public_keys import Algorithm, PublicKey, read_public_key
from gotosocial.crypto.signed_request import BadSignature, Kind, RequestFacts
from tests.unit.crypto.signed import (
    BODY,
    ED25519,
    ED_PUBLIC,
    HOST,
    KEY_ID,
    NOW,
    P256,
    RSA,
    RSA_PUBLIC,
    public_of,
    received,
)

DATE = "Fri, 02 Jan 2026 03:04:05 GMT"
CREATED = int(NOW.timestamp())
DIGEST = BodyDigest.of(BODY).digest
USUAL = "(request-target) host date digest"

DRAFT_KEY = """-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCFENGw33yGihy92pDjZQhl0C3
6rPJj+CvfSC8+q28hxA161QFNUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6
Z4UMR7EOcpfdUE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJw
oYi+1hqp1fIekaxsyQIDAQAB
-----END PUBLIC KEY-----"""
DRAFT_NOW = datetime(2014, 1, 5, 21, 31, 40, tzinfo=UTC)
DRAFT_HEADERS = {
    "host": "example.com",
    "date": "Sun, 05 Jan 2014 21:31:40 GMT",
    "content-type": "application/json",
    "digest": "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=",
    "content-length": "18",
}
C1 = (
    "SjWJWbWN7i0wzBvtPl8rbASWz5xQW6mcJmn+ibttBqtifLN7Sazz6m79cNfwwb8DMJ5cou1s7uEGKKCs+FLEEaDV5lp7q25WqS+lavg"
    "7T8hc0GppauB6hbgEKTwblDHYGEtbGmtdHgVCk9SuS13F0hZ8FD0k/5OxEPXe5WozsbM="
)
C2 = (
    "qdx+H7PHHDZgy4y/Ahn9Tny9V3GP6YgBPyUXMmoxWtLbHpUnXS2mg2+SbrQDMCJypxBLSPQR2aAjn7ndmw2iicw3HMbe8VfEdKFYRqz"
    "ic+efkb3nndiv/x1xSHDJWeSWkx3ButlYSuBskLu6kd9Fswtemr3lgdDEmn04swr2Os0="
)
C3 = (
    "vSdrb+dS3EceC9bcwHSo4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEKBIvB1q52LaEUHFv120V01IL"
    "+TAD48XaERZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE="
)
C3_COVERED = "(request-target) host date content-type digest content-length"


def _draft(signature: str, covered: str) -> RequestFacts:
    header = f'keyId="Test",algorithm="rsa-sha256",{covered}signature="{signature}"'
    return RequestFacts(
        method="POST",
        target="/foo?param=value&pet=dog",
        headers=DRAFT_HEADERS | {"signature": header},
        body=b'{"hello": "world"}',
        hosts=frozenset({"example.com"}),
    )


def test_the_complete_example_of_the_draft_is_accepted() -> None:
    (claim,) = read_claims(_draft(C3, f'headers="{C3_COVERED}",'), now=DRAFT_NOW)
    verified = verify(claim, read_public_key(DRAFT_KEY))
    assert (verified.key_id, verified.kind) == ("Test", Kind.CAVAGE)
    assert verified.covered == set(C3_COVERED.split())


@pytest.mark.parametrize(
    ("signature", "covered", "lines"),
    [
        (C1, "", 1),
        (C2, 'headers="(request-target) host date",', 3),
    ],
)
def test_the_others_fit_but_cover_too_little(signature: str, covered: str, lines: int) -> None:
    with pytest.raises(BadSignature, match="cover"):
        read_claims(_draft(signature, covered), now=DRAFT_NOW)
    text = ["(request-target): post /foo?param=value&pet=dog", "host: example.com"]
    text.append(f"date: {DRAFT_HEADERS['date']}")
    assert read_public_key(DRAFT_KEY).fits(
        base64.b64decode(signature), "\n".join(text[-lines:]).encode(), Algorithm.RSA_SHA256
    )


def _text(covered: str, values: dict[str, str]) -> bytes:
    return "\n".join(f"{name}: {values[name]}" for name in covered.split()).encode()


def _facts(
    covered: str = USUAL,
    *,
    signature: bytes | None = None,
    params: str = 'algorithm="hs2019"',
    method: str = "POST",
    target: str = "/users/bob/inbox",
    signed_target: str = "",
    headers: dict[str, str] | None = None,
) -> RequestFacts:
    """Return a request signed with RSA and SHA-256 over what is covered, whatever that is worth."""
    given = {"host": HOST, "date": DATE, "digest": DIGEST} | (headers or {})
    values = given | {
        "(request-target)": f"{method.lower()} {signed_target or target}",
        "(created)": str(CREATED),
        "(expires)": str(CREATED + 60),
    }
    if signature is None:
        signature = RSA.sign(_text(covered, values), padding.PKCS1v15(), hashes.SHA256())
    encoded = base64.b64encode(signature).decode()
    given["signature"] = f'keyId="{KEY_ID}",{params},headers="{covered}",signature="{encoded}"'
    return received(given, method=method, target=target, body=BODY if method == "POST" else b"")


def _is_fine(facts: RequestFacts, key: PublicKey = RSA_PUBLIC) -> bool:
    (claim,) = read_claims(facts, now=NOW)
    return verify(claim, key).key_id == KEY_ID


@pytest.mark.parametrize(
    ("covered", "software"),
    [
        ("(request-target) host date digest content-type", "Mastodon"),
        ("(request-target) content-length date digest host", "Akkoma"),
        ("(request-target) date host digest", "Misskey"),
        ("(request-target) content-type date digest host", "Lemmy"),
        ("date host digest (request-target) user-agent accept", "others"),
    ],
)
def test_what_real_servers_cover_is_accepted(covered: str, software: str) -> None:
    headers = {"content-type": "application/activity+json", "content-length": "17"}
    headers |= {"user-agent": software, "accept": "*/*"}
    assert _is_fine(_facts(covered, headers=headers, params='algorithm="rsa-sha256"'))


@pytest.mark.parametrize(
    "covered",
    [
        *("", "date", "(request-target) date digest", "host date digest", "(request-target) host digest"),
        *("(request-target) host date", "(request-target) host date digest date"),
        *("(request-target)  host date digest", "(request-target) host date digest x\u00b7y"),
        *("(request-target) host date digest missing", "(request-target) host date digest (made-up)"),
        *("(request-target) host date digest (created)", "(request-target) host date digest (expires)"),
    ],
)
def test_what_covers_too_little_or_nonsense_is_refused(covered: str) -> None:
    with pytest.raises(BadSignature):
        read_claims(_facts(covered, signature=b"x"), now=NOW)


def test_a_get_needs_no_digest() -> None:
    assert _is_fine(_facts("(request-target) host date", method="GET", headers={"digest": "MD5=x"}))


@pytest.mark.parametrize("label", ['algorithm="hs2019"', 'algorithm="RSA-SHA256"', 'x="y"'])
def test_labels_that_name_the_algorithm_or_leave_it_to_the_key(label: str) -> None:
    assert _is_fine(_facts(params=label))


def test_each_kind_of_key_signs_under_hs2019() -> None:
    text = _text(USUAL, {"(request-target)": "post /users/bob/inbox", "host": HOST, "date": DATE} | _DIGEST)
    made = {
        RSA_PUBLIC: RSA.sign(text, padding.PKCS1v15(), hashes.SHA512()),
        ED_PUBLIC: ED25519.sign(text),
        public_of(P256): P256.sign(text, ec.ECDSA(hashes.SHA256())),
    }
    for key, signature in made.items():
        assert _is_fine(_facts(signature=signature), key)
        with pytest.raises(BadSignature, match="does not fit"):
            _is_fine(_facts(signature=signature, params='algorithm="rsa-sha256"'), key)


_DIGEST = {"digest": DIGEST}


@pytest.mark.parametrize("label", ["hmac-sha256", "rsa-sha1", "made-up", "hs2019 "])
def test_other_labels_are_refused(label: str) -> None:
    with pytest.raises(BadSignature, match="not known"):
        read_claims(_facts(params=f'algorithm="{label}"'), now=NOW)


@pytest.mark.parametrize("signed", ["/users/bob/inbox?page=1", "/users/bob/inbox"])
def test_the_query_may_be_signed_or_left_out(signed: str) -> None:
    assert _is_fine(_facts(target="/users/bob/inbox?page=1", signed_target=signed))


@pytest.mark.parametrize("signed", ["/users/bob/inbox?page=2", "/users/bob/inbox?", "/users/bob"])
def test_another_query_or_path_does_not_fit(signed: str) -> None:
    with pytest.raises(BadSignature, match="does not fit"):
        _is_fine(_facts(target="/users/bob/inbox?page=1", signed_target=signed))


TIMED = "(request-target) host (created) (expires) digest"


@pytest.mark.parametrize("quote", ["", '"'])
def test_created_and_expires_are_covered_in_place_of_the_date(quote: str) -> None:
    params = f"created={quote}{CREATED}{quote},expires={quote}{CREATED + 60}{quote}"
    assert _is_fine(_facts(TIMED, params=params))
    assert _is_fine(_facts(TIMED, params=f'{params},algorithm="hs2019"'))
    with pytest.raises(BadSignature, match="only hs2019"):
        _is_fine(_facts(TIMED, params=f'{params},algorithm="rsa-sha256"'))


@pytest.mark.parametrize(
    "params",
    [
        *(f"created={CREATED - 43_201}", f"created={CREATED + 3601}", "created=x", 'created=""'),
        *(f"created={CREATED},expires={CREATED - 1}", f"expires={CREATED}.5", "created=1.5", "created=-1"),
        *("created=9999999999999", "expires=x", f"created={CREATED},expires=1e9", "created=999999999999"),
    ],
)
def test_times_out_of_range_are_refused(params: str) -> None:
    with pytest.raises(BadSignature):
        _is_fine(_facts(TIMED, signature=b"x", params=params))


@pytest.mark.parametrize("hours", [-1, 0, 12])
def test_dates_within_the_window_are_accepted(hours: int) -> None:
    (claim,) = read_claims(_facts(), now=NOW + timedelta(hours=hours))
    assert verify(claim, RSA_PUBLIC).kind is Kind.CAVAGE


@pytest.mark.parametrize(
    ("ago", "why"), [(timedelta(hours=-1, seconds=-1), "ahead"), (timedelta(hours=12, seconds=1), "old")]
)
def test_dates_out_of_the_window_are_refused(ago: timedelta, why: str) -> None:
    with pytest.raises(BadSignature, match=why):
        read_claims(_facts(), now=NOW + ago)


@pytest.mark.parametrize("date", ["", "yesterday", f"{DATE}, {DATE}", "Fri, 32 Jan 2026 03:04:05 GMT"])
def test_malformed_dates_are_refused_even_where_they_are_not_covered(date: str) -> None:
    for covered in (USUAL, TIMED):
        with pytest.raises(BadSignature):
            read_claims(_facts(covered, headers={"date": date}, params=f"created={CREATED}"), now=NOW)


def test_a_covered_date_must_be_there() -> None:
    facts = received({"digest": DIGEST, "signature": _facts().get("signature")})
    with pytest.raises(BadSignature):
        read_claims(facts, now=NOW)


@pytest.mark.parametrize(
    "header",
    [
        *("", " ", ",", "x", "keyId", 'keyId="x', "keyId=x y", 'keyId="a"keyId="b"', 'keyId="a",keyId="a"'),
        *(f'keyId="{KEY_ID}\\"",signature="AAAA"', ",".join(f'a{n}="b"' for n in range(20))),
        *(
            f'keyId="{KEY_ID}",headers="{USUAL}",signature="A"',
            f'keyId="",headers="{USUAL}",signature="AAAA"',
        ),
        *(f'keyId="é",headers="{USUAL}",signature="AAAA"', f'headers="{USUAL}",signature="AAAA"'),
        *('keyId="' + "x" * 2049 + f'",headers="{USUAL}",signature="AAAA"', "x" * 8193),
        'keyId="x",signature="AAAA",headers="' + " ".join(f"a{n}" for n in range(33)) + f' {USUAL}"',
    ],
)
def test_malformed_headers_are_refused(header: str) -> None:
    with pytest.raises(BadSignature):
        read_claims(received({"date": DATE, "digest": DIGEST, "signature": header}), now=NOW)


def test_spaces_between_parameters_do_not_matter() -> None:
    facts = _facts()
    header = facts.get("signature").replace('",', '" , ').replace('keyId="', 'keyId = "')
    given = {"date": DATE, "digest": DIGEST, "signature": header}
    assert _is_fine(received(given))
