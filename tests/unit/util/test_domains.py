"""Host names as they are compared."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotosocial.util.domains import host_of, is_within, normal, site_of


@pytest.mark.parametrize(
    ("uri", "host"),
    [
        ("https://far.example/users/eve", "far.example"),
        ("https://far.example", "far.example"),
        ("https://far.example?x", "far.example"),
        ("https://far.example#main-key", "far.example"),
        ("http://Far.Example:80/", "far.example"),
        ("https://far.example:443/", "far.example"),
        ("https://far.example:80/", "far.example:80"),
        ("https://far.example./x", "far.example"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("http://localhost:8080/x", "localhost:8080"),
        ("https://127.0.0.1/x", "127.0.0.1"),
        ("https://[2001:DB8::1]:8443/", "[2001:db8::1]:8443"),
        ("HTTPS://far.example/", "far.example"),
        ("https://eve@far.example/", ""),
        ("https://eve:secret@far.example/", ""),
        ("https://far.example@bad.example/", ""),
        ("https:///x", ""),
        ("https://", ""),
        ("https://far example/", ""),
        ("https://far.example:x/", ""),
        ("https://[::1/", ""),
        ("ftp://far.example/", ""),
        ("mailto:eve@far.example", ""),
        ("far.example", ""),
        ("", ""),
    ],
)
def test_the_host_of_a_uri(uri: str, host: str) -> None:
    assert host_of(uri) == host


@given(st.text(max_size=60), st.sampled_from(["", "https://", "http://far.example", "https://a.b"]))
def test_a_host_is_what_a_client_would_connect_to(text: str, start: str) -> None:
    uri = start + text
    host = host_of(uri)
    if host and not host.startswith("["):
        assert normal(host) == host
        assert normal(urlsplit(uri).hostname or "") == host.partition(":")[0]


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("far.example", "far.example"),
        ("social.far.example", "far.example"),
        ("a.b.co.uk", "b.co.uk"),
        ("eve.github.io", "eve.github.io"),
        ("github.io", "github.io"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("10.127.0.1", "10.127.0.1"),
        ("far.example:8443", "far.example:8443"),
        ("[2001:db8::1]", "[2001:db8::1]"),
    ],
)
def test_the_site_of_a_host(host: str, site: str) -> None:
    assert site_of(host) == site


def test_what_lies_below() -> None:
    assert is_within("a.far.example", "far.example")
    assert is_within("far.example", "far.example")
    assert not is_within("notfar.example", "far.example")


@pytest.mark.parametrize(
    ("uri", "host"),
    [
        ("https://Far.Example.:0443/x", "far.example"),
        ("https://far.example:00008443", "far.example:8443"),
        ("http://far.example:080/", "far.example"),
        ("https://blocked.example.:8443/x", "blocked.example:8443"),
        ("https://[::1]:443/", "[::1]"),
        ("https://far.example:²/", ""),
        ("https://far.example:0/", ""),
        ("https://far.example:123456/", ""),
    ],
)
def test_a_host_has_one_spelling_whatever_its_port_looks_like(uri: str, host: str) -> None:
    """Else our own host, and blocked ones, would have many names."""
    assert host_of(uri) == host


@pytest.mark.parametrize(
    "text", ["", " ", ".", ".far.example", "far..example", "*.far.example", "far.example/x", "@far.example"]
)
def test_what_names_no_host_is_no_domain(text: str) -> None:
    """Or an admin would believe that it is blocked."""
    with pytest.raises(ValueError, match="not a domain"):
        normal(text)
