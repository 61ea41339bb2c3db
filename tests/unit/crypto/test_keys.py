"""Promises of gotosocial/crypto/keys.py."""

import base64

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from gotosocial.crypto import keys
from gotosocial.crypto.public_keys import Algorithm, read_public_key
from gotosocial.errors import Invalid


@pytest.fixture(scope="module")
def pair() -> keys.KeyPair:
    return keys.new_rsa_pair()


def _pem(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def test_an_rsa_pair_signs_and_verifies(pair: keys.KeyPair) -> None:
    private, public = keys.read_private_key(pair.private), read_public_key(pair.public)
    assert isinstance(private, rsa.RSAPrivateKey)
    assert private.key_size == 2048
    signature = private.sign(b"text", padding.PKCS1v15(), hashes.SHA256())
    assert public.fits(signature, b"text", Algorithm.RSA_SHA256)


def test_the_pair_stands_in_the_forms_that_others_expect(pair: keys.KeyPair) -> None:
    assert pair.public.startswith("-----BEGIN PUBLIC KEY-----")
    assert pair.private.startswith("-----BEGIN PRIVATE KEY-----")
    assert keys.public_pem_of(pair.private) == pair.public


def test_a_private_key_never_shows_in_a_log(pair: keys.KeyPair) -> None:
    assert "PRIVATE" not in repr(pair)


def test_a_private_key_is_parsed_once(pair: keys.KeyPair) -> None:
    assert keys.read_private_key(pair.private) is keys.read_private_key(pair.private)


def test_ed25519_keys_are_accepted() -> None:
    secret = _pem(ed25519.Ed25519PrivateKey.generate())
    assert isinstance(keys.read_private_key(secret), ed25519.Ed25519PrivateKey)


@pytest.mark.parametrize("pem", ["", "x", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])
def test_what_is_no_private_key_is_invalid(pem: str) -> None:
    with pytest.raises(Invalid):
        keys.read_private_key(pem)


def test_a_private_key_from_outside_is_checked_wholly(pair: keys.KeyPair) -> None:
    private = keys.read_private_key(pair.private)
    assert isinstance(private, rsa.RSAPrivateKey)
    numbers = private.private_numbers()
    wrong = rsa.RSAPrivateNumbers(
        p=numbers.p,
        q=numbers.q,
        d=numbers.d,
        dmp1=numbers.dmp1,
        dmq1=numbers.dmq1,
        iqmp=numbers.iqmp ^ 2,
        public_numbers=numbers.public_numbers,
    )
    pem = _pem(wrong.private_key(unsafe_skip_rsa_key_validation=True))
    with pytest.raises(Invalid):
        keys.public_pem_of(pem)


def test_a_vapid_pair_is_a_point_and_its_scalar() -> None:
    pair = keys.new_vapid_pair()
    point = base64.urlsafe_b64decode(pair.public + "=")
    assert (len(point), point[0], len(pair.private)) == (65, 4, 43)
    private = keys.read_vapid_private(pair.private)
    assert private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint) == point


@pytest.mark.parametrize("text", ["", "????", "AAAA=A", "_" * 43])
def test_what_is_no_vapid_key_is_invalid(text: str) -> None:
    with pytest.raises(Invalid):
        keys.read_vapid_private(text)


def test_other_kinds_of_private_key_are_invalid() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(Invalid, match="only RSA and Ed25519"):
        keys.read_private_key(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
