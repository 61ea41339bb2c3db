"""Requests of the outgoing client over real sockets: what is sent, redirects, connections, turns."""

from collections.abc import AsyncIterator
from ipaddress import ip_network
from pathlib import Path

import attrs
import pytest
import pytest_twisted
from twisted.web.http_headers import Headers

from gotosocial.errors import RemoteFailed
from gotosocial.http.client import HttpClient
from gotosocial.http.host_turns import HostTurns
from gotosocial.util import flow
from tests.support.outside import Outside, outside
from tests.support.rude_server import Visit, leads_to, says
from tests.support.waiting import until


@pytest_twisted.async_yield_fixture
async def out(tmp_path: Path) -> AsyncIterator[Outside]:
    """A rude server and what belongs to it."""
    async with outside(tmp_path) as made:
        yield made


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
    assert (answer.status, answer.retry_after, answer.body) == (503, 120.0, b"busy")
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
