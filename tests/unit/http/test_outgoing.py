"""Records of outgoing requests, bodies with a hard stop, turns per host, words for failures."""

import gzip
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from OpenSSL import SSL
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.error import ConnectionDone, ConnectionRefusedError, DNSLookupError
from twisted.python.failure import Failure
from twisted.web.client import ResponseDone, ResponseFailed

from gotosocial.errors import Gone, NotFound, RemoteFailed
from gotosocial.http.body_reader import BodyBroken, BodyReader, BodyTooLarge
from gotosocial.http.client_failures import is_cancelled, network_failure
from gotosocial.http.client_tls import CertificateRefused
from gotosocial.http.host_turns import HostTurns
from gotosocial.http.outgoing import AnswerHeaders, ContentType, Fetched, seconds_to_wait
from gotosocial.http.safe_agent import AddressRefused
from gotosocial.util import flow

NOW = datetime(2024, 1, 31, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("99999999999999999999", 604800.0),
        ("Wed, 31 Jan 2024 12:01:00 GMT", 60.0),
        ("Wed, 31 Jan 2024 11:00:00 GMT", 0.0),
        ("Wed, 31 Jan 2524 11:00:00 GMT", 604800.0),
        ("Wed, 31 Jan 2024 12:01:00", 60.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1e3", None),
        ("٣", None),
        ("Wed, 99 Jan 2024 12:01:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert seconds_to_wait(header, NOW) == seconds


@given(st.text(max_size=40))
def test_no_retry_after_breaks_its_reader(header: str) -> None:
    assert seconds_to_wait(header, NOW) is None or seconds_to_wait(header, NOW) >= 0  # type: ignore[operator]  # not None


@pytest.mark.parametrize(
    ("header", "kind", "parameters"),
    [
        ("application/activity+json", "application/activity+json", {}),
        (
            'Application/LD+JSON; profile="https://www.w3.org/ns/activitystreams"; Charset=UTF-8',
            "application/ld+json",
            {"profile": "https://www.w3.org/ns/activitystreams", "charset": "UTF-8"},
        ),
        ("text/html;charset=utf-8", "text/html", {"charset": "utf-8"}),
        ("", "", {}),
        (";;;", "", {}),
    ],
)
def test_a_content_type_has_a_kind_and_parameters(header: str, kind: str, parameters: dict[str, str]) -> None:
    assert ContentType.read(header) == ContentType(kind=kind, parameters=parameters)


@given(st.text(max_size=80))
def test_no_content_type_breaks_its_reader(header: str) -> None:
    assert ContentType.read(header).kind == ContentType.read(header).kind.lower()


def test_headers_are_found_in_any_case() -> None:
    headers = AnswerHeaders([("X-Robots-Tag", "noindex"), ("x-robots-tag", "nofollow")])
    assert headers.get("X-ROBOTS-TAG") == "noindex, nofollow"
    assert headers.all("x-Robots-tag") == ["noindex", "nofollow"]
    assert "x-robots-tag" in headers
    assert headers.get("Location") == ""


def fetched(status: int, **headers: str) -> Fetched:
    return Fetched(
        url="https://a.example/",
        host="a.example",
        status=status,
        headers=AnswerHeaders(headers.items()),
        body=b"",
    )


def test_a_status_becomes_an_error_where_success_is_expected() -> None:
    assert fetched(204).expect_success().status == 204
    with pytest.raises(NotFound):
        fetched(404).expect_success()
    with pytest.raises(Gone):
        fetched(410).expect_success()
    for status, can_retry in (
        (400, False),
        (401, False),
        (403, False),
        (429, True),
        (500, True),
        (503, True),
    ):
        with pytest.raises(RemoteFailed) as failed:
            fetched(status, **{"Retry-After": "7"}).expect_success()
        assert (failed.value.can_retry, failed.value.status) == (can_retry, status)
        assert failed.value.retry_after == 7.0


class Transport:
    """Notes whether the connection was dropped."""

    is_dropped = False

    def stopProducing(self) -> None:
        self.is_dropped = True


def reading(
    pieces: list[bytes], *, ends: Exception | None = None, **options: object
) -> tuple[object, Transport]:
    limits = {"limit": 100, "unpacked": 1000} | options
    reader = BodyReader(**limits)  # type: ignore[arg-type]  # whatever the test gives
    transport, results = Transport(), list[object]()
    reader.makeConnection(transport)  # type: ignore[arg-type]  # all that is asked of a transport
    reader.done.addBoth(results.append)
    for piece in pieces:
        reader.dataReceived(piece)
    reader.connectionLost(Failure(ends or ResponseDone()))
    [result] = results
    return (result.value if isinstance(result, Failure) else result), transport


def test_a_body_up_to_the_limit_is_read() -> None:
    body, transport = reading([b"x" * 60, b"y" * 40])
    assert body == b"x" * 60 + b"y" * 40
    assert not transport.is_dropped


def test_a_body_beyond_the_limit_drops_the_connection() -> None:
    error, transport = reading([b"x" * 60, b"y" * 41])
    assert isinstance(error, BodyTooLarge)
    assert transport.is_dropped


def test_a_body_may_be_cut_instead() -> None:
    body, transport = reading([b"x" * 60, b"y" * 41, b"z"], cuts=True)
    assert body == b"x" * 60 + b"y" * 40
    assert transport.is_dropped


def test_a_body_that_ends_too_early_is_an_error_or_cut() -> None:
    assert isinstance(reading([b"x"], ends=ConnectionDone())[0], ConnectionDone)
    assert reading([b"x"], ends=ConnectionDone(), cuts=True)[0] == b"x"


def test_a_bomb_is_cut_at_the_limit() -> None:
    packed = gzip.compress(bytes(1001))
    error, transport = reading([packed[:10], packed[10:]], is_gzip=True)
    assert isinstance(error, BodyTooLarge)
    assert transport.is_dropped
    assert reading([gzip.compress(bytes(1000))], is_gzip=True)[0] == bytes(1000)


def test_a_bomb_never_unpacks_more_than_there_is_room_for() -> None:
    reader = BodyReader(10**6, 1000, is_gzip=True, cuts=True)
    reader.makeConnection(Transport())  # type: ignore[arg-type]  # all that is asked of a transport
    reader.dataReceived(gzip.compress(bytes(10**8)))
    assert sum(map(len, reader._pieces)) == 1000


@pytest.mark.parametrize(
    "packed",
    [b"not gzip", gzip.compress(b"x" * 50)[:-9], zlib.compress(b"x")],
    ids=["none", "cut off", "another one"],
)
def test_a_broken_compression_is_an_error(packed: bytes) -> None:
    assert isinstance(reading([packed], is_gzip=True)[0], BodyBroken)


def test_an_empty_body_may_be_called_compressed() -> None:
    assert reading([], is_gzip=True)[0] == b""


@given(st.binary(max_size=300), st.data())
def test_pieces_do_not_matter(body: bytes, data: st.DataObject) -> None:
    packed = gzip.compress(body)
    cut = data.draw(st.integers(0, len(packed)))
    pieces = [piece for piece in (packed[:cut], packed[cut:]) if piece]
    assert reading(pieces, is_gzip=True, limit=10_000)[0] == body


def test_who_gives_up_drops_the_connection() -> None:
    reader, transport = BodyReader(1, 1), Transport()
    reader.makeConnection(transport)  # type: ignore[arg-type]  # all that is asked of a transport
    failures: list[Failure] = []
    reader.done.addErrback(failures.append)
    reader.done.cancel()
    reader.connectionLost(Failure(ConnectionDone()))
    assert transport.is_dropped
    assert failures[0].check(CancelledError)


def test_a_host_has_so_many_turns_and_so_many_that_wait() -> None:
    turns = HostTurns(2, 1)
    gates = [Deferred[str]() for _ in range(3)]
    begun: list[int] = []

    def deed(number: int) -> Deferred[str]:
        begun.append(number)
        return gates[number]

    running = [flow.start(turns.run("a.example", lambda n=n: deed(n))) for n in range(3)]  # type: ignore[misc]  # bound at once
    assert begun == [0, 1]
    refused = flow.start(turns.run("a.example", lambda: deed(0)))
    assert isinstance(failure_of(refused), RemoteFailed)
    other = flow.start(turns.run("b.example", lambda: gates[2]))
    gates[0].callback("done")
    assert begun == [0, 1, 2]
    gates[1].errback(Failure(ConnectionDone()))
    assert isinstance(failure_of(running[1]), ConnectionDone)
    gates[2].callback("done")
    assert turns._turns == {}
    assert running[0].result == "done"  # type: ignore[attr-defined]  # has fired
    assert other.called


def test_who_waits_for_a_turn_may_leave() -> None:
    turns = HostTurns(1, 1)
    gate = Deferred[None]()
    flow.start(turns.run("a.example", lambda: gate))
    second = flow.start(turns.run("a.example", lambda: gate))
    second.cancel()
    assert isinstance(failure_of(second), CancelledError)
    gate.callback(None)
    assert turns._turns == {}


def failure_of(deferred: "Deferred[object] | Deferred[str] | Deferred[None]") -> BaseException | None:
    failures: list[Failure] = []
    deferred.addErrback(failures.append)
    [failure] = failures
    return failure.value


@pytest.mark.parametrize(
    ("error", "can_retry", "words"),
    [
        (AddressRefused("10.0.0.1 is private"), False, "10.0.0.1"),
        (DNSLookupError("x"), True, "name"),
        (ConnectionRefusedError(), True, "no connection"),
        (ResponseFailed([Failure(ConnectionDone())]), True, "closed"),
        (
            ResponseFailed([Failure(SSL.Error([("SSL routines", "", "certificate verify failed")]))]),
            True,
            "verify failed",
        ),
        (ResponseFailed([Failure(CertificateRefused("a.example"))]), True, "another name"),
        (ResponseFailed([Failure(KeyError("x")), Failure(ValueError("strange"))]), True, "not HTTP"),
        (BodyTooLarge(), False, "too large"),
    ],
)
def test_a_failure_says_whether_later_may_help(error: Exception, can_retry: bool, words: str) -> None:
    failed = network_failure("a.example", error)
    assert failed.can_retry is can_retry
    assert words in failed.detail
    assert failed.host == "a.example"


def test_giving_up_is_told_from_failing() -> None:
    assert is_cancelled(ResponseFailed([Failure(CancelledError())]))
    assert not is_cancelled(ResponseFailed([Failure(ConnectionDone())]))
