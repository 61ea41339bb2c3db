"""Which addresses may be asked, in every spelling."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotosocial.http.reserved import GLOBAL_V6, RESERVED, AddressRules, embedded, is_reserved

NOBODY = AddressRules()

PRIVATE = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1"),
    *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.31.196.1"),
    *("192.52.193.1", "192.88.99.1", "192.168.1.1", "192.175.48.1", "198.18.0.1", "198.19.255.255"),
    *("198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "100::1"),
    *("2001::1", "2001:db8::1", "2001:20::1", "2002:808:808::1", "2620:4f:8000::1", "3fff::1", "5f00::1"),
    *("64:ff9b::808:808", "64:ff9b:1::808:808", "4000::1", "::8.8.8.8"),
    *("::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.1.2.3", "::127.0.0.1", "64:ff9b::7f00:1"),
]
PUBLIC = [
    *("1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1"),
    *("198.17.0.1", "198.20.0.1", "223.255.255.255", "::ffff:8.8.8.8", "2606:4700::1111"),
    *("2a00:1450:4001::200e", "2001:4860:4860::8888", "3ffe::1"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_on_the_public_internet_is_refused(address: str) -> None:
    assert "reserved" in NOBODY.refusal(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_is_open(address: str) -> None:
    assert NOBODY.refusal(address) == ""


@pytest.mark.parametrize("text", ["", "example.org", "127.1", "0x7f000001", "1.2.3.4/32", "[::1]", "::1::"])
def test_what_is_no_address_is_refused(text: str) -> None:
    assert "no address" in NOBODY.refusal(text)


def rules(allowed: str = "", blocked: str = "") -> AddressRules:
    return AddressRules(
        allowed=tuple(map(ip_network, allowed.split())), blocked=tuple(map(ip_network, blocked.split()))
    )


def test_the_allow_list_comes_before_the_block_list_and_that_before_the_built_in_ranges() -> None:
    judge = rules(allowed="127.0.0.0/8 9.9.9.9/32", blocked="9.0.0.0/8 127.0.0.1/32")
    assert judge.refusal("127.0.0.1") == ""
    assert judge.refusal("9.9.9.9") == ""
    assert "block-ips" in judge.refusal("9.9.9.8")
    assert "reserved" in judge.refusal("10.0.0.1")
    assert judge.refusal("1.1.1.1") == ""


def test_a_mapped_address_is_the_address_that_it_maps() -> None:
    assert rules(allowed="127.0.0.0/8").refusal("::ffff:127.0.0.1") == ""
    assert "block-ips" in rules(blocked="8.8.8.0/24").refusal("::ffff:8.8.8.8")
    assert rules(allowed="::ffff:127.0.0.0/104").refusal("127.0.0.1") == ""
    assert "block-ips" in rules(blocked="::ffff:8.8.8.0/120").refusal("8.8.8.8")


@pytest.mark.parametrize(
    ("allowed", "fine", "refused"),
    [
        ("64:ff9b::/96", "64:ff9b::808:808", "64:ff9b::a00:1"),
        ("64:ff9b:1::/48", "64:ff9b:1::808:808", "64:ff9b:1::7f00:1"),
        ("2002::/16", "2002:808:808::1", "2002:c0a8:101::1"),
        ("2001::/32", "2001:0:808:808:0:0:f7f7:f7f7", "2001:0:808:808:0:0:80ff:fffe"),
        ("2001::/32", "2001:0:808:808:0:0:f7f7:f7f7", "2001:0:7f00:1:0:0:f7f7:f7f7"),
        ("::/96", "::8.8.8.8", "::10.0.0.1"),
        ("::/96", "::1", "::127.0.0.1"),
    ],
)
def test_an_allowed_tunnel_does_not_open_what_lies_behind_it(allowed: str, fine: str, refused: str) -> None:
    judge = rules(allowed=allowed)
    assert judge.refusal(fine) == ""
    assert "reserved" in judge.refusal(refused)


@pytest.mark.parametrize("length", [48, 56, 64, 96])
@pytest.mark.parametrize("inside", ["10.1.2.3", "169.254.169.254"])
def test_local_nat64_is_read_under_every_length_of_prefix(length: int, inside: str) -> None:
    four = int(IPv4Address(inside))
    above = four >> max(0, length + 32 - 64) if length < 64 else 0
    bits = 64 - length if length < 64 else 0
    if length == 96:
        number = four
    else:
        below = four & ((1 << 32 - bits) - 1)
        number = above << 64 | below << (56 - (32 - bits))
    address = IPv6Address(int(IPv6Address("64:ff9b:1::")) | number)
    assert IPv4Address(inside) in list(embedded(address))
    assert "reserved" in rules(allowed="64:ff9b:1::/48").refusal(str(address))


def test_a_blocked_address_is_blocked_inside_a_tunnel_too() -> None:
    assert "block-ips" in rules(allowed="2002::/16", blocked="8.8.8.8/32").refusal("2002:808:808::1")


@given(st.integers(0, 2**32 - 1))
def test_ipv4_and_its_mapped_form_are_judged_alike(number: int) -> None:
    four = IPv4Address(number)
    mapped = IPv6Address(0xFFFF << 32 | number)
    assert NOBODY.refusal(str(four)) == NOBODY.refusal(str(mapped))
    if not four.is_global:
        # The standard library knows a few exceptions within 192.0.0.0/24 that nobody federates from.
        assert NOBODY.refusal(str(four))


@given(st.integers(0, 2**128 - 1))
def test_every_ipv6_address_that_python_calls_private_is_refused(number: int) -> None:
    address = IPv6Address(number)
    refusal = NOBODY.refusal(str(address))
    if address not in GLOBAL_V6 and address.ipv4_mapped is None:
        assert refusal
    elif refusal == "":
        assert address.is_global


@given(st.sampled_from(RESERVED), st.data())
def test_every_address_of_a_reserved_range_is_refused(network: object, data: st.DataObject) -> None:
    assert isinstance(network, IPv6Network | type(ip_network("10.0.0.0/8")))
    first = int(network.network_address)
    number = data.draw(st.integers(first, int(network.broadcast_address)))
    address = type(network.network_address)(number)
    assert is_reserved(address)
    assert NOBODY.refusal(str(address))
