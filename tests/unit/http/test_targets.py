"""URLs of outgoing requests: one way to write each, nonsense refused."""

import pytest
from hyperlink import EncodedURL
from hypothesis import given
from hypothesis import strategies as st
from twisted.web.client import URI

from gotosocial.errors import RemoteFailed
from gotosocial.http.targets import read_target


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://a.example", "https://a.example/"),
        ("https://a.example/users/x#main-key", "https://a.example/users/x"),
        ("HTTPS://A.Example:443/X?y=1", "https://a.example/X?y=1"),
        ("http://a.example:80/", "http://a.example/"),
        ("http://a.example:443/", "http://a.example:443/"),
        ("https://a.example:8443/?q", "https://a.example:8443/?q"),
        ("https://a.example./x", "https://a.example/x"),
        ("https://bücher.example/ü?ß=1", "https://xn--bcher-kva.example/%C3%BC?%C3%9F=1"),
        ("https://a.example/%E2%82%AC/%zz", "https://a.example/%E2%82%AC/%zz"),
        ("https://[::1]:8443/x", "https://[::1]:8443/x"),
        ("https://[0:0:0:0:0:ffff:7f00:1]/", "https://[::ffff:7f00:1]/"),
        ("https://127.0.0.1/", "https://127.0.0.1/"),
        ("https://２１３０７０６４３３/", "https://2130706433/"),
        ("https://0x7f.1/", "https://0x7f.1/"),
        ("https://a.example/a;b=c/d?e;f", "https://a.example/a;b=c/d?e;f"),
        ("https://a.example/a'b\"c<d>", "https://a.example/a'b%22c%3Cd%3E"),
    ],
)
def test_a_url_is_written_in_one_way(url: str, sent: str) -> None:
    assert read_target(url).text == sent
    assert read_target(url.encode()) == read_target(url)
    assert read_target(sent).text == sent


@pytest.mark.parametrize(
    "url",
    [
        *("", "a.example", "//a.example/", "https:a.example", "https://", "https:///x", "ftp://a.example/"),
        *("file:///etc/passwd", "gopher://a.example/", "javascript:alert(1)", "data:,x", "unix:/run/x"),
        *("https://user@a.example/", "https://user:pw@a.example/", "https://a.example@127.0.0.1/"),
        *(
            "https://a.example:0/",
            "https://a.example:99999/",
            "https://a.example:x/",
            "https://a.example:-1/",
        ),
        *("https://a b.example/", "https://a.example/a b", "https://a.example/\r\nHost: b", "https://a\t/"),
        *("https://a.example\\@b.example/", "https://a%2eexample/", "https://a..example/", "https://./"),
        *("https://[fe80::1%25eth0]/", "https://[fe80::1%eth0]/", "https://[::1/", "https://::1/"),
        *("https://[v1.a]/", "https://a,b.example/", "https://a\x00.example/", "https://" + "a" * 64 + ".b/"),
        *("https://" + "a." * 127 + "b/", "https://a.example/" + "x" * 9000, "https://\ud800.example/"),
    ],
)
def test_what_is_no_url_to_ask_is_refused_for_good(url: str) -> None:
    with pytest.raises(RemoteFailed) as refused:
        read_target(url)
    assert not refused.value.can_retry
    assert len(refused.value.detail) < 400


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/y", "https://a.example:8443/y"),
        ("y?z=1#f", "https://a.example:8443/b/y?z=1"),
        ("//b.example/y", "https://b.example/y"),
        ("http://b.example/y", "http://b.example/y"),
        ("?q=2", "https://a.example:8443/b/c?q=2"),
        ("../../../y", "https://a.example:8443/y"),
    ],
)
def test_a_redirect_is_relative_or_absolute(location: str, leads_to: str) -> None:
    assert read_target("https://a.example:8443/b/c").follow(location).text == leads_to


@pytest.mark.parametrize(
    "location", ["ftp://a.example/", "file:///etc/passwd", "//u@b/", "http://[", "\x00", "a b"]
)
def test_a_redirect_to_nowhere_is_refused(location: str) -> None:
    with pytest.raises(RemoteFailed):
        read_target("https://a.example/").follow(location)


def test_a_name_keeps_its_port_only_where_it_is_not_the_usual_one() -> None:
    assert read_target("https://a.example:443/").netloc == "a.example"
    assert read_target("https://a.example:80/").netloc == "a.example:80"
    assert read_target("https://[::1]:1/").netloc == "[::1]:1"


@given(st.one_of(st.text(max_size=60), st.text(max_size=60).map(lambda text: "https://a.example/" + text)))
def test_whatever_is_accepted_is_sent_as_it_was_signed(text: str) -> None:
    try:
        target = read_target(text)
    except RemoteFailed:
        return
    parsed = URI.fromBytes(target.url)
    assert parsed.host.decode() == target.host
    assert parsed.port == target.port
    assert target.text.endswith(parsed.originForm.decode())
    assert read_target(target.url).url == target.url
    EncodedURL.from_text(target.text).to_uri()
