"""TLS without a reverse proxy: certificates from Let's Encrypt, or from files."""

import attrs

from gotosocial.config.kinds import Flag, Text, Whole
from gotosocial.config.options import option


@attrs.frozen(kw_only=True)
class LetsEncrypt:
    """Certificates that the server gets for itself by ACME."""

    enabled: bool = option("letsencrypt-enabled", Flag(), False, "Get certificates from Let's Encrypt.")
    port: int = option(
        "letsencrypt-port", Whole(least=0, most=65535), 80, "Port on which its challenges are answered."
    )
    cert_dir: str = option(
        "letsencrypt-cert-dir",
        Text(),
        "storage/certs",
        "Folder in which the certificates are kept.",
        example="/gotosocial/storage/certs",
    )
    email_address: str = option(
        "letsencrypt-email-address",
        Text(),
        "",
        "Address to which warnings about certificates are sent.",
        example="admin@example.org",
    )


@attrs.frozen(kw_only=True)
class Tls:
    """A certificate of one's own."""

    certificate_chain: str = option(
        "tls-certificate-chain",
        Text(),
        "",
        "PEM file with the certificate and those between it and the authority; needs tls-certificate-key.",
        example="/gotosocial/certs/chain.pem",
    )
    certificate_key: str = option(
        "tls-certificate-key",
        Text(),
        "",
        "PEM file with its private key.",
        example="/gotosocial/certs/key.pem",
    )
