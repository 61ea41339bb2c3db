"""TLS towards other servers: one context for all of them, and sessions that are resumed.

A context costs 6 ms and 0.9 MiB, so all destinations share one; only the name that the certificate must hold
differs. It is checked here and not by Twisted, which makes a context for each host and refuses names that
today's IDNA does not know, such as emoji. A resumed session saves half of a handshake. A session is kept only
after the other side has answered over it, so its certificate was checked, and it is used for the same host
and port alone.
"""

from ipaddress import ip_address
from typing import Any

import attrs
from OpenSSL import SSL, crypto
from service_identity.cryptography import verify_certificate_hostname, verify_certificate_ip_address
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.ssl import CertificateOptions, TLSVersion, platformTrust
from twisted.protocols.tls import TLSMemoryBIOFactory, TLSMemoryBIOProtocol
from twisted.python.failure import Failure
from zope.interface import implementer

from gotosocial.errors import Misconfigured
from gotosocial.util.lru import Lru

MAX_SESSIONS = 512


class CertificateRefused(Exception):
    """The certificate is trusted, but it is not for the name that was asked."""


@attrs.frozen
class ClientTls:
    """Wraps connections in TLS and checks who answers."""

    _context: SSL.Context
    _is_checked: bool
    _sessions: Lru[tuple[str, int], SSL.Session] = attrs.field(factory=lambda: Lru(MAX_SESSIONS), init=False)

    def wrap(self, host: str, port: int, lines: Any) -> TLSMemoryBIOFactory:
        """Return the factory for a connection to this host."""
        session = self._sessions.get((host, port))
        creator: Any = _Hello(self._context, host, session, is_checked=self._is_checked)
        return TLSMemoryBIOFactory(creator, True, lines)

    def remember(self, host: str, port: int, connection: SSL.Connection) -> None:
        """Keep the session of a connection over which the host has answered."""
        session = connection.get_session()
        if session is not None:
            self._sessions.put((host, port), session)


@implementer(IOpenSSLClientConnectionCreator)
@attrs.frozen
class _Hello:
    """Begins one connection: whom we ask for, and whom we take for an answer."""

    _context: SSL.Context
    _host: str
    _session: SSL.Session | None
    _is_checked: bool = attrs.field(kw_only=True)

    def clientConnectionForTLS(self, protocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        """Return the TLS side of a new connection (IOpenSSLClientConnectionCreator)."""
        made = SSL.Connection(self._context, None)
        made.set_alpn_protos([b"http/1.1"])
        if not is_address(self._host):
            made.set_tlsext_host_name(self._host.encode("ascii"))
        if self._session is not None:
            made.set_session(self._session)
        if self._is_checked:
            made.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, self._check(protocol))
        return made

    def _check(self, protocol: TLSMemoryBIOProtocol) -> Any:
        def check(
            _: SSL.Connection, certificate: crypto.X509, error: int, depth: int, is_trusted: int
        ) -> bool:
            if depth or not is_trusted:
                return bool(is_trusted)
            try:
                verify_name(certificate, self._host)
            except Exception as reason:
                # Whatever is strange in a certificate, OpenSSL must hear no and not an exception.
                refusal = CertificateRefused(f"{self._host}: {type(reason).__name__}")
                protocol.failVerification(Failure(refusal))
                return False
            return True

        return check


def verify_name(certificate: crypto.X509, host: str) -> None:
    """Raise unless the certificate holds the name or the address (RFC 9525)."""
    verify = verify_certificate_ip_address if is_address(host) else verify_certificate_hostname
    verify(certificate.to_cryptography(), host)


def is_address(host: str) -> bool:
    """Tell whether the host is an address and not a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def client_tls(*, is_checked: bool = True, ca_file: str = "") -> ClientTls:
    """Make the TLS side of the client; ``ca_file`` names certificates to trust beside the platform's."""
    options = CertificateOptions(
        trustRoot=platformTrust() if is_checked else None,
        raiseMinimumTo=TLSVersion.TLSv1_2,
        acceptableProtocols=[b"http/1.1"],
        enableSessionTickets=True,
    )
    context = options.getContext()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except SSL.Error as error:
            raise Misconfigured(f"{ca_file} cannot be read as certificates", detail=str(error)) from error
    return ClientTls(context, is_checked)
