"""TLS towards other servers: one context for all of them, and sessions that are resumed.

A context costs 6 ms and 0.9 MiB, so all destinations share one; only the name that the certificate must hold
differs. A resumed session saves half of a handshake. A session is kept only after the other side has answered
over it, so its certificate was checked, and it is used for the same host and port alone.
"""

from typing import Any

import attrs
from OpenSSL import SSL
from twisted.internet._sslverify import ClientTLSOptions
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.ssl import CertificateOptions, TLSVersion, platformTrust
from twisted.protocols.tls import TLSMemoryBIOFactory, TLSMemoryBIOProtocol
from zope.interface import implementer

from gotosocial.errors import Misconfigured
from gotosocial.util.lru import Lru

MAX_SESSIONS = 512


@attrs.frozen
class ClientTls:
    """Wraps connections in TLS and checks who answers."""

    _options: CertificateOptions
    _is_checked: bool
    _sessions: Lru[tuple[str, int], SSL.Session] = attrs.field(factory=lambda: Lru(MAX_SESSIONS), init=False)

    def wrap(self, host: str, port: int, lines: Any) -> TLSMemoryBIOFactory:
        """Return the factory for a connection; raise UnicodeError for a host that can have no certificate."""
        resumed = _Resumed(self._options, host, self._sessions.get((host, port)))
        creator: Any = ClientTLSOptions(resumed.connection, host) if self._is_checked else resumed
        return TLSMemoryBIOFactory(creator, True, lines)

    def remember(self, host: str, port: int, connection: SSL.Connection) -> None:
        """Keep the session of a connection over which the host has answered."""
        session = connection.get_session()
        if session is not None:
            self._sessions.put((host, port), session)


@implementer(IOpenSSLClientConnectionCreator)
@attrs.frozen
class _Resumed:
    """Makes the TLS side of one connection, with the session of an earlier one where there is any."""

    _options: CertificateOptions
    _host: str
    _session: SSL.Session | None

    def connection(self, protocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        """Return a connection that lacks only the check of the name."""
        # Twisted has no public way to check different names under one context.
        made = self._options._makeTLSConnection(protocol)
        if self._session is not None:
            made.set_session(self._session)
        return made

    def clientConnectionForTLS(self, protocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        """Return a connection that trusts anybody (``http-client-tls-insecure-skip-verify``)."""
        made = self.connection(protocol)
        made.set_tlsext_host_name(self._host.encode("ascii"))
        return made


def client_tls(*, is_checked: bool = True, ca_file: str = "") -> ClientTls:
    """Make the TLS side of the client; ``ca_file`` names certificates to trust beside the platform's."""
    options = CertificateOptions(
        trustRoot=platformTrust() if is_checked else None,
        raiseMinimumTo=TLSVersion.TLSv1_2,
        acceptableProtocols=[b"http/1.1"],
        enableSessionTickets=True,
    )
    if ca_file:
        try:
            options.getContext().load_verify_locations(ca_file)
        except SSL.Error as error:
            raise Misconfigured(f"{ca_file} cannot be read as certificates", detail=str(error)) from error
    return ClientTls(options, is_checked)
