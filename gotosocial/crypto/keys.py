"""Make and read the key pairs of actors (RSA-2048) and of web push (P-256, RFC 8292).

Reading a private key costs some 40 milliseconds because it is checked, so parsed keys are remembered;
making an RSA pair costs hundreds of them and belongs in a thread.
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
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from gotosocial.errors import Invalid

PublicKey = rsa.RSAPublicKey | ed25519.Ed25519PublicKey
PrivateKey = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

_RSA_BITS = 2048
_RSA_BITS_READ = range(1024, 8193)
_MAX_PEM_LETTERS = 16_384


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


@lru_cache(maxsize=2048)
def read_public_key(pem: str) -> PublicKey:
    """Return the key in a PEM text (SPKI, or PKCS#1 as some servers send); raise Invalid where it is none."""
    if len(pem) > _MAX_PEM_LETTERS:
        raise Invalid("the public key is too long")
    try:
        key = load_pem_public_key(pem.strip().encode())
    except (ValueError, UnsupportedAlgorithm) as mistake:
        raise Invalid("not a public key in PEM form", detail=str(mistake)) from mistake
    return _usable(key)


@lru_cache(maxsize=512)
def read_private_key(pem: str) -> PrivateKey:
    """Return the key in a PEM text (PKCS#8 or PKCS#1); raise Invalid where it is none."""
    try:
        key = load_pem_private_key(pem.strip().encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as mistake:
        raise Invalid("not a private key in PEM form") from mistake
    if not isinstance(key, (rsa.RSAPrivateKey, ed25519.Ed25519PrivateKey)):
        raise Invalid("only RSA and Ed25519 keys are used here")
    return key


def public_pem_of(private_pem: str) -> str:
    """Return the public half (SubjectPublicKeyInfo PEM) that belongs to a private PEM."""
    public = read_private_key(private_pem).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def pem_of_der(der: bytes) -> str:
    """Return a DER public key, as imported databases hold it, as SubjectPublicKeyInfo PEM."""
    try:
        key = _usable(load_der_public_key(der))
    except (ValueError, UnsupportedAlgorithm) as mistake:
        raise Invalid("not a public key in DER form", detail=str(mistake)) from mistake
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _usable(key: object) -> PublicKey:
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size not in _RSA_BITS_READ:
            raise Invalid(f"an RSA key of {key.key_size} bits is not accepted")
        return key
    if isinstance(key, ed25519.Ed25519PublicKey):
        return key
    raise Invalid("only RSA and Ed25519 keys are used here")


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
