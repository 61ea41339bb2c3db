"""Whom the outgoing client connects to: addresses, names, certificates, sessions."""

from collections.abc import AsyncIterator
from ipaddress import ip_network
from pathlib import Path

import pytest
import pytest_twisted
from OpenSSL import SSL
from twisted.internet.defer import Deferred
from twisted.web.http_headers import Headers

from gotosocial.errors import RemoteFailed
from gotosocial.http.client import HttpClient, open_http_client
from gotosocial.http.outgoing import Limits
from gotosocial.http.safe_agent import Place
from tests.support.certificates import a_certificate
from tests.support.outside import Outside, client_section, outside
from tests.support.rude_server import Visit, folder_of, says, writes
from tests.support.waiting import wait
from tests.support.wire import reactor


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


# Addresses


async def test_no_connection_is_made_to_a_refused_address(out: Outside) -> None:
    url = out.on("/x", says())
    failed = await refused(out.client(allow_ips=()), url)
    assert not failed.can_retry
    assert "127.0.0.1" in failed.detail
    with pytest.raises(RemoteFailed):
        await out.client(allow_ips=()).post(url, headers=Headers(), body=b"x")
    await wait(0.05)
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
    await wait(0.05)
    assert not out.server.visits


async def test_the_system_resolver_reaches_what_is_allowed(out: Outside) -> None:
    out.on("/x", says(200, b"reached"))
    client = out.client(asks_system=True)
    answer = await client.get(f"https://127.0.0.1:{out.port}/x")
    assert answer.body == b"reached"
    assert answer.host == f"127.0.0.1:{out.port}"
    assert out.server.asked[0].headers["host"] == f"127.0.0.1:{out.port}"


async def test_a_name_that_moves_to_a_private_address_is_refused_at_the_next_connection(out: Outside) -> None:
    url = out.on("/x", says(200, b"", Connection="close"))
    client = out.client(allow_ips=(ip_network("127.0.0.1/32"),))
    await client.get(url)
    out.resolver.places["a.test"] = [Place("127.0.0.2", out.port)]
    assert "127.0.0.2" in (await refused(client, url)).detail
    assert len(out.server.visits) == 1


async def test_a_resolver_that_never_answers_is_left(out: Outside) -> None:
    gone: Deferred[list[Place]] = Deferred()

    class Silent:
        async def resolve(self, host: str, port: int) -> list[Place]:
            return await gone

    client = open_http_client(reactor, client_section(), "test", resolver=Silent())
    with pytest.raises(RemoteFailed) as failed:
        await client.get("https://a.test/", limits=Limits(head=0.2))
    assert failed.value.can_retry
    assert "in time" in failed.value.detail
    assert gone.called


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


@pytest.mark.parametrize("host", ["xn--i-7iq.test", "a_b.test", "a--b.test", "xn--bcher-kva.test"])
async def test_names_that_idna_does_not_like_have_certificates_too(out: Outside, host: str) -> None:
    files = out.authority.issue(folder_of(out.folder, "odd"), host)
    port = out.server.listen(files)
    out.resolver.add(host, port, address="127.0.0.1")
    out.resolver.add(host, port, address="::1")
    out.on("/x", says(200, b"fine"))
    assert (await out.client().get(f"https://{host}/x")).body == b"fine"
    out.resolver.add("other.test", port)
    assert "another name" in (await refused(out.client(), "https://other.test/x")).detail


@pytest.mark.parametrize("host", ["2130706433", "127.0.0.2"])
async def test_an_address_is_no_name_and_another_one_is_another(out: Outside, host: str) -> None:
    out.resolver.add(host, out.port)
    assert "another name" in (await refused(out.client(), f"https://{host}/x")).detail


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
