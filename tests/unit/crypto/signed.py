"""What the tests of signatures share: keys that are made once, requests, a moment."""

from collections.abc import Mapping
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gotosocial.crypto.public_keys import PublicKey, read_public_key
from gotosocial.crypto.sign_requests import Signer
from gotosocial.crypto.signed_request import RequestFacts

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ED25519 = ed25519.Ed25519PrivateKey.generate()
P256 = ec.generate_private_key(ec.SECP256R1())

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HOST = "here.example"
KEY_ID = "https://far.example/users/eve#main-key"
SIGNER = Signer(KEY_ID, RSA)
ED_SIGNER = Signer(KEY_ID, ED25519)
BODY = b'{"type":"Create"}'
URL = f"https://{HOST}/users/bob/inbox"

MULTIKEY_ED25519 = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"

_LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def public_of(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> PublicKey:
    """Return the public half as we read it from an actor."""
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return read_public_key(pem.decode())


RSA_PUBLIC = public_of(RSA)
ED_PUBLIC = public_of(ED25519)


def received(
    headers: Mapping[str, str] | tuple[tuple[str, str], ...],
    *,
    method: str = "POST",
    target: str = "/users/bob/inbox",
    body: bytes = BODY,
    host: str = HOST,
) -> RequestFacts:
    """Return a request as it arrives here, with a Host header unless it brings one."""
    given = {name.lower(): value for name, value in dict(headers).items()}
    return RequestFacts(
        method=method, target=target, headers={"host": host} | given, body=body, hosts=frozenset({HOST})
    )


def base58(octets: bytes) -> str:
    """Return octets in base58btc with its multibase letter."""
    number, letters = int.from_bytes(octets, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        letters = _LETTERS[rest] + letters
    return "z" + letters
