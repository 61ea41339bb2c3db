"""What a client may not do: call too often, all at once, too slowly, or under another's address."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest_twisted

from gotosocial.http.channel import BODY_SECONDS, HEAD_SECONDS, IDLE_SECONDS, LINGER_SECONDS, STALLED_SECONDS
from tests.support.instance import running
from tests.support.small_site import SmallSite, close_site, open_site
from tests.support.waiting import until
from tests.support.wire import ask, connect, request

Opener = Callable[..., Any]


@pytest_twisted.async_yield_fixture
async def opener(tmp_path: Path) -> AsyncIterator[Opener]:
    opened = []

    async def open_one(**settings: Any) -> SmallSite:
        site, port = await open_site(tmp_path, **settings)
        opened.append((site, port))
        return site

    yield open_one
    for site, port in opened:
        await close_site(site, port)


def behind(client: str) -> dict[str, str]:
    return {"X-Forwarded-For": client}


@pytest_twisted.ensureDeferred
async def test_past_the_limit_the_answer_is_429_until_the_window_ends(opener: Opener) -> None:
    site = await opener(rate_limit=2)
    for left in ("1", "0"):
        answer = await ask(site.port, "GET", "/api/v1/things/1")
        assert (answer.status, answer.headers["x-ratelimit-remaining"]) == (200, left)
    over = await ask(site.port, "GET", "/api/v1/things/1")
    assert over.status == 429
    assert "rate limit" in json.loads(over.body)["error"]
    assert 0 < int(over.headers["retry-after"]) <= 300
    assert over.headers["x-ratelimit-limit"] == "2"
    assert (await ask(site.port, "GET", "/api/v1/unknown")).status == 429
    assert (await ask(site.port, "GET", "/@alice")).status == 200
    assert (await ask(site.port, "POST", "/users/bob/inbox", body=b"{}")).status == 202


@pytest_twisted.ensureDeferred
async def test_health_checks_are_not_counted(tmp_path: Path) -> None:
    async with running("sqlite", tmp_path, advanced={"rate_limit_requests": 1}) as server:
        asked = ["/api/v1/instance", "/api/v1/instance", *["/livez", "/readyz"] * 3]
        answers = [await server.ask("GET", path) for path in asked]
    assert [one.status for one in answers] == [200, 429, *[200] * 6]
    assert not any("x-ratelimit-limit" in one.headers for one in answers[2:])


@pytest_twisted.ensureDeferred
async def test_clients_behind_a_trusted_proxy_count_each_for_itself(opener: Opener) -> None:
    site = await opener(rate_limit=1, rate_limit_exceptions=("203.0.113.0/24",))
    for client, status in (
        ("198.51.100.1", 200),
        ("198.51.100.2", 200),
        ("198.51.100.1", 429),
        ("2001:db8::1", 200),
        ("2001:db8::2", 429),
        ("203.0.113.9", 200),
        ("203.0.113.9", 200),
    ):
        assert (await ask(site.port, "GET", "/api/v1/things/1", behind(client))).status == status
    shown = await ask(site.port, "GET", "/api/v1/things/1", behind("203.0.113.7"))
    assert json.loads(shown.body)["client"] == "203.0.113.7"


@pytest_twisted.ensureDeferred
async def test_nobody_else_is_believed_and_no_limit_means_no_headers(opener: Opener) -> None:
    site = await opener(trusted_proxies=(), rate_limit=0)
    answer = await ask(site.port, "GET", "/api/v1/things/1", behind("203.0.113.7"))
    assert json.loads(answer.body)["client"] == "127.0.0.1"
    assert "x-ratelimit-limit" not in answer.headers


@pytest_twisted.ensureDeferred
async def test_past_slots_and_backlog_the_answer_is_503(opener: Opener) -> None:
    site = await opener(throttle_multiplier=1, throttle_retry_after=17.0)
    throttle = site.factory.pipeline._throttles["client"]
    places = throttle._slots + throttle._backlog
    health = site.factory.pipeline._throttles["health"]
    assert [health.enter() for _ in range(2 * places)] == [None] * 2 * places
    wires = [await connect(site.port) for _ in range(places)]
    for wire in wires:
        wire.send(request("POST", "/api/v1/slow", body=b"1"))
    await until(lambda: site.factory.pipeline.running == places)
    over = await ask(site.port, "GET", "/api/v1/things/1")
    assert (over.status, over.headers["retry-after"]) == (503, "17")
    assert (await ask(site.port, "GET", "/@alice")).status == 200
    site.doors.gate.callback(None)
    for wire in wires:
        assert (await wire.answer()).status == 200
    assert (await ask(site.port, "GET", "/api/v1/things/1")).status == 200


@pytest_twisted.ensureDeferred
async def test_gzip_can_be_switched_off(opener: Opener) -> None:
    site = await opener(gzip=False)
    answer = await ask(site.port, "GET", "/api/v1/big", {"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert "vary" not in answer.headers


@pytest_twisted.ensureDeferred
async def test_the_request_id_header_has_the_name_it_is_given(opener: Opener) -> None:
    site = await opener(request_id_header="X-Trace")
    answer = await ask(site.port, "GET", "/api/v1/things/1", {"X-Trace": "abc"})
    assert answer.headers["x-trace"] == "abc"
    forged = await ask(site.port, "GET", "/api/v1/things/1", {"X-Trace": 'a" b=c'})
    assert forged.headers["x-trace"].isalnum()
    await until(lambda: "request_id=abc" in "".join(site.lines))


@pytest_twisted.ensureDeferred
async def test_connections_end_when_the_client_takes_too_long(opener: Opener) -> None:
    site = await opener()
    for begun, patience in (
        (b"", IDLE_SECONDS),
        (b"GET /api/v1/thi", HEAD_SECONDS),
        (request("POST", "/users/bob/inbox", {"Content-Length": "9"}), BODY_SECONDS),
    ):
        wire = await connect(site.port)
        wire.send(begun)
        await until(lambda: site.factory.channels)
        (channel,) = site.factory.channels
        wanted = {b"": "idle", b"GET /api/v1/thi": "head"}.get(begun, "body")
        await until(lambda channel=channel, wanted=wanted: channel.state == wanted)
        channel.sweep(channel.since + patience - 1)
        assert channel in site.factory.channels
        channel.sweep(channel.since + patience + 1)
        assert await wire.closed() == b""
        await until(lambda: not site.factory.channels)


@pytest_twisted.ensureDeferred
async def test_a_door_may_take_its_time_but_a_reader_may_not_stall_forever(opener: Opener) -> None:
    site = await opener()
    wire = await connect(site.port)
    wire.send(request("POST", "/api/v1/slow", body=b"1"))
    await until(lambda: site.factory.pipeline.running == 1)
    (channel,) = site.factory.channels
    channel.sweep(channel.since + 10_000)
    site.doors.gate.callback(None)
    assert (await wire.answer()).status == 200
    channel.stalled_since = site.factory.now()
    channel.sweep(site.factory.now() + STALLED_SECONDS + 1)
    await wire.closed()


@pytest_twisted.ensureDeferred
async def test_who_goes_on_sending_after_a_refusal_is_cut_off(opener: Opener) -> None:
    site = await opener()
    wire = await connect(site.port)
    wire.send(request("POST", "/users/bob/inbox", {"Content-Length": "90000000"}))
    assert (await wire.answer()).status == 413
    wire.send(b"x" * 100_000)
    await until(lambda: wire.is_closed or not site.factory.channels, seconds=LINGER_SECONDS + 5)


@pytest_twisted.ensureDeferred
async def test_a_client_that_pipelines_and_reads_nothing_is_not_served_further(opener: Opener) -> None:
    site = await opener(rate_limit=0)
    wire = await connect(site.port)
    wire.transport.pauseProducing()
    wire.send(request("GET", "/api/v1/big") * 4000)
    await until(lambda: any(channel.stalled_since is not None for channel in site.factory.channels))
    (channel,) = site.factory.channels
    kept = channel.transport
    assert len(kept.dataBuffer) + sum(map(len, kept._tempDataBuffer)) < 2_000_000
    wire.transport.resumeProducing()
    for _ in range(4000):
        assert (await wire.answer()).status == 200
    wire.hang_up()
