"""Promises of gotosocial/crypto/public_keys.py."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from gotosocial.crypto.public_keys import Algorithm, read_der_key, read_multikey, read_public_key
from gotosocial.errors import Invalid
from tests.unit.crypto.signed import ED25519, MULTIKEY_ED25519, P256, RSA, base58

TEXT = b"what is signed"


def _pem(key: PublicKeyTypes, form: PublicFormat = PublicFormat.SubjectPublicKeyInfo) -> str:
    return key.public_bytes(Encoding.PEM, form).decode()


def _signature(algorithm: Algorithm) -> bytes:
    match algorithm:
        case Algorithm.RSA_SHA256:
            return RSA.sign(TEXT, padding.PKCS1v15(), hashes.SHA256())
        case Algorithm.RSA_SHA512:
            return RSA.sign(TEXT, padding.PKCS1v15(), hashes.SHA512())
        case Algorithm.RSA_PSS_SHA512:
            return RSA.sign(TEXT, padding.PSS(padding.MGF1(hashes.SHA512()), 64), hashes.SHA512())
        case Algorithm.ED25519:
            return ED25519.sign(TEXT)
        case Algorithm.P256_SHA256:
            return P256.sign(TEXT, ec.ECDSA(hashes.SHA256()))


KEYS = {
    Algorithm.RSA_SHA256: RSA,
    Algorithm.RSA_SHA512: RSA,
    Algorithm.RSA_PSS_SHA512: RSA,
    Algorithm.ED25519: ED25519,
    Algorithm.P256_SHA256: P256,
}


@pytest.mark.parametrize("algorithm", Algorithm)
@pytest.mark.parametrize("asked", Algorithm)
def test_a_signature_fits_its_own_algorithm_alone(algorithm: Algorithm, asked: Algorithm) -> None:
    key = read_public_key(_pem(KEYS[algorithm].public_key()))
    signature = _signature(algorithm)
    assert key.fits(signature, TEXT, asked) is (asked is algorithm)
    assert not key.fits(signature, TEXT + b".", asked)
    assert not key.fits(signature[:-1], TEXT, asked)
    assert not key.fits(b"", TEXT, asked)


@given(signature=st.binary(max_size=80))
def test_any_octets_at_all_fit_no_key(signature: bytes) -> None:
    for key in (RSA, ED25519, P256):
        public = read_public_key(_pem(key.public_key()))
        assert not any(public.fits(signature, TEXT, algorithm) for algorithm in Algorithm)


def test_a_small_key_takes_no_pss_signature() -> None:
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    assert not read_public_key(_pem(small.public_key())).fits(b"x" * 128, TEXT, Algorithm.RSA_PSS_SHA512)


def test_a_key_is_parsed_once_and_equal_in_all_its_forms() -> None:
    public = RSA.public_key()
    key = read_public_key(_pem(public))
    assert read_public_key(_pem(public)) is key
    assert read_public_key("\n" + _pem(public, PublicFormat.PKCS1)) == key
    assert read_der_key(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)) == key
    assert read_der_key(public.public_bytes(Encoding.DER, PublicFormat.PKCS1)) == key
    assert key.pem == _pem(public)


def test_multikeys_are_read() -> None:
    rsa_octets = RSA.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    point = P256.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    ed_octets = ED25519.public_key().public_bytes_raw()
    assert read_multikey(base58(b"\x85\x24" + rsa_octets)).pem == _pem(RSA.public_key())
    assert read_multikey(base58(b"\x80\x24" + point)).pem == _pem(P256.public_key())
    assert read_multikey(base58(b"\xed\x01" + ed_octets)).pem == _pem(ED25519.public_key())


def test_the_example_of_fep_521a_is_read() -> None:
    assert read_multikey(MULTIKEY_ED25519).pem.startswith("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA")


@pytest.mark.parametrize(
    "multibase",
    [
        *("", "z", "z0", "u" + MULTIKEY_ED25519[1:], MULTIKEY_ED25519 + "1", MULTIKEY_ED25519[:-1]),
        *(base58(b"\xed\x01" + b"x" * 31), base58(b"\x80\x24" + b"\x05" * 33), base58(b"\x85\x24junk")),
        *(base58(b"\xe7\x01" + b"x" * 33), "z" + "z" * 100_000),
    ],
)
def test_what_is_no_multikey_is_invalid(multibase: str) -> None:
    with pytest.raises(Invalid):
        read_multikey(multibase)


@given(st.text(max_size=60))
def test_any_text_at_all_is_no_key(text: str) -> None:
    for read in (read_public_key, read_multikey):
        with pytest.raises(Invalid):
            read(text)


@pytest.mark.parametrize(
    "pem", ["", "x", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "é" * 20_000, "\ud800"]
)
def test_what_is_no_public_key_is_invalid(pem: str) -> None:
    with pytest.raises(Invalid):
        read_public_key(pem)


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP384R1()).public_key(),
        dsa.generate_private_key(1024).public_key(),
        rsa.RSAPublicNumbers(65537, (1 << 16_383) + 1).public_key(),
        rsa.RSAPublicNumbers((1 << 1000) + 1, RSA.public_key().public_numbers().n).public_key(),
    ],
    ids=["another curve", "DSA", "too many bits", "a huge exponent"],
)
def test_other_kinds_and_sizes_of_key_are_invalid(key: PublicKeyTypes) -> None:
    with pytest.raises(Invalid):
        read_public_key(_pem(key))


def test_the_key_itself_does_not_show_in_a_log() -> None:
    assert "object at" not in repr(read_public_key(_pem(ed25519.Ed25519PrivateKey.generate().public_key())))
