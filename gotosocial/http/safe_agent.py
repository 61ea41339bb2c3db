"""The only way out: connections that are opened after every address was checked, and never otherwise.

The name is resolved here, each address is judged by ``reserved.py``, and the connection goes to an address
that was judged, so nothing can change between the check and the connection (DNS rebinding). Redirects and
addresses written in a URL come through the same function. Several addresses are tried side by side, a new one
every 0.3 seconds (RFC 8305).

    Target -> Resolver -> AddressRules -> TCP -> TLS (name checked) -> Line -> HTTP
"""

from collections.abc import Sequence
from typing import Any, Protocol

import attrs
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint, TCP4ClientEndpoint, TCP6ClientEndpoint
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IReactorPluggableNameResolver, IReactorTime, IStreamClientEndpoint
from twisted.web.client import URI, Agent
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer

from gotosocial.http.client_tls import ClientTls
from gotosocial.http.connections import ConnectionPool, LineFactory
from gotosocial.http.reserved import AddressRules
from gotosocial.util import flow

CONNECT_SECONDS = 10.0
MAX_ADDRESSES = 8
"""How many addresses of one name are tried."""


class AddressRefused(Exception):
    """All addresses of a name lie where nobody may be asked."""


@attrs.frozen
class Place:
    """One address of a name; ``port`` stands in for the URL's port where it is not None."""

    address: str
    port: int | None = None


class Resolver(Protocol):
    """Finds the addresses of a name."""

    async def resolve(self, host: str, port: int) -> Sequence[Place]:
        """Return the addresses, best first; nothing where the name is not known."""


@attrs.frozen
class SystemResolver:
    """Asks the system, in a thread of the reactor's own pool."""

    _reactor: Any

    async def resolve(self, host: str, port: int) -> Sequence[Place]:
        """Return the IPv4 and IPv6 addresses that getaddrinfo knows."""
        receiver = _Receiver()
        self._reactor.nameResolver.resolveHostName(receiver, host, port, [IPv6Address, IPv4Address], "TCP")
        await receiver.is_complete
        return receiver.places


@attrs.define
class _Receiver:
    """Collects what Twisted's resolver finds (IResolutionReceiver)."""

    places: list[Place] = attrs.field(factory=list, init=False)
    is_complete: "Deferred[None]" = attrs.field(factory=Deferred, init=False)

    def resolutionBegan(self, resolution: object) -> None:
        """Note nothing: the resolution cannot be stopped anyway."""

    def addressResolved(self, address: Any) -> None:
        """Keep an address."""
        self.places.append(Place(address.host))

    def resolutionComplete(self) -> None:
        """Let the waiting one go on, unless it has left."""
        if not self.is_complete.called:
            self.is_complete.callback(None)


@attrs.frozen(kw_only=True)
class Dialer:
    """Opens checked connections."""

    reactor: Any
    resolver: Resolver
    rules: AddressRules
    tls: ClientTls

    async def connect(self, scheme: str, host: str, port: int, http_factory: Any) -> Any:
        """Return the protocol that speaks HTTP with the host; raise AddressRefused or what Twisted raises."""
        places = self._checked(host, await self.resolver.resolve(host, port))
        endpoint = self._endpoint(port, places)
        lines = LineFactory(self.reactor, http_factory)
        if scheme != "https":
            line = await endpoint.connect(lines)
            return line.wrappedProtocol
        secure = await endpoint.connect(self.tls.wrap(host, port, lines))
        line = secure.wrappedProtocol
        line.on_first_answer = lambda: self.tls.remember(host, port, secure.getHandle())
        return line.wrappedProtocol

    def _checked(self, host: str, places: Sequence[Place]) -> list[Place]:
        if not places:
            raise DNSLookupError(f"the name {host} is not known")
        reasons = [self.rules.refusal(place.address) for place in places]
        allowed = [place for place, reason in zip(places, reasons, strict=True) if not reason]
        if not allowed:
            raise AddressRefused(reasons[0])
        return allowed[:MAX_ADDRESSES]

    def _endpoint(self, port: int, places: list[Place]) -> Any:
        if len(places) > 1:
            known = _KnownAddresses(self.reactor, _in_turn(places), port)
            return HostnameEndpoint(known, places[0].address, port, timeout=CONNECT_SECONDS)
        [place] = places
        kind = TCP6ClientEndpoint if ":" in place.address else TCP4ClientEndpoint
        return kind(self.reactor, place.address, place.port or port, timeout=CONNECT_SECONDS)


def _in_turn(places: Sequence[Place]) -> list[Place]:
    """Let the two families of addresses take turns, so that a broken one costs little."""
    families: list[list[Place]] = [[], []]
    for place in places:
        families[":" not in place.address].append(place)
    first = families[":" not in places[0].address]
    second = families[":" in places[0].address]
    ranked = [(2 * n, place) for n, place in enumerate(first)]
    ranked += [(2 * n + 1, place) for n, place in enumerate(second)]
    return [place for _, place in sorted(ranked, key=lambda one: one[0])]


@implementer(IReactorPluggableNameResolver, IReactorTime)
@attrs.frozen
class _KnownAddresses:
    """A reactor whose resolver gives the checked addresses and asks nobody; HostnameEndpoint wants one."""

    _reactor: Any
    _places: list[Place]
    _port: int

    @property
    def nameResolver(self) -> "_KnownAddresses":
        """Itself."""
        return self

    def resolveHostName(self, receiver: Any, hostName: str, portNumber: int = 0, **more: Any) -> None:
        """Give the receiver the checked addresses."""
        receiver.resolutionBegan(self)
        for place in self._places:
            kind = IPv6Address if ":" in place.address else IPv4Address
            receiver.addressResolved(kind("TCP", place.address, place.port or self._port))
        receiver.resolutionComplete()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)


@implementer(IStreamClientEndpoint)
@attrs.frozen
class _CheckedEndpoint:
    """What the pool asks for a new connection."""

    _dialer: Dialer
    _scheme: str
    _host: str
    _port: int

    def connect(self, protocolFactory: Any) -> Deferred[Any]:
        """Open a checked connection."""
        return flow.start(self._dialer.connect(self._scheme, self._host, self._port, protocolFactory))


@implementer(IAgentEndpointFactory)
@attrs.frozen
class _CheckedEndpoints:
    """Where twisted.web's Agent gets its endpoints from."""

    _dialer: Dialer

    def endpointForURI(self, uri: URI) -> _CheckedEndpoint:
        """Return the endpoint of a URL."""
        return _CheckedEndpoint(self._dialer, uri.scheme.decode("ascii"), uri.host.decode("ascii"), uri.port)


def safe_agent(dialer: Dialer, pool: ConnectionPool) -> Agent:
    """Return an Agent that can reach checked addresses only."""
    agent: Agent = Agent.usingEndpointFactory(dialer.reactor, _CheckedEndpoints(dialer), pool)
    return agent
