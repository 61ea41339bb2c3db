"""Heads, errors, Accept headers, paging and the access log, each for itself."""

import json
from typing import Any

import pytest
from twisted.internet.task import Clock as Timers

from gotosocial import errors
from gotosocial.errors import Invalid
from gotosocial.http.access_log import AccessLog, Entry
from gotosocial.http.call import Call
from gotosocial.http.failures import Failures, admits, prefers_html, status_of, wants_page
from gotosocial.http.heads import HeadKind, Heads, replaced_by
from gotosocial.http.limits import Verdict
from gotosocial.http.pages import link_header, offset_paging, paging
from gotosocial.http.settings import HttpSettings
from gotosocial.util.log import clock_face
from gotosocial.util.paging import Page, Slice
from tests.unit.http.test_limits import Hands

ISO = clock_face(HttpSettings(origin="").log_timestamp_format)

KIND = HeadKind(status=200, content_type="application/json", cache="no-store")


class NoHeaders:
    def get(self, name: str, default: str = "") -> str:
        return default


def call(query: str = "") -> Call:
    return Call(
        method="GET",
        path="/api/v1/x",
        query=query,
        args={},
        headers=NoHeaders(),
        client="1.2.3.4",
        requester=None,
        origin="https://example.org",
    )


def heads(**settings: Any) -> Heads:
    return Heads(HttpSettings(origin="https://example.org", **settings), Hands())


def lines(head: bytes) -> list[str]:
    assert head.endswith(b"\r\n\r\n")
    return head.decode().split("\r\n")[:-2]


def test_a_head_is_complete_and_in_order() -> None:
    verdict = Verdict(300, 299, "soon", 1.0, False)
    head = lines(heads().write(KIND, length=5, request_id="id", verdict=verdict, closes=True))
    assert head[0] == "HTTP/1.1 200 OK"
    for line in (
        "Content-Length: 5",
        "X-Request-Id: id",
        "X-RateLimit-Remaining: 299",
        "Date: Thu, 01 Jan 1970 00:16:40 GMT",
        "Connection: close",
    ):
        assert line in head
    assert len({line.partition(":")[0] for line in head}) == len(head)


def test_the_date_ticks() -> None:
    clock = Hands()
    made = Heads(HttpSettings(origin=""), clock)
    made.write(KIND, length=0, request_id="")
    clock.seconds += 61
    assert b"00:17:41 GMT" in made.write(KIND, length=0, request_id="")


def test_what_a_door_writes_itself_is_not_written_twice() -> None:
    extra = (("Content-Security-Policy", "default-src https:"), ("X-Robots-Tag", "noai"), ("Vary", "Accept"))
    kind = HeadKind(status=200, content_type="text/html", replaced=replaced_by(extra))
    head = heads().write(kind, length=0, request_id="", extra=extra).decode().lower()
    assert head.count("content-security-policy") == head.count("x-robots-tag") == head.count("vary") == 1


def test_values_cannot_break_out_of_their_line() -> None:
    head = heads().write(KIND, length=0, request_id="", extra=(("Location", "/x\r\nSet-Cookie: a=b"),))
    assert b"\r\nSet-Cookie" not in head


def test_the_policy_names_the_bucket() -> None:
    head = heads(csp_extra_uris=("https://bucket.example",)).write(KIND, length=0, request_id="")
    assert b"img-src 'self' blob: data: https://bucket.example" in head
    assert b"media-src 'self' https://bucket.example" in head


def test_pages_are_not_for_other_origins_and_may_be_indexed() -> None:
    kind = HeadKind(status=200, content_type="text/html; charset=utf-8", for_robots=True)
    head = heads().write(kind, length=0, request_id="")
    assert b"Access-Control" not in head
    assert b"X-Robots-Tag: noai, noimageai\r\n" in head


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.Invalid(), 400),
        (errors.Malformed(), 400),
        (errors.Unauthorized(), 401),
        (errors.NotAllowed(), 403),
        (errors.NotFound(), 404),
        (errors.NotAcceptable(), 406),
        (errors.Conflict(), 409),
        (errors.Gone(), 410),
        (errors.TooLarge(), 413),
        (errors.Unsupported(), 415),
        (errors.Refused(), 422),
        (errors.TooMany(retry_after=1), 429),
        (errors.NotImplementedHere(), 501),
        (errors.RemoteFailed("x", can_retry=True), 502),
        (errors.Overloaded(), 503),
        (errors.Contention(), 503),
        (errors.StorageFull(), 503),
        (errors.TryAgainLater(5), 503),
        (errors.Misconfigured(), 500),
        (errors.Trouble(), 500),
        (ValueError(), 500),
    ],
)
def test_every_trouble_has_its_status(error: Exception, status: int) -> None:
    assert status_of(error) == status


def test_every_trouble_of_the_family_is_in_the_table() -> None:
    classes = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    family = {kind for kind in classes if issubclass(kind, errors.Trouble)}
    known = {kind for kind in family if status_of(kind.__new__(kind)) != 500}
    assert {kind.__name__ for kind in family - known} == {"Trouble", "Misconfigured"}


def test_retry_after_is_whole_seconds() -> None:
    failures = Failures(lambda status, message, request_id: message)
    reply = failures.reply(errors.TooMany(retry_after=0.2), wants_page=False, request_id="", challenge="")
    assert reply.headers == (("Retry-After", "1"),)
    assert json.loads(reply.body) == {"error": "too many requests"}


@pytest.mark.parametrize(
    ("accept", "wants"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("application/activity+json, text/html;q=0.5", False),
        ("application/activity+json;q=0.5, text/html", True),
        ("text/html;q=0", False),
        ("text/html;q=x", True),
    ],
)
def test_browsers_are_known_by_what_they_accept(accept: str, wants: bool) -> None:
    assert prefers_html(accept) is wants
    assert wants_page("/somewhere", accept) is wants
    assert not wants_page("/api/v1/x", accept)


@pytest.mark.parametrize(
    ("accept", "is_fine"),
    [
        ("application/json", True),
        ("APPLICATION/JSON; charset=utf-8", True),
        ("*/*;q=0.1", True),
        ("application/*", True),
        ("text/html, */*;q=0", False),
        ("text/csv", False),
        ("text/html,", True),
    ],
)
def test_accept_admits_what_is_made_or_not(accept: str, is_fine: bool) -> None:
    assert admits(accept, ("application/json",)) is is_fine


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("", Page(limit=20)),
        ("limit=0", Page(limit=20)),
        ("limit=", Page(limit=20)),
        ("limit=7&max_id=A&since_id=B&min_id=C", Page(limit=7, max_id="A", since_id="B", min_id="C")),
        ("limit=1000", Page(limit=40)),
        ("limit=-5", Page(limit=1)),
    ],
)
def test_limits_are_clamped(query: str, page: Page) -> None:
    assert paging(call(query), default=20, maximum=40) == page


@pytest.mark.parametrize(
    "query", ["limit=x", "limit=1.5", "limit=%C2%B2", "limit=" + "1" * 30, "max_id=" + "x" * 600]
)
def test_what_is_no_page_is_invalid(query: str) -> None:
    with pytest.raises(Invalid):
        paging(call(query))


def test_links_keep_filters_and_lose_tokens() -> None:
    found: Slice[object] = Slice(items=[], newest="N", oldest="O", has_more=True)
    (name, value), = link_header(call("local=true&max_id=Z&access_token=secret&limit=99"), found, 40)
    assert name == "Link"
    assert value == (
        '<https://example.org/api/v1/x?local=true&limit=40&max_id=O>; rel="next", '
        '<https://example.org/api/v1/x?local=true&limit=40&min_id=N>; rel="prev"'
    )
    assert link_header(call(), Slice(items=[]), 20) == ()


def test_offsets_page_too() -> None:
    page = offset_paging(call("offset=10&limit=5"), default=20, maximum=40)
    assert (page.offset, page.limit) == (10, 5)
    assert offset_paging(call("offset=-3")).offset == 0


def test_the_log_is_written_in_bunches_and_cannot_be_forged() -> None:
    written: list[str] = []
    timers = Timers()
    log = AccessLog(written.append, "logfmt", True, Hands(), timers, ISO)
    log.add(Entry("GET", b'/a" status=200\n', 404, 5, 0.0015, "id", "1.2.3.4"))
    log.add(Entry("GET", b"/b", 200, 5, 0.0015, "id", "1.2.3.4"))
    assert written == []
    timers.advance(1)
    first, second = written[0].splitlines()
    assert 'path="/a\\" status=200\\n" status=404' in first
    assert second.startswith("timestamp=1970-01-01T00:16:40.000Z level=info method=GET path=/b status=200")
    assert "bytes=5 ms=1.5" in second
    assert second.endswith("request_id=id client=1.2.3.4")
    for _ in range(500):
        log.add(Entry("GET", b"/c", 200, 5, 0.001, "id", ""))
    assert len(written) == 2


def test_the_log_may_be_json_and_without_addresses() -> None:
    written: list[str] = []
    log = AccessLog(written.append, "json", False, Hands(), Timers(), ISO)
    log.add(Entry("GET", b"/\xff", 200, 5, 0.0015, "id", "1.2.3.4"))
    log.flush()
    entry = json.loads(written[0])
    assert (entry["path"], entry["status"], entry["ms"]) == ("/\xff", 200, 1.5)
    assert "1.2.3.4" not in written[0]


def test_a_line_of_the_log_stays_short() -> None:
    written: list[str] = []
    log = AccessLog(written.append, "logfmt", False, Hands(), Timers(), ISO)
    log.add(Entry("GET", b"/" + b"x" * 30_000, 404, 5, 0.0015, "id", ""))
    log.flush()
    assert len(written[0]) < 1000


def test_the_log_shows_the_time_as_the_admin_wants_it() -> None:
    for layout, start in (
        ("02/01/2006 15:04:05.000", 'timestamp="01/01/1970 00:16:40.000" level=info method=GET'),
        ("15:04", "timestamp=00:16 level=info method=GET"),
        ("", "level=info method=GET"),
    ):
        for shape in ("logfmt", "json"):
            written: list[str] = []
            log = AccessLog(written.append, shape, False, Hands(), Timers(), clock_face(layout))
            log.add(Entry("GET", b"/", 200, 5, 0.0015, "id", ""))
            log.flush()
            if shape == "logfmt":
                assert written[0].startswith(start)
            else:
                assert json.loads(written[0]).get("timestamp", "") in start
                assert ("timestamp" in written[0]) == bool(layout)


def test_a_log_that_is_not_wanted_keeps_nothing() -> None:
    timers = Timers()
    log = AccessLog(None, "logfmt", False, Hands(), timers, ISO)
    log.add(Entry("GET", b"/", 200, 5, 0.0015, "id", ""))
    log.flush()
    assert not timers.getDelayedCalls()
