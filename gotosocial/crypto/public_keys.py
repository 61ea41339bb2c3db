"""Read the public keys of others, and tell whether a signature fits one of them.

Keys come as PEM in ``publicKeyPem`` (SubjectPublicKeyInfo, or PKCS#1 as some servers write it), or as a
``publicKeyMultibase`` (Multikey, FEP-521a). RSA, Ed25519 and P-256 are read. Sizes are bounded, since
checking with a huge key costs the checker time.
"""

from enum import StrEnum
from functools import lru_cache

import attrs
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_public_key,
)

from gotosocial.errors import Invalid

_Key = rsa.RSAPublicKey | ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey

_RSA_BITS_READ = range(1024, 8193)
_EXPONENT_BITS = 33
_MAX_PEM_LETTERS = 16_384
_MAX_MULTIBASE_LETTERS = 2048

_BASE58 = {letter: value for value, letter in enumerate(
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
)}  # fmt: skip
_ED25519_CODE = b"\xed\x01"
_RSA_CODE = b"\x85\x24"
_P256_CODE = b"\x80\x24"

_PKCS1 = padding.PKCS1v15()
_PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA512()), salt_length=64)
_SHA256 = hashes.SHA256()
_SHA512 = hashes.SHA512()
_ECDSA = ec.ECDSA(_SHA256)


class Algorithm(StrEnum):
    """A way to sign, by the name that RFC 9421 gives it (``rsa-v1_5-sha512`` has none there)."""

    RSA_SHA256 = "rsa-v1_5-sha256"
    RSA_SHA512 = "rsa-v1_5-sha512"
    RSA_PSS_SHA512 = "rsa-pss-sha512"
    ED25519 = "ed25519"
    P256_SHA256 = "ecdsa-p256-sha256"


@attrs.frozen
class PublicKey:
    """Somebody's public key; ``pem`` is its one SubjectPublicKeyInfo form, for comparing and keeping."""

    pem: str
    _key: _Key = attrs.field(repr=False, eq=False)

    def fits(self, signature: bytes, text: bytes, algorithm: Algorithm) -> bool:
        """Tell whether the signature over the text was made with this key's private half.

        An algorithm that belongs to another kind of key fits nothing.
        """
        try:
            return self._check(signature, text, algorithm)
        except InvalidSignature:
            return False

    def _check(self, signature: bytes, text: bytes, algorithm: Algorithm) -> bool:
        key = self._key
        if isinstance(key, rsa.RSAPublicKey):
            return _check_rsa(key, signature, text, algorithm)
        if isinstance(key, ed25519.Ed25519PublicKey):
            if algorithm is not Algorithm.ED25519:
                return False
            key.verify(signature, text)
            return True
        if algorithm is not Algorithm.P256_SHA256:
            return False
        key.verify(_der_of_pair(signature), text, _ECDSA)
        return True


@lru_cache(maxsize=2048)
def read_public_key(pem: str) -> PublicKey:
    """Return the key in a PEM text; raise Invalid where it is none, or of an unusable kind or size."""
    if len(pem) > _MAX_PEM_LETTERS:
        raise Invalid("the public key is too long")
    try:
        key = load_pem_public_key(pem.strip().encode())
    except (ValueError, UnsupportedAlgorithm) as mistake:
        raise Invalid("not a public key in PEM form", detail=str(mistake)) from mistake
    return _usable(key)


def read_der_key(der: bytes) -> PublicKey:
    """Return a key in DER form, as imported databases hold it; raise Invalid as ``read_public_key`` does."""
    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm) as mistake:
        raise Invalid("not a public key in DER form", detail=str(mistake)) from mistake
    return _usable(key)


def read_multikey(multibase: str) -> PublicKey:
    """Return the key in a ``publicKeyMultibase`` (base58btc: Ed25519, RSA or P-256); raise Invalid."""
    raw = _read_base58(multibase)
    code, octets = raw[:2], raw[2:]
    if code == _RSA_CODE:
        return read_der_key(octets)
    try:
        if code == _ED25519_CODE:
            return _usable(ed25519.Ed25519PublicKey.from_public_bytes(octets))
        if code == _P256_CODE:
            return _usable(ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), octets))
    except (ValueError, UnsupportedAlgorithm) as mistake:
        raise Invalid("not a Multikey", detail=str(mistake)) from mistake
    raise Invalid("a Multikey of this kind is not used here", detail=code.hex())


def _check_rsa(key: rsa.RSAPublicKey, signature: bytes, text: bytes, algorithm: Algorithm) -> bool:
    if algorithm is Algorithm.RSA_SHA256:
        key.verify(signature, text, _PKCS1, _SHA256)
    elif algorithm is Algorithm.RSA_SHA512:
        key.verify(signature, text, _PKCS1, _SHA512)
    elif algorithm is Algorithm.RSA_PSS_SHA512:
        if key.key_size < 8 * (64 + 64 + 2):
            return False
        key.verify(signature, text, _PSS, _SHA512)
    else:
        return False
    return True


def _der_of_pair(signature: bytes) -> bytes:
    # RFC 9421, section 3.3.4: two numbers of 32 octets; draft-cavage leaves the form open, and signs in DER.
    if len(signature) != 64:
        return signature
    return encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))


def _usable(key: object) -> PublicKey:
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size not in _RSA_BITS_READ:
            raise Invalid(f"an RSA key of {key.key_size} bits is not accepted")
        if key.public_numbers().e.bit_length() > _EXPONENT_BITS:
            raise Invalid("the exponent of the RSA key is too large")
    elif isinstance(key, ec.EllipticCurvePublicKey):
        if not isinstance(key.curve, ec.SECP256R1):
            raise Invalid("of elliptic curves only P-256 and Ed25519 are used here")
    elif not isinstance(key, ed25519.Ed25519PublicKey):
        raise Invalid("only RSA, Ed25519 and P-256 keys are used here")
    return PublicKey(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(), key)


def _read_base58(multibase: str) -> bytes:
    if not multibase.startswith("z") or len(multibase) > _MAX_MULTIBASE_LETTERS:
        raise Invalid("a Multikey is written in base58btc")
    number = 0
    for letter in multibase[1:]:
        if letter not in _BASE58:
            raise Invalid("a Multikey is written in base58btc")
        number = number * 58 + _BASE58[letter]
    # The codes of keys begin with no zero octet, so leading ones need not be counted.
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
