"""Certificates that sign themselves, or that a small authority signs, as PEM files in a folder."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import attrs
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@attrs.frozen
class CertificateFiles:
    """Where a certificate and its private key are."""

    chain: Path
    key: Path


def a_certificate(folder: Path, host: str = "localhost") -> CertificateFiles:
    """Make a certificate of the host that holds for a day."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(private, hashes.SHA256())
    )
    files = CertificateFiles(folder / "chain.pem", folder / "key.pem")
    files.chain.write_bytes(certificate.public_bytes(Encoding.PEM))
    files.key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


@attrs.frozen
class Authority:
    """A certificate authority that lives as long as a test."""

    chain: Path
    _key: ec.EllipticCurvePrivateKey
    _certificate: x509.Certificate

    def issue(self, folder: Path, *hosts: str, days: int = 1) -> CertificateFiles:
        """Sign a certificate for the hosts, names or addresses; negative ``days`` make one that has ended."""
        private = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        ends = now + timedelta(days=days)
        certificate = (
            x509.CertificateBuilder(
                self._certificate.subject, _named(hosts[0]), private.public_key(), x509.random_serial_number()
            )
            .not_valid_before(min(now, ends) - timedelta(hours=1))
            .not_valid_after(ends)
            .add_extension(x509.SubjectAlternativeName([_general(host) for host in hosts]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        return _write(folder, hosts[0].replace(":", "_"), certificate, private)


def an_authority(folder: Path) -> Authority:
    """Make an authority; its ``chain`` is the file that clients have to trust."""
    private = ec.generate_private_key(ec.SECP256R1())
    name, now = _named("an authority for tests"), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=9))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(private, hashes.SHA256())
    )
    return Authority(_write(folder, "authority", certificate, private).chain, private, certificate)


def _named(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _write(
    folder: Path, stem: str, certificate: x509.Certificate, private: ec.EllipticCurvePrivateKey
) -> CertificateFiles:
    files = CertificateFiles(folder / f"{stem}.pem", folder / f"{stem}-key.pem")
    files.chain.write_bytes(certificate.public_bytes(Encoding.PEM))
    files.key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files
