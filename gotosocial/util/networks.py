"""The network that an address counts for where something is limited: whoever has one address has more."""

from ipaddress import IPv6Address, ip_address, ip_network

IPV6_BITS = 64


def network_of(address: str, *, ipv4_bits: int = 32) -> str:
    """Return the network of a client: the /64 of an IPv6 address (row O-17), so many bits of IPv4.

    With all 32 that is the address itself. What is no address, such as the name of a socket, is itself too.
    """
    if ipv4_bits == 32 and ":" not in address:
        return address
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            return str(ip_network((parsed, IPV6_BITS), strict=False))
        parsed = parsed.ipv4_mapped
    return str(parsed) if ipv4_bits == 32 else str(ip_network((parsed, ipv4_bits), strict=False))
