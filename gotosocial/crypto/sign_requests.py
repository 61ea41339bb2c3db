"""Sign what we send: draft-cavage-http-signatures-12, which all servers read, or RFC 9421.

The digest of a body and the parsed key are made once and used for many hosts; what remains per request is
one text of four lines and the arithmetic of RSA (0.3 ms). The Date is that of the attempt: who sends again,
or follows a redirect, signs again. The label is ``rsa-sha256`` (docs/decisions/0032).
"""

import base64
from datetime import datetime
from urllib.parse import urlsplit

import attrs
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from gotosocial.crypto.digests import BodyDigest
from gotosocial.crypto.http_dates import write_http_date
from gotosocial.crypto.keys import PrivateKey, read_private_key
from gotosocial.crypto.public_keys import Algorithm
from gotosocial.crypto.structured_fields import InnerList, Item, write_inner_list, write_octets
from gotosocial.errors import Invalid

Headers = tuple[tuple[str, str], ...]

_PKCS1 = padding.PKCS1v15()
_SHA256 = hashes.SHA256()
_PORTS = {"https": 443, "http": 80}


@attrs.frozen
class Signer:
    """One of our actors as it signs: the id of its public key, and its private key."""

    key_id: str = attrs.field()
    private: PrivateKey = attrs.field(repr=False, eq=False)

    @key_id.validator
    def _check(self, attribute: object, value: str) -> None:
        if '"' in value or "\\" in value or not _is_line(value):
            raise Invalid("the id of a key is an address")

    @classmethod
    def of(cls, key_id: str, private_pem: str) -> "Signer":
        """Return the signer with a private key of our own database, which is parsed once."""
        return cls(key_id, read_private_key(private_pem))


@attrs.frozen
class Address:
    """Where a request goes, as signatures name it; made by ``address_of``."""

    scheme: str
    host: str
    """With the port, unless it is the scheme's: what the Host header must hold."""
    target: str
    """Path and query."""

    def without_query(self) -> "Address":
        """Return the address as peers see it that leave the query out (row H-03); send to the whole one."""
        return attrs.evolve(self, target=self.target.partition("?")[0])


def address_of(url: str) -> Address:
    """Return the parts of an http(s) address; raise Invalid where it is none, or is not in plain ASCII."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as mistake:
        raise Invalid("not an address", detail=str(mistake)) from mistake
    if parts.scheme not in _PORTS or not host or not _is_line(url) or "@" in parts.netloc:
        raise Invalid("not an address", detail=url[:200])
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _PORTS[parts.scheme]:
        host = f"{host}:{port}"
    query = f"?{parts.query}" if parts.query else ""
    return Address(parts.scheme, host, (parts.path or "/") + query)


def sign_get(signer: Signer, address: Address, *, now: datetime) -> Headers:
    """Return the headers Date and Signature of a GET.

    For peers that leave the query out of what they check, pass ``address.without_query()``.
    """
    date = write_http_date(now)
    text = f"(request-target): get {address.target}\nhost: {address.host}\ndate: {date}"
    return ("Date", date), ("Signature", _cavage(signer, "(request-target) host date", text))


def sign_post(signer: Signer, address: Address, digest: BodyDigest, *, now: datetime) -> Headers:
    """Return the headers Date, Digest and Signature of a POST with the body that the digest was made of."""
    date, of_body = write_http_date(now), digest.digest
    text = f"(request-target): post {address.target}\nhost: {address.host}\ndate: {date}\ndigest: {of_body}"
    signature = _cavage(signer, "(request-target) host date digest", text)
    return ("Date", date), ("Digest", of_body), ("Signature", signature)


def sign_rfc9421(
    signer: Signer, method: str, address: Address, digest: BodyDigest | None, *, now: datetime
) -> Headers:
    """Return the headers Date, Signature-Input, Signature and, with a body, Content-Digest (RFC 9421)."""
    components = {
        "@method": method,
        "@target-uri": f"{address.scheme}://{address.host}{address.target}",
        "@authority": address.host,
    }
    if digest is not None:
        components["content-digest"] = digest.content_digest
    params = write_inner_list(
        InnerList(
            tuple(Item(name) for name in components),
            {"created": int(now.timestamp()), "keyid": signer.key_id, "alg": _algorithm(signer).value},
        )
    )
    lines = [f'"{name}": {value}' for name, value in components.items()]
    text = "\n".join([*lines, f'"@signature-params": {params}'])
    headers = (
        ("Date", write_http_date(now)),
        ("Signature-Input", f"sig1={params}"),
        ("Signature", f"sig1={write_octets(_sign(signer, text))}"),
    )
    return headers if digest is None else (*headers, ("Content-Digest", digest.content_digest))


def _cavage(signer: Signer, covered: str, text: str) -> str:
    signature = base64.b64encode(_sign(signer, text)).decode()
    label = "rsa-sha256" if isinstance(signer.private, rsa.RSAPrivateKey) else "hs2019"
    return f'keyId="{signer.key_id}",algorithm="{label}",headers="{covered}",signature="{signature}"'


def _sign(signer: Signer, text: str) -> bytes:
    private = signer.private
    if isinstance(private, rsa.RSAPrivateKey):
        return private.sign(text.encode("ascii"), _PKCS1, _SHA256)
    return private.sign(text.encode("ascii"))


def _algorithm(signer: Signer) -> Algorithm:
    return Algorithm.RSA_SHA256 if isinstance(signer.private, rsa.RSAPrivateKey) else Algorithm.ED25519


def _is_line(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text
