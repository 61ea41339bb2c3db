"""Where the process listens: TCP or TLS, on every address that was asked for, until it is told to stop."""

from pathlib import Path
from typing import Any

import attrs
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificates
from OpenSSL import SSL
from twisted.internet.error import CannotListenError
from twisted.internet.protocol import ServerFactory
from twisted.internet.ssl import CertificateOptions, TLSVersion

from gotosocial.config.config import Config
from gotosocial.errors import Misconfigured
from gotosocial.http.site import Site

DRAIN_SECONDS = 20.0
HAND_OVER_SECONDS = 2.0
BACKLOG = 1024


class Entrance(ServerFactory[Any]):
    """What the port belongs to: it leads each new connection to the site that is open at the time."""

    noisy = False

    def __init__(self, site: Site) -> None:
        self.site = site

    def buildProtocol(self, addr: Any) -> Any:
        """Let the open site take the connection."""
        return self.site.buildProtocol(addr)

    def startFactory(self) -> None:
        """Open the site."""
        self.site.startFactory()

    def stopFactory(self) -> None:
        """Close the site."""
        self.site.stopFactory()


@attrs.define
class Listener:
    """One open port with what is served on it, which may change."""

    config: Config
    reactor: Any
    site: Site
    _port: Any = attrs.field(default=None, init=False)
    _entrance: Entrance | None = attrs.field(default=None, init=False)
    _is_open: bool = attrs.field(default=False, init=False)

    def start(self) -> str:
        """Open the port and return the address to tell people; raise Misconfigured when it is taken."""
        general = self.config.general
        self._entrance = Entrance(self.site)
        try:
            self._port = self._listen(general.port, general.bind_address.strip("[]"))
        except CannotListenError as error:
            raise Misconfigured(
                f"cannot listen on {general.bind_address} port {general.port}", detail=str(error.socketError)
            ) from error
        self._is_open = True
        return general.origin

    def give_to(self, site: Site) -> Site:
        """Let another site serve from now on; return the last one, for ``take_leave``."""
        last, self.site = self.site, site
        if self._entrance is not None:
            site.startFactory()
            self._entrance.site = site
        return last

    async def take_leave(self, last: Site) -> None:
        """Let a site that serves no more finish the answers that it has begun."""
        await last.drain(HAND_OVER_SECONDS)
        last.stopFactory()

    @property
    def port(self) -> int:
        """The port that is open, which matters where any free one was asked for."""
        number: int = self._port.getHost().port
        return number

    async def stop(self) -> None:
        """Close the port, let running requests finish, and close the connections; safe to call twice."""
        if self._is_open:
            self._is_open = False
            await self._port.stopListening()
            await self.site.drain(DRAIN_SECONDS)

    def _listen(self, port: int, interface: str) -> Any:
        tls = self.config.tls
        if not tls.certificate_chain:
            return self.reactor.listenTCP(port, self._entrance, backlog=BACKLOG, interface=interface)
        options = tls_options(tls.certificate_chain, tls.certificate_key)
        return self.reactor.listenSSL(port, self._entrance, options, backlog=BACKLOG, interface=interface)


def tls_options(chain_path: str, key_path: str) -> CertificateOptions:
    """Read a certificate with its chain and its key; raise Misconfigured where they are not usable."""
    try:
        chain, key = _read_pem(Path(chain_path), Path(key_path))
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Misconfigured(
            "tls-certificate-chain and tls-certificate-key cannot be read", detail=str(error)
        ) from error
    options = CertificateOptions(
        privateKey=key,
        certificate=chain[0],
        extraCertChain=chain[1:],
        raiseMinimumTo=TLSVersion.TLSv1_2,
        acceptableProtocols=[b"http/1.1"],
    )
    try:
        options.getContext()
    except (SSL.Error, TypeError) as error:
        raise Misconfigured(
            "tls-certificate-key does not belong to tls-certificate-chain", detail=str(error)
        ) from error
    return options


def _read_pem(chain_path: Path, key_path: Path) -> tuple[list[Any], Any]:
    """Return certificates and key; as Any, because Twisted's annotations name older classes of pyOpenSSL."""
    chain = load_pem_x509_certificates(chain_path.read_bytes())
    return chain, load_pem_private_key(key_path.read_bytes(), password=None)
