"""Who is really calling: client addresses behind trusted proxies, and sets of networks."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import attrs

from gotosocial.util.lru import Lru

Network = IPv4Network | IPv6Network
UNIX_SOCKET = ""
"""The peer's address when it came over a unix socket, which only a proxy on this machine uses."""


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Read networks and single addresses; raise ValueError for what is neither."""
    return tuple(ip_network(text.strip(), strict=False) for text in texts if text.strip())


@attrs.frozen
class NetworkSet:
    """A few networks that addresses are looked up in; answers are remembered."""

    _members: tuple[Network, ...]
    _known: Lru[str, tuple[bool]] = attrs.field(factory=lambda: Lru(4096), init=False, eq=False)

    def __contains__(self, address: str) -> bool:
        if not self._members:
            return False
        known = self._known.get(address)
        if known is None:
            known = (self._look_up(address),)
            self._known.put(address, known)
        return known[0]

    def _look_up(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
            parsed = parsed.ipv4_mapped
        return any(parsed in network for network in self._members)


@attrs.frozen
class ClientAddresses:
    """Finds the client's address: the last one in X-Forwarded-For that no trusted proxy has."""

    _trusted: NetworkSet

    def find(self, peer: str, forwarded: str) -> str:
        """Return the client's address; an entry that is no address ends the search before it."""
        if peer != UNIX_SOCKET and (not forwarded or peer not in self._trusted):
            return peer
        found = peer or "127.0.0.1"
        for entry in reversed(forwarded.split(",")):
            address = _bare(entry.strip())
            if not address:
                break
            found = address
            if found not in self._trusted:
                break
        return found


def _bare(entry: str) -> str:
    """Return the address of one X-Forwarded-For entry without port and brackets, or nothing."""
    if entry.startswith("["):
        entry = entry[1:].partition("]")[0]
    elif entry.count(":") == 1:
        entry = entry.partition(":")[0]
    try:
        return str(ip_address(entry))
    except ValueError:
        return ""


def client_addresses(trusted: Sequence[str]) -> ClientAddresses:
    """Make the finder for the configured proxies."""
    return ClientAddresses(NetworkSet(networks(trusted)))
