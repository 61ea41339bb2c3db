"""Requests of the outgoing client over real sockets: what is sent, redirects, connections, TLS."""

from collections.abc import AsyncIterator
from ipaddress import ip_network
from pathlib import Path

import attrs
import pytest
import pytest_twisted
from OpenSSL import SSL
from twisted.web.http_headers import Headers

from gotosocial.errors import RemoteFailed
from gotosocial.http.client import HttpClient
from gotosocial.http.host_turns import HostTurns
from gotosocial.util import flow
from tests.support.certificates import a_certificate
from tests.support.outside import Outside, outside
from tests.support.rude_server import Visit, folder_of, leads_to, says, writes
from tests.support.wire import pause, until


@pytest_twisted.async_yield_fixture
async def out(tmp_path: Path) -> AsyncIterator[Outside]:
    """A rude server and what belongs to it."""
    async with outside(tmp_path) as made:
        yield made


def is_resumed(visit: Visit) -> bool:
    """Tell whether TLS began with an earlier session; pyOpenSSL has no public word for it."""
    return bool(SSL._lib.SSL_session_reused(visit.transport.getHandle()._ssl))


async def refused(client: HttpClient, url: str) -> RemoteFailed:
    """Fetch what cannot be fetched and return the error."""
    with pytest.raises(RemoteFailed) as failed:
        await client.get(url)
    return failed.value


async def test_a_document_is_fetched(out: Outside) -> None:
    url = out.on("/x", says(200, b"{}", Content_Type="application/activity+json", ETag="v1"))
    answer = await out.client().get(url + "?y=1#z", headers={"Accept": "application/activity+json"})
    assert (answer.status, answer.body, answer.url) == (200, b"{}", "https://a.test/x?y=1")
    assert answer.content_type.kind == "application/activity+json"
    assert answer.headers.get("etag") == "v1"
    assert not answer.is_redirected
    [asked] = out.server.asked
    assert (asked.method, asked.target) == ("GET", "/x?y=1")
    assert asked.headers["host"] == "a.test"
    assert asked.headers["user-agent"] == "gotosocial/1.0.0 (+https://us.test)"
    assert asked.headers["accept"] == "application/activity+json"
    assert asked.headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize("status", [200, 204, 304, 400, 401, 404, 410, 429, 500, 503])
async def test_every_status_is_an_answer(out: Outside, status: int) -> None:
    url = out.on("/x", says(status, b""))
    assert (await out.client().get(url)).status == status


async def test_a_post_says_how_it_was_answered(out: Outside) -> None:
    url = out.on("/inbox", says(503, b"busy", Retry_After="120"))
    headers = Headers({"Content-Type": ["application/activity+json"], "Signature": ["s"]})
    answer = await out.client().post(url.encode(), headers=headers, body=b'{"a":1}')
    assert (answer.status, answer.retry_after, answer.body, answer.is_success) == (503, 120.0, b"busy", False)
    [asked] = out.server.asked
    assert (asked.method, asked.target, asked.body) == ("POST", "/inbox", b'{"a":1}')
    assert asked.headers["signature"] == "s"
    assert asked.headers["content-length"] == "7"
    assert "accept-encoding" not in asked.headers


async def test_connections_are_used_again_and_by_both_kinds_of_requests(out: Outside) -> None:
    url = out.on("/x", says(202))
    client = out.client()
    for _ in range(3):
        await client.get(url)
        await client.post(url, headers=Headers(), body=b"x")
    assert len(out.server.visits) == 1
    assert client.pool.kept == 1


async def test_a_kept_connection_that_was_closed_meanwhile_costs_nobody_a_delivery(out: Outside) -> None:
    closes_next: list[bool] = []

    def script(visit: Visit) -> None:
        if closes_next:
            closes_next.clear()
            visit.transport.abortConnection()
        else:
            visit.answer(202)

    url = out.on("/inbox", script)
    client = out.client()
    assert (await client.post(url, headers=Headers(), body=b"1")).status == 202
    closes_next.append(True)
    assert (await client.post(url, headers=Headers(), body=b"2")).status == 202
    assert [one.body for one in out.server.asked] == [b"1", b"2", b"2"]


async def test_a_new_connection_that_is_closed_is_a_failure(out: Outside) -> None:
    url = out.on("/inbox", lambda visit: visit.close())
    with pytest.raises(RemoteFailed) as failed:
        await out.client().post(url, headers=Headers(), body=b"1")
    assert failed.value.can_retry
    assert failed.value.status is None
    assert len(out.server.asked) == 1


async def test_closing_the_client_closes_its_connections(out: Outside) -> None:
    client = out.client()
    await client.get(out.on("/x", says()))
    client.close()
    await out.all_gone()


async def test_cookies_are_not_kept(out: Outside) -> None:
    url = out.on("/x", says(200, b"", Set_Cookie="a=b; Path=/"))
    client = out.client()
    for _ in range(2):
        assert "set-cookie" not in (await client.get(url)).headers
    assert "cookie" not in out.server.asked[1].headers


# Redirects


async def test_redirects_are_followed_and_each_hop_is_prepared_anew(out: Outside) -> None:
    out.on("/c", says(200, b"found"))
    out.on("/b", leads_to("https://b.test/c?z=1", 307))
    url = out.on("/a", leads_to("b", 301))
    prepared: list[tuple[str, bytes]] = []

    def prepare(method: str, url: bytes) -> dict[str, str]:
        prepared.append((method, url))
        return {"Signature": f"number {len(prepared)}"}

    answer = await out.client().get(url, prepare=prepare)
    assert (answer.body, answer.url, answer.host) == (b"found", "https://b.test/c?z=1", "b.test")
    assert answer.is_redirected
    assert prepared == [
        ("GET", b"https://a.test/a"),
        ("GET", b"https://a.test/b"),
        ("GET", b"https://b.test/c?z=1"),
    ]
    assert [one.headers["signature"] for one in out.server.asked] == ["number 1", "number 2", "number 3"]
    assert [one.headers["host"] for one in out.server.asked] == ["a.test", "a.test", "b.test"]


async def test_five_redirects_are_enough_and_six_too_many(out: Outside) -> None:
    for number in range(6):
        out.on(f"/{number}", leads_to(f"/{number + 1}"))
    out.on("/6", says(200, b"end"))
    client = out.client()
    assert (await client.get("https://a.test/1")).body == b"end"
    failed = await refused(client, "https://a.test/0")
    assert not failed.can_retry
    assert "too often" in failed.detail


async def test_a_circle_of_redirects_ends(out: Outside) -> None:
    url = out.on("/a", leads_to("/b"))
    out.on("/b", leads_to("/a"))
    assert "circle" in (await refused(out.client(), url)).detail
    assert len(out.server.asked) == 2
    assert "circle" in (await refused(out.client(), out.on("/self", leads_to("/self")))).detail


@pytest.mark.parametrize(
    "location",
    [
        *(
            "ftp://a.test/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "http://a.test/x",
            "https://u:p@a.test/",
        ),
        *("https://10.0.0.1/", "https://[::ffff:10.0.0.1]/", "https://[::]/", "https://[64:ff9b::a00:1]/"),
    ],
)
async def test_a_redirect_leads_only_to_where_we_would_go(out: Outside, location: str) -> None:
    url = out.on("/a", leads_to(location))
    for host in ("10.0.0.1", "::ffff:a00:1", "::", "64:ff9b::a00:1"):
        out.resolver.add(host, address=host)
    failed = await refused(out.client(), url)
    assert not failed.can_retry
    assert len(out.server.asked) == 1


async def test_a_redirect_to_loopback_is_refused_where_only_the_first_host_may_be_private(
    out: Outside,
) -> None:
    # a.test is allowed by a list that holds its address alone; the redirect's address is its neighbour.
    client = out.client(allow_ips=(ip_network("127.0.0.1/32"),))
    out.resolver.add("127.0.0.2", out.port, address="127.0.0.2")
    failed = await refused(client, out.on("/a", leads_to("https://127.0.0.2/")))
    assert "127.0.0.2" in failed.detail
    assert not failed.can_retry


async def test_a_post_is_never_redirected(out: Outside) -> None:
    url = out.on("/inbox", leads_to("/other", 308))
    with pytest.raises(RemoteFailed) as failed:
        await out.client().post(url, headers=Headers(), body=b"x")
    assert not failed.value.can_retry
    assert failed.value.status == 308
    assert "/other" in failed.value.detail
    assert len(out.server.asked) == 1


async def test_a_redirect_without_a_location_is_an_answer(out: Outside) -> None:
    assert (await out.client().get(out.on("/x", says(302, b"hm")))).status == 302


# Addresses


async def test_no_connection_is_made_to_a_refused_address(out: Outside) -> None:
    url = out.on("/x", says())
    failed = await refused(out.client(allow_ips=()), url)
    assert not failed.can_retry
    assert "127.0.0.1" in failed.detail
    with pytest.raises(RemoteFailed):
        await out.client(allow_ips=()).post(url, headers=Headers(), body=b"x")
    await pause()
    assert not out.server.visits


async def test_of_several_addresses_only_the_allowed_ones_are_tried(out: Outside) -> None:
    for address in ("10.0.0.1", "fd00::1", "127.0.0.1"):
        out.resolver.add("c.test", out.port, address=address)
    out.authority.issue(out.folder, "c.test")
    client = out.client(tls_insecure_skip_verify=True)
    out.on("/x", says(200, b"reached"))
    assert (await client.get("https://c.test/x")).body == b"reached"


async def test_the_next_address_is_tried_where_one_does_not_answer(out: Outside) -> None:
    out.resolver.add("c.test", out.port, address="::1")
    out.resolver.add("c.test", 1, address="127.0.0.1")
    out.resolver.add("c.test", out.port, address="127.0.0.1")
    out.on("/x", says(200, b"reached"))
    client = out.client(tls_insecure_skip_verify=True)
    assert (await client.get("https://c.test/x")).body == b"reached"


async def test_an_unknown_name_may_be_known_later(out: Outside) -> None:
    failed = await refused(out.client(), "https://nowhere.test/")
    assert failed.can_retry
    assert "name" in failed.detail


async def test_a_closed_port_may_be_open_later(out: Outside) -> None:
    out.resolver.add("c.test", 1)
    failed = await refused(out.client(), "https://c.test/")
    assert failed.can_retry
    assert "no connection" in failed.detail


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "localhost.", "[::1]", "0"],
)
async def test_every_spelling_of_loopback_is_checked_after_the_system_has_resolved_it(
    out: Outside, host: str
) -> None:
    from_system = out.client(asks_system=True, allow_ips=())
    failed = await refused(from_system, f"https://{host}:{out.port}/x")
    assert not failed.can_retry or "not known" in failed.detail
    await pause()
    assert not out.server.visits


async def test_the_system_resolver_reaches_what_is_allowed(out: Outside) -> None:
    out.on("/x", says(200, b"reached"))
    client = out.client(asks_system=True)
    answer = await client.get(f"https://127.0.0.1:{out.port}/x")
    assert answer.body == b"reached"
    assert answer.host == f"127.0.0.1:{out.port}"
    assert out.server.asked[0].headers["host"] == f"127.0.0.1:{out.port}"


async def test_http_is_asked_only_where_the_admin_says_so(out: Outside) -> None:
    out.plain("plain.test")
    out.on("/x", says(200, b"plain"))
    failed = await refused(out.client(), "http://plain.test/x")
    assert not failed.can_retry
    assert (await out.client(insecure_outgoing=True).get("http://plain.test/x")).body == b"plain"


# TLS


@pytest.mark.parametrize("flaw", ["name", "expired", "stranger", "self-signed"])
async def test_a_wrong_certificate_is_refused(out: Outside, flaw: str) -> None:
    folder = folder_of(out.folder, "wrong")
    files = {
        "name": lambda: out.authority.issue(folder, "other.test"),
        "expired": lambda: out.authority.issue(folder, "c.test", days=-1),
        "stranger": lambda: out.authority.issue(folder, "c.test"),
        "self-signed": lambda: a_certificate(folder, "c.test"),
    }[flaw]()
    out.resolver.add("c.test", out.server.listen(files))
    out.on("/x", says(200, b"secret"))
    client = out.client(trusts=flaw != "stranger")
    failed = await refused(client, "https://c.test/x")
    assert failed.can_retry
    assert "certificate" in failed.detail
    assert not out.server.asked
    assert client.pool.kept == 0
    careless = out.client(tls_insecure_skip_verify=True)
    assert (await careless.get("https://c.test/x")).body == b"secret"


async def test_what_is_no_tls_is_a_failure(out: Outside) -> None:
    out.plain("plain.test")
    out.server.greeting = writes(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    failed = await refused(out.client(), "https://plain.test/x")
    assert failed.can_retry
    assert "TLS" in failed.detail


async def test_all_hosts_share_one_context_and_only_http_1_is_offered(out: Outside) -> None:
    url = out.on("/x", says())
    client = out.client()
    await client.get(url)
    await client.get("https://b.test/x")
    assert len(out.server.visits) == 2
    for visit in out.server.visits:
        assert visit.transport.negotiatedProtocol == b"http/1.1"
    lines = [one.transport for kept in client.pool._idle.values() for one in kept]
    assert len(lines) == 2
    assert len({line.transport.getHandle().get_context() for line in lines}) == 1


async def test_a_session_is_resumed_for_the_same_host_only(out: Outside) -> None:
    resumed: list[bool] = []

    def script(visit: Visit) -> None:
        resumed.append(is_resumed(visit))
        visit.answer(Connection="close")

    url = out.on("/x", script)
    client = out.client()
    for _ in range(2):
        await client.get(url)
        await client.post(url, headers=Headers(), body=b"x")
    await client.get("https://b.test/x")
    assert resumed == [False, True, True, True, False]


async def test_a_resumed_session_belongs_to_whom_it_was_made_with(out: Outside) -> None:
    await out.client().get(out.on("/x", says(200, b"", Connection="close")))
    stranger = out.client(trusts=False)
    assert "certificate" in (await refused(stranger, "https://a.test/x")).detail


# Turns


async def test_only_so_many_requests_ask_one_host_at_once(out: Outside) -> None:
    waiting: list[Visit] = []
    url = out.on("/x", waiting.append)
    client = attrs.evolve(out.client(), turns=HostTurns(2, 1))
    running = [flow.start(client.get(f"{url}?{n}")) for n in range(3)]
    await until(lambda: len(waiting) == 2)
    failed = await refused(client, url)
    assert failed.can_retry
    assert "wait already" in failed.detail
    other = flow.start(client.get("https://b.test/x"))
    await until(lambda: len(waiting) == 3)
    for visit in waiting:
        visit.answer()
    await until(lambda: len(waiting) == 4)
    waiting[3].answer()
    for request in [*running, other]:
        assert (await request).status == 200
