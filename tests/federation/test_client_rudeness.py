"""What rude servers may try on the outgoing client, and how each attempt ends: in time, in bounds, closed."""

import gzip
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_twisted
from twisted.internet.defer import CancelledError
from twisted.web.http_headers import Headers

from gotosocial.errors import RemoteFailed
from gotosocial.http.outgoing import Limits
from gotosocial.util import flow
from tests.support.outside import Outside, outside
from tests.support.rude_server import Script, Visit, bomb, chunked, says, writes
from tests.support.waiting import until
from tests.support.wire import reactor

SHORT = Limits(body=100_000, unpacked=200_000, head=0.5, whole=0.8)
ROOMY = Limits(body=100_000, unpacked=200_000)
OK = b"HTTP/1.1 200 OK\r\n"


@pytest_twisted.async_yield_fixture
async def out(tmp_path: Path) -> AsyncIterator[Outside]:
    """A rude server and what belongs to it."""
    async with outside(tmp_path) as made:
        yield made


def dribbles(start: bytes, piece: bytes) -> Script:
    """Return a script that begins and then never ends."""

    def script(visit: Visit) -> None:
        visit.write(start)
        visit.dribble(piece)

    return script


def floods(start: bytes, piece: bytes) -> Script:
    """Return a script that begins and then writes large pieces at every turn of the reactor."""

    def script(visit: Visit) -> None:
        visit.write(start)
        visit.dribble(piece, 0)

    return script


RUDE: dict[str, tuple[Script, bool, str]] = {
    "says nothing": (lambda visit: None, True, "in time"),
    "dribbles its status": (dribbles(b"", b"H"), True, "in time"),
    "dribbles headers": (dribbles(OK, b"X: y\r\n"), True, "in time"),
    "dribbles one header": (dribbles(OK + b"X: ", b"y"), True, "in time"),
    "dribbles its body": (dribbles(OK + b"Content-Length: 90000\r\n\r\n", b"x"), True, "in time"),
    "dribbles chunks": (dribbles(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), True, "in time"),
    "dribbles a chunk's size": (dribbles(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0"), True, "in time"),
    "dribbles interim answers": (dribbles(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), True, "in time"),
    "hangs in its headers": (writes(OK + b"Content-Le"), True, "in time"),
    "hangs in its body": (writes(OK + b"Content-Length: 10\r\n\r\nhello"), True, "in time"),
    "hangs in a chunk": (writes(OK + b"Transfer-Encoding: chunked\r\n\r\na\r\nhello"), True, "in time"),
    "floods with headers": (floods(OK, b"X: y\r\n" * 1000), True, "headers"),
    "floods with one header": (floods(OK + b"X: ", b"y" * 10_000), True, ""),
    "floods with continued headers": (floods(OK + b"X: y\r\n", b" z\r\n" * 1000), True, "headers"),
    "floods with interim answers": (floods(b"", b"HTTP/1.1 102 Wait\r\n\r\n" * 500), True, "headers"),
    "floods with a body": (floods(OK + b"\r\n", b"x" * 10_000), False, "too large"),
    "floods with chunks": (
        floods(OK + b"Transfer-Encoding: chunked\r\n\r\n", chunked(b"x" * 10_000)),
        False,
        "too large",
    ),
    "has ten megabytes": (says(200, bytes(10_000_000)), False, "too large"),
    "floods with trailers": (
        floods(OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n" * 1000),
        True,
        "",
    ),
    "sends a bomb": (says(200, bomb(50), Content_Encoding="gzip"), False, "too large"),
    "sends a bomb in pieces": (
        writes(OK + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(bomb(20))),
        False,
        "too large",
    ),
    "breaks its compression": (says(200, b"plain", Content_Encoding="gzip"), True, "unpacked"),
    "ends its compression early": (
        says(200, gzip.compress(b"x" * 999)[:-10], Content_Encoding="gzip"),
        True,
        "unpacked",
    ),
    "uses another compression": (says(200, b"x", Content_Encoding="br"), False, "Content-Encoding br"),
    "compresses twice": (says(200, b"x", Content_Encoding="gzip, gzip"), False, "Content-Encoding"),
    "promises more than it has": (
        writes(OK + b"Content-Length: 50\r\n\r\nshort", then_closes=True),
        True,
        "closed",
    ),
    "closes in its headers": (writes(OK + b"X: ", then_closes=True), True, "closed"),
    "closes in a chunk": (
        writes(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhe", then_closes=True),
        True,
        "closed",
    ),
    "closes before the last chunk": (
        writes(OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(b"hello"), then_closes=True),
        True,
        "closed",
    ),
    "closes at once": (lambda visit: visit.close(), True, "closed"),
    "resets": (lambda visit: visit.transport.abortConnection(), True, ""),
    "speaks no HTTP": (writes(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), True, "not HTTP"),
    "sends bytes": (writes(bytes(range(256)) * 10 + b"\r\n\r\n"), True, ""),
    "has a strange status": (writes(b"HTTP/1.1 2x0 OK\r\n\r\n"), True, "not HTTP"),
    "has a strange header": (writes(OK + b"no colon here\r\n\r\n"), True, "not HTTP"),
    "has two lengths": (writes(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"), True, "not HTTP"),
    "has a negative length": (writes(OK + b"Content-Length: -1\r\n\r\nab"), True, "not HTTP"),
    "has a strange transfer encoding": (writes(OK + b"Transfer-Encoding: magic\r\n\r\nab"), True, "not HTTP"),
    "has a strange chunk": (writes(OK + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n"), True, ""),
}


@pytest.mark.parametrize("what", RUDE)
async def test_rudeness_ends_as_a_failure_and_leaves_nothing_open(out: Outside, what: str) -> None:
    script, can_retry, words = RUDE[what]
    url = out.on("/x", script)
    client = out.client()
    with pytest.raises(RemoteFailed) as failed:
        await client.get(url, limits=SHORT if words == "in time" else ROOMY)
    assert (failed.value.can_retry, failed.value.host) == (can_retry, "a.test")
    assert words in failed.value.detail
    client.close()
    await out.all_gone()
    assert len(out.server.asked) == 1


async def test_who_accepts_and_says_nothing_is_left(out: Outside) -> None:
    out.plain("plain.test")
    with pytest.raises(RemoteFailed) as failed:
        await out.client().get("https://plain.test/x", limits=SHORT)
    assert "in time" in failed.value.detail
    await out.all_gone()


async def test_many_small_redirects_share_one_deadline(out: Outside) -> None:
    def slowly(visit: Visit) -> None:
        number = int(out.server.asked[-1].target[1:])
        out.server.scripts[f"/{number + 1}"] = slowly
        reactor.callLater(0.3, visit.answer, 302, b"", Location=f"/{number + 1}")

    url = out.on("/0", slowly)
    with pytest.raises(RemoteFailed) as failed:
        await out.client().get(url, limits=SHORT)
    assert "in time" in failed.value.detail
    assert len(out.server.asked) < 6
    await out.all_gone()


async def test_a_body_within_the_limits_may_be_packed(out: Outside) -> None:
    packed = gzip.compress(b"x" * 150_000)
    url = out.on("/x", says(200, packed, Content_Encoding="gzip"))
    assert (await out.client().get(url, limits=ROOMY)).body == b"x" * 150_000


async def test_a_body_may_end_with_the_connection(out: Outside) -> None:
    url = out.on("/x", writes(b"HTTP/1.0 200 OK\r\n\r\nhello", then_closes=True))
    assert (await out.client().get(url)).body == b"hello"


async def test_no_header_holds_what_no_database_keeps(out: Outside) -> None:
    head = OK + b"Content-Type: text/\0html\r\nContent-Length: 2\r\n"
    answer = await out.client().get(out.on("/x", writes(head + b"\r\nok")))
    assert answer.headers.get("Content-Type") == "text/ html"
    with pytest.raises(RemoteFailed) as failed:
        await out.client().get(out.on("/y", writes(head + b"Content-Encoding: b\0r\r\n\r\nok")))
    assert "b r" in str(failed.value)


async def test_interim_answers_are_skipped(out: Outside) -> None:
    url = out.on(
        "/x", writes(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\nok")
    )
    assert (await out.client().get(url)).body == b"ok"


async def test_what_follows_an_answer_is_not_taken_for_the_next_one(out: Outside) -> None:
    answer = OK + b"Content-Length: 2\r\n\r\n"
    url = out.on("/x", writes(answer + b"ok" + answer + b"no"))
    client = out.client()
    for _ in range(2):
        assert (await client.get(url)).body == b"ok"


@pytest.mark.parametrize(
    "rest",
    [b"Content-Length: 9\r\n\r\nhello", b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", b"\r\nhello"],
)
async def test_a_delivery_counts_by_its_status_whatever_its_body_does(out: Outside, rest: bytes) -> None:
    url = out.on("/inbox", writes(b"HTTP/1.1 202 Accepted\r\n" + rest))
    answer = await out.client().post(url, headers=Headers(), body=b"x", limits=SHORT)
    assert answer.status == 202
    await out.all_gone()


@pytest.mark.parametrize("length", [16_000, 20_000, 10_000_000])
async def test_of_a_delivery_s_answer_only_the_beginning_is_read(out: Outside, length: int) -> None:
    url = out.on("/inbox", says(400, b"x" * length))
    client = out.client()
    answer = await client.post(url, headers=Headers(), body=b"x")
    assert (answer.status, answer.body) == (400, b"x" * min(length, 16 * 1024))
    assert client.pool.kept == (1 if length == 16_000 else 0)


@pytest.mark.parametrize("what", ["says nothing", "floods with headers", "speaks no HTTP", "closes at once"])
async def test_a_delivery_to_a_rude_server_fails_in_time(out: Outside, what: str) -> None:
    url = out.on("/inbox", RUDE[what][0])
    with pytest.raises(RemoteFailed) as failed:
        await out.client().post(url, headers=Headers(), body=b"x", limits=SHORT)
    assert failed.value.can_retry
    assert failed.value.status is None
    await out.all_gone()


async def test_the_configured_time_holds_where_it_is_shorter(out: Outside) -> None:
    url = out.on("/x", lambda visit: None)
    with pytest.raises(RemoteFailed) as failed:
        await out.client(timeout=0.3).get(url)
    assert "in time" in failed.value.detail


@pytest.mark.parametrize(
    "script", [lambda visit: None, writes(OK + b"X"), writes(OK + b"Content-Length: 10\r\n\r\nhello")]
)
@pytest.mark.parametrize("is_post", [False, True])
async def test_who_gives_up_frees_the_connection_and_the_turn(
    out: Outside, script: Script, is_post: bool
) -> None:
    url = out.on("/x", script)
    client = out.client()
    asked = client.post(url, headers=Headers(), body=b"x") if is_post else client.get(url)
    running = flow.start(asked)
    await until(lambda: out.server.asked)
    running.cancel()
    with pytest.raises(CancelledError):
        await running
    await out.all_gone()
    assert client.turns._turns == {}


async def test_who_gives_up_while_connecting_frees_the_turn(out: Outside) -> None:
    client = out.client()
    running = flow.start(client.get(out.on("/x", says())))
    running.cancel()
    with pytest.raises(CancelledError):
        await running
    await out.all_gone()
    assert client.turns._turns == {}


async def test_a_rude_server_does_not_concern_its_neighbours(out: Outside) -> None:
    hanging = flow.start(out.client().get(out.on("/hang", lambda visit: None), limits=SHORT))
    client = out.client()
    out.on("/x", says(200, b"fine"))
    assert (await client.get("https://b.test/x")).body == b"fine"
    with pytest.raises(RemoteFailed):
        await hanging


async def test_answers_with_random_flaws_are_read_or_refused_and_nothing_else(out: Outside) -> None:
    dice = random.Random(1999)
    packed = gzip.compress(b"a document " * 20)
    whole = OK + b"Content-Type: text/plain\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    whole += chunked(packed[:20], packed[20:]) + b"0\r\n\r\n"
    client = out.client()
    for _ in range(150):
        flawed = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(flawed))
            flawed[at : at + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 2))
        url = out.on("/x", writes(bytes(flawed), then_closes=True))
        with suppress(RemoteFailed):
            assert (await client.get(url, limits=ROOMY)).url == url
    client.close()
    await out.all_gone()
