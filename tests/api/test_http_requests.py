"""The plumbing over real connections: keeping them open, refusing, answering, on both carriers."""

import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted
import treq

from gotosocial.util import flow
from tests.support.small_site import SmallSite, close_site, open_site
from tests.support.waiting import until
from tests.support.wire import Wire, ask, connect, request

ALICE = {"Authorization": "Bearer alice"}


@pytest_twisted.async_yield_fixture(params=["klein", "straight"])
async def site(request: Any, tmp_path: Path) -> AsyncIterator[SmallSite]:
    opened, port = await open_site(tmp_path, carrier=request.param)
    yield opened
    await close_site(opened, port)


@pytest_twisted.ensureDeferred
async def test_a_known_token_opens_a_door_and_the_answer_is_complete(site: SmallSite) -> None:
    answer = await ask(site.port, "GET", "/api/v1/constant", ALICE)
    assert (answer.status, answer.body) == (200, b'{"who":"alice"}')
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["server"] == "gotosocial"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["permissions-policy"] == "browsing-topics=()"
    assert "noai" in answer.headers["x-robots-tag"]
    assert answer.headers["date"].endswith("GMT")
    assert answer.headers["x-ratelimit-limit"] == "300"
    assert answer.headers["x-ratelimit-reset"].endswith("Z")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    for exposed in ("Link", "X-RateLimit-Remaining", "Mastodon-Async-Refresh", "Deprecation"):
        assert exposed in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    ("method", "path", "token", "status", "words"),
    [
        ("GET", "/api/v1/constant", "", 401, "token"),
        ("GET", "/api/v1/constant", "nonsense", 401, "token"),
        ("GET", "/api/v1/constant", "reader", 200, "reader"),
        ("POST", "/api/v1/things", "reader", 403, "write:statuses"),
        ("POST", "/api/v1/things", "application", 403, "application"),
        ("POST", "/api/v1/things", "moved", 403, "moved"),
        ("GET", "/api/v1/constant", "moved", 200, "moved"),
        ("GET", "/api/v1/admin/things", "alice", 403, "admin:read"),
        ("GET", "/api/v1/admin/things", "notadmin", 403, "admin"),
        ("GET", "/api/v1/admin/things", "admin", 200, "ok"),
        ("GET", "/api/v1/apps/verify", "application", 200, "false"),
        ("GET", "/api/v1/things", "nonsense", 200, "null"),
        ("GET", "/api/v1/things", "reader", 200, "reader"),
    ],
)
@pytest_twisted.ensureDeferred
async def test_who_may_pass(
    site: SmallSite, method: str, path: str, token: str, status: int, words: str
) -> None:
    answer = await ask(site.port, method, path, {"Authorization": f"Bearer {token}"} if token else {})
    assert answer.status == status
    assert words in answer.body.decode()
    if status == 401:
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest_twisted.ensureDeferred
async def test_a_token_in_the_query_counts_and_never_reaches_form_or_log(site: SmallSite) -> None:
    answer = await ask(site.port, "GET", "/api/v1/things?a=1&access_token=alice")
    assert json.loads(answer.body) == {"a": "1", "who": "alice"}
    await until(lambda: site.lines)
    assert "alice" not in "".join(site.lines)
    assert "path=/api/v1/things status=200" in "".join(site.lines)


@pytest_twisted.ensureDeferred
async def test_a_connection_stays_open_and_closes_when_asked(site: SmallSite) -> None:
    wire = await connect(site.port)
    for _ in range(3):
        wire.send(request("GET", "/api/v1/things/1"))
        assert (await wire.answer()).status == 200
    wire.send(request("GET", "/api/v1/things/1", {"Connection": "TE, close"}))
    answer = await wire.answer()
    assert answer.headers["connection"] == "close"
    assert await wire.closed() == b""


@pytest_twisted.ensureDeferred
async def test_http_1_0_gets_its_answer_and_the_end(site: SmallSite) -> None:
    wire = await connect(site.port)
    wire.send(b"GET /api/v1/things/7 HTTP/1.0\r\nUser-Agent: old\r\n\r\n")
    assert json.loads((await wire.answer()).body)["id"] == "7"
    await wire.closed()


@pytest_twisted.ensureDeferred
async def test_pipelined_requests_are_answered_in_order(site: SmallSite) -> None:
    wire = await connect(site.port)
    waiting = request("POST", "/api/v1/slow", body=b"12345")
    wire.send(waiting + b"".join(request("GET", f"/api/v1/things/{number}") for number in range(20)))
    await until(lambda: site.factory.pipeline.running == 1)
    assert wire.buffer == b""
    site.doors.gate.callback(None)
    assert (await wire.answer()).body == b'{"n":5}'
    for number in range(20):
        assert json.loads((await wire.answer()).body)["id"] == str(number)


@pytest_twisted.ensureDeferred
async def test_head_is_get_without_its_body(site: SmallSite) -> None:
    wire = await connect(site.port)
    wire.send(request("HEAD", "/api/v1/constant", ALICE) + request("HEAD", "/nope"))
    answer = await wire.answer(for_head=True)
    assert (answer.status, answer.headers["content-length"]) == (200, "15")
    assert (await wire.answer(for_head=True)).status == 404
    wire.send(request("GET", "/nothing"))
    empty = await wire.answer()
    assert empty.status == 204
    assert "content-length" not in empty.headers
    assert "content-type" not in empty.headers


@pytest.mark.parametrize(
    "path",
    ["/api/v1/nope", "/oauth/nope", "/nodeinfo/9", "/api/v1/things/a%2Fb", "/api/v1/things/%00", "/api"],
)
@pytest_twisted.ensureDeferred
async def test_an_unknown_path_of_the_api_is_json(site: SmallSite, path: str) -> None:
    answer = await ask(site.port, "GET", path, {"Accept": "text/html"} if path != "/api" else {})
    assert answer.status == 404
    assert json.loads(answer.body) == {"error": "not found"}


@pytest_twisted.ensureDeferred
async def test_a_browser_gets_a_page_with_the_request_id(site: SmallSite) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "X-Request-Id": "my-id.1"}
    answer = await ask(site.port, "GET", "/nowhere", browser)
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert b"<h1>404</h1>not found my-id.1" in answer.body
    assert answer.headers["x-request-id"] == "my-id.1"
    assert "access-control-allow-origin" not in answer.headers


@pytest_twisted.ensureDeferred
async def test_a_wrong_method_names_the_right_ones(site: SmallSite) -> None:
    answer = await ask(site.port, "DELETE", "/api/v1/things")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert "error" in json.loads(answer.body)
    assert (await ask(site.port, "BREW", "/api/v1/things/1")).status == 405


@pytest_twisted.ensureDeferred
async def test_a_preflight_is_answered_for_every_known_path(site: SmallSite) -> None:
    asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    answer = await ask(site.port, "OPTIONS", "/api/v1/constant", asked)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "PATCH" in answer.headers["access-control-allow-methods"]
    for name in ("Authorization", "Idempotency-Key", "Content-Type"):
        assert name in answer.headers["access-control-allow-headers"]
    assert int(answer.headers["access-control-max-age"]) >= 120
    assert (await ask(site.port, "OPTIONS", "/api/v1/nope", asked)).status == 404


@pytest_twisted.ensureDeferred
async def test_without_a_user_agent_it_is_a_teapot(site: SmallSite) -> None:
    answer = await ask(site.port, "GET", "/api/v1/constant", ALICE, agent="")
    assert answer.status == 418
    assert "error" in json.loads(answer.body)


@pytest_twisted.ensureDeferred
async def test_json_routes_look_at_accept(site: SmallSite) -> None:
    for accept, status in (("text/csv", 406), ("text/html, */*;q=0.1", 200), ("application/*", 200)):
        assert (await ask(site.port, "GET", "/api/v1/things/1", {"Accept": accept})).status == status


@pytest.mark.parametrize(
    ("kind", "status", "error"),
    [
        ("conflict", 409, "taken"),
        ("contention", 503, "the server is busy, try again"),
        ("gone", 410, "gone"),
        ("invalid", 400, "bad thing"),
        ("refused", 422, "not now"),
        ("unforeseen", 500, "internal server error"),
    ],
)
@pytest_twisted.ensureDeferred
async def test_troubles_become_statuses(site: SmallSite, kind: str, status: int, error: str) -> None:
    answer = await ask(site.port, "GET", f"/api/v1/trouble/{kind}")
    assert (answer.status, json.loads(answer.body)) == (status, {"error": error})
    if status == 503:
        assert answer.headers["retry-after"] == "1"


@pytest_twisted.ensureDeferred
async def test_a_client_that_hangs_up_does_not_cancel_a_door(site: SmallSite) -> None:
    wire = await connect(site.port)
    wire.send(request("POST", "/api/v1/slow", body=b"1"))
    await until(lambda: site.factory.pipeline.running == 1)
    wire.hang_up()
    await until(lambda: not site.factory.channels)
    assert site.doors.done == []
    site.doors.gate.callback(None)
    await until(lambda: site.factory.pipeline.running == 0)
    assert site.doors.done == ["slow"]


@pytest_twisted.ensureDeferred
async def test_large_texts_are_zipped_for_those_who_want_that(site: SmallSite) -> None:
    plain = await ask(site.port, "GET", "/api/v1/big")
    assert "content-encoding" not in plain.headers
    assert plain.headers["vary"] == "Accept-Encoding"
    zipped = await ask(site.port, "GET", "/api/v1/big", {"Accept-Encoding": "br, gzip"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert gzip.decompress(zipped.body) == plain.body
    assert len(zipped.body) < len(plain.body) / 10
    for accepts, is_zipped in (("gzip;q=0", 0), ("*, gzip;q=0", 0), ("*;q=0, gzip", 1), ("*;q=0.5", 1)):
        answer = await ask(site.port, "GET", "/api/v1/big", {"Accept-Encoding": accepts})
        assert ("content-encoding" in answer.headers) == bool(is_zipped), accepts
    small = await ask(site.port, "GET", "/api/v1/things/1", {"Accept-Encoding": "gzip"})
    assert "content-encoding" not in small.headers


@pytest_twisted.ensureDeferred
async def test_pages_link_to_their_neighbours(site: SmallSite) -> None:
    answer = await ask(site.port, "GET", "/api/v1/paged?limit=2&types[]=a&max_id=z&access_token=alice")
    url = "https://example.org/api/v1/paged?types%5B%5D=a&limit=2"
    assert answer.headers["link"] == f'<{url}&max_id=a>; rel="next", <{url}&min_id=b>; rel="prev"'
    last = await ask(site.port, "GET", "/api/v1/paged")
    assert last.headers["link"] == '<https://example.org/api/v1/paged?limit=20&min_id=b>; rel="prev"'
    assert (await ask(site.port, "GET", "/api/v1/paged?limit=x")).status == 400


@pytest_twisted.ensureDeferred
async def test_an_ordinary_client_finds_its_way(site: SmallSite) -> None:
    url = f"http://127.0.0.1:{site.port}/api/v1/things"
    answer = await treq.post(url, json={"a": "b"}, headers={**ALICE, "User-Agent": "treq"})
    assert await answer.json() == {"a": "b"}


@pytest_twisted.ensureDeferred
async def test_literal_starts_of_segments_match(site: SmallSite) -> None:
    answer = await ask(site.port, "GET", "/@%C3%A4nne")
    assert answer.body.decode() == "<h1>änne</h1>"
    assert (await ask(site.port, "GET", "/@")).status == 404


@pytest_twisted.ensureDeferred
async def test_draining_finishes_what_runs_and_closes_what_is_idle(site: SmallSite) -> None:
    idle: Wire = await connect(site.port)
    busy = await connect(site.port)
    busy.send(request("POST", "/api/v1/slow", body=b"12"))
    await until(lambda: site.factory.pipeline.running == 1)
    draining = flow.start(site.factory.drain(5))
    await idle.closed()
    site.doors.gate.callback(None)
    answer = await busy.answer()
    assert (answer.body, answer.headers["connection"]) == (b'{"n":2}', "close")
    await draining
    assert not site.factory.channels
