"""Make and read our own key pairs: of actors (RSA-2048) and of web push (P-256, RFC 8292).

Making an RSA pair costs some hundred milliseconds and belongs in a thread. Checking the arithmetic of a
private key costs 40 of them, reading it without that 20 microseconds: ``read_private_key`` trusts the rows
of our own database, ``public_pem_of`` checks what comes from elsewhere. The keys of others are read in
``public_keys.py``.
"""

import base64
from functools import lru_cache

import attrs
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from gotosocial.errors import Invalid

PrivateKey = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

_RSA_BITS = 2048


@attrs.frozen(kw_only=True)
class KeyPair:
    """A pair in text form; the private half never shows in a log."""

    public: str
    private: str = attrs.field(repr=False)


def new_rsa_pair() -> KeyPair:
    """Return a new RSA-2048 pair as PEM: SubjectPublicKeyInfo and PKCS#8."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)
    return KeyPair(
        public=private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        private=private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
    )


def new_vapid_pair() -> KeyPair:
    """Return a new P-256 pair as unpadded base64url: the uncompressed point and the 32-byte scalar."""
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    scalar = private.private_numbers().private_value.to_bytes(32, "big")
    return KeyPair(public=_base64url(point), private=_base64url(scalar))


def read_vapid_private(text: str) -> ec.EllipticCurvePrivateKey:
    """Return the key of a ``new_vapid_pair``; raise Invalid where the text is none."""
    try:
        scalar = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1())
    except ValueError as mistake:
        raise Invalid("not a web push key", detail=str(mistake)) from mistake


@lru_cache(maxsize=512)
def read_private_key(pem: str) -> PrivateKey:
    """Return the key in a PEM text of our own database (PKCS#8 or PKCS#1); raise Invalid where it is none.

    The arithmetic is not checked: a key from outside goes through ``public_pem_of`` before it is kept.
    """
    return _private_key(pem, is_ours=True)


def public_pem_of(private_pem: str) -> str:
    """Return the public half (SubjectPublicKeyInfo PEM) of a private PEM, which is checked wholly (40 ms)."""
    public = _private_key(private_pem, is_ours=False).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _private_key(pem: str, *, is_ours: bool) -> PrivateKey:
    try:
        key = load_pem_private_key(pem.strip().encode(), None, unsafe_skip_rsa_key_validation=is_ours)
    except (ValueError, TypeError, UnsupportedAlgorithm) as mistake:
        raise Invalid("not a private key in PEM form") from mistake
    if not isinstance(key, (rsa.RSAPrivateKey, ed25519.Ed25519PrivateKey)):
        raise Invalid("only RSA and Ed25519 keys are used here")
    return key


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
