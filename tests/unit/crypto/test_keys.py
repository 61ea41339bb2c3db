"""Promises of gotosocial/crypto/keys.py."""

import base64

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from gotosocial.crypto import keys
from gotosocial.errors import Invalid


@pytest.fixture(scope="module")
def pair() -> keys.KeyPair:
    return keys.new_rsa_pair()


def test_an_rsa_pair_signs_and_verifies(pair: keys.KeyPair) -> None:
    private, public = keys.read_private_key(pair.private), keys.read_public_key(pair.public)
    assert isinstance(private, rsa.RSAPrivateKey)
    assert isinstance(public, rsa.RSAPublicKey)
    assert public.key_size == 2048
    signature = private.sign(b"text", padding.PKCS1v15(), hashes.SHA256())
    public.verify(signature, b"text", padding.PKCS1v15(), hashes.SHA256())


def test_the_pair_stands_in_the_forms_that_others_expect(pair: keys.KeyPair) -> None:
    assert pair.public.startswith("-----BEGIN PUBLIC KEY-----")
    assert pair.private.startswith("-----BEGIN PRIVATE KEY-----")
    assert keys.public_pem_of(pair.private) == pair.public


def test_a_private_key_never_shows_in_a_log(pair: keys.KeyPair) -> None:
    assert "PRIVATE" not in repr(pair)


def test_a_key_is_parsed_once(pair: keys.KeyPair) -> None:
    assert keys.read_private_key(pair.private) is keys.read_private_key(pair.private)
    assert keys.read_public_key(pair.public) is keys.read_public_key(pair.public)


def test_pkcs1_public_keys_are_read_too(pair: keys.KeyPair) -> None:
    key = keys.read_public_key(pair.public)
    pem = key.public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode()
    assert keys.read_public_key(pem) == key


def test_der_keys_of_imported_databases_become_pem(pair: keys.KeyPair) -> None:
    key = keys.read_public_key(pair.public)
    assert keys.pem_of_der(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)) == pair.public


def test_ed25519_keys_are_accepted() -> None:
    private = ed25519.Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    assert isinstance(keys.read_public_key(public), ed25519.Ed25519PublicKey)
    assert isinstance(keys.read_private_key(secret), ed25519.Ed25519PrivateKey)


def _elliptic_pem() -> str:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize(
    "pem", ["", "x", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "é" * 20_000]
)
def test_what_is_no_public_key_is_invalid(pem: str) -> None:
    with pytest.raises(Invalid):
        keys.read_public_key(pem)


def test_other_kinds_of_key_and_sizes_are_invalid() -> None:
    with pytest.raises(Invalid, match="only RSA and Ed25519"):
        keys.read_public_key(_elliptic_pem())
    huge = rsa.RSAPublicNumbers(65537, (1 << 16_383) + 1).public_key()
    with pytest.raises(Invalid, match="bits"):
        keys.read_public_key(huge.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


@pytest.mark.parametrize("pem", ["", "x", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])
def test_what_is_no_private_key_is_invalid(pem: str) -> None:
    with pytest.raises(Invalid):
        keys.read_private_key(pem)


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
