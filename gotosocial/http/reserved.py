"""Which addresses may be asked: the pure rules behind every outgoing connection (row SE-01).

An address is judged in this order: the admin's allow list, the admin's block list, the ranges that do not
belong to the public internet (IANA's special-purpose registries, RFC 6890). IPv4 addresses that hide in IPv6
ones are judged too, so that ``::ffff:127.0.0.1`` is 127.0.0.1, and an allowed NAT64 prefix does not open
the private networks behind it.
"""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import attrs

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

RESERVED = tuple(
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
        *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)
GLOBAL_V6 = IPv6Network("2000::/3")
"""The only part of IPv6 that is in use for hosts on the internet."""

MAPPED = IPv6Network("::ffff:0:0/96")
SIX_TO_FOUR = IPv6Network("2002::/16")
TEREDO = IPv6Network("2001::/32")
NAT64 = IPv6Network("64:ff9b::/96")
NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")


def plain(networks: Iterable[Network]) -> tuple[Network, ...]:
    """Write networks of IPv4-mapped addresses as the IPv4 networks that they are."""
    return tuple(
        IPv4Network((int(one.network_address) & 0xFFFFFFFF, one.prefixlen - 96))
        if isinstance(one, IPv6Network) and one.subnet_of(MAPPED)
        else one
        for one in networks
    )


@attrs.frozen(kw_only=True)
class AddressRules:
    """Decides whether an address may be connected to; the lists are those of ``http-client``."""

    allowed: tuple[Network, ...] = attrs.field(default=(), converter=plain)
    blocked: tuple[Network, ...] = attrs.field(default=(), converter=plain)

    def refusal(self, text: str) -> str:
        """Return why the address must not be asked, or nothing where it may be."""
        try:
            address = ip_address(text)
        except ValueError:
            return f"{text!r} is no address"
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        hidden = embedded(address) if isinstance(address, IPv6Address) else ()
        return next(filter(None, map(self._judge, (address, *hidden))), "")

    def _judge(self, address: Address) -> str:
        if _is_in(address, self.allowed):
            return ""
        if _is_in(address, self.blocked):
            return f"{address} is blocked by http-client-block-ips"
        if is_reserved(address):
            return f"{address} is a private or reserved address"
        return ""


def is_reserved(address: Address) -> bool:
    """Tell whether the address lies outside the public internet."""
    if isinstance(address, IPv6Address) and address not in GLOBAL_V6:
        return True
    return _is_in(address, RESERVED)


def embedded(address: IPv6Address) -> Iterator[IPv4Address]:
    """Yield the IPv4 addresses that packets to this address may end at, or are tunnelled through."""
    number = int(address)
    if address in SIX_TO_FOUR:
        yield IPv4Address(number >> 80 & 0xFFFFFFFF)
    elif address in TEREDO:
        yield IPv4Address(number >> 64 & 0xFFFFFFFF)
        yield IPv4Address(~number & 0xFFFFFFFF)
    elif address in NAT64 or address in MAPPED:
        yield IPv4Address(number & 0xFFFFFFFF)
    elif address in NAT64_LOCAL:
        yield from _local_nat64(number)
    elif 0xFFFF < number <= 0xFFFFFFFF:
        # IPv4-compatible (RFC 4291 section 2.5.5.1); below that are ``::1`` and its like.
        yield IPv4Address(number)


def _local_nat64(number: int) -> Iterator[IPv4Address]:
    """Yield what it means under each length of prefix (RFC 6052 section 2.2); bits 64 to 71 are skipped."""
    without_u = number >> 64 << 56 | number & 0xFFFFFFFFFFFFFF
    places = (number, *(without_u >> 120 - length - 32 for length in (48, 56, 64)))
    # The wrong lengths mostly read padding, as 0.x.y.z, which is no destination behind a translator.
    yield from (IPv4Address(place & 0xFFFFFFFF) for place in places if place & 0xFF000000)


def _is_in(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)
