"""Whatever is sent to an inbox: never a 500, and nothing is written for a sender who proved nothing.

hypothesis mutates signed requests: bytes of the body, properties, headers, parts of the signature. Sometimes
the mutated body is signed honestly, so that what lies behind the signature is tried too.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import attrs
import orjson
import pytest_twisted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.dump import changed, dump
from tests.support.gated import Gated, gated
from tests.support.peer import ACTIVITY_JSON, Peer, PeerActor
from tests.support.wire import Answer, ask

ANSWERS = {202, 400, 401, 403, 404, 406, 408, 413, 415, 418, 429, 503}
REFUSALS = ANSWERS - {202}
EXAMPLES = 400
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=40),
    st.sampled_from(["https://", "http://localhost:1/x", "https://[::1", "a" * 3000, "\x00", "as:Public"]),
)
VALUES = st.recursive(
    JUNK,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=12), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = ("id", "type", "actor", "object", "to", "cc", "target", "@context", "published", "inReplyTo", "tag")
TYPES = (
    "Create",
    "Update",
    "Delete",
    "Follow",
    "Undo",
    "Accept",
    "Announce",
    "Like",
    "Flag",
    "Move",
    "Block",
)
HEADERS = (
    "Signature",
    "Digest",
    "Date",
    "Host",
    "Content-Type",
    "Signature-Input",
    "Content-Digest",
    "Authorization",
)


@attrs.frozen
class Change:
    """One thing that is done to a request before it is sent."""

    kind: str
    where: int
    name: str
    value: Any


CHANGES = st.lists(
    st.one_of(
        st.builds(Change, st.just("property"), st.just(0), st.sampled_from(NAMES), VALUES),
        st.builds(Change, st.just("inner"), st.just(0), st.sampled_from(NAMES), VALUES),
        st.builds(Change, st.just("verb"), st.just(0), st.sampled_from(TYPES), st.none()),
        st.builds(Change, st.just("byte"), st.integers(0, 2000), st.just(""), st.integers(0, 255)),
        st.builds(Change, st.just("cut"), st.integers(0, 2000), st.just(""), st.none()),
        st.builds(
            Change,
            st.just("header"),
            st.integers(0, 400),
            st.sampled_from(HEADERS),
            st.text(
                st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=30
            ),
        ),
        st.builds(Change, st.just("no header"), st.just(0), st.sampled_from(HEADERS), st.none()),
    ),
    max_size=4,
)


def written(activity: dict[str, Any], changes: list[Change]) -> bytes:
    """Return the body after those changes that concern it."""
    for change in changes:
        if change.kind == "property":
            activity[change.name] = change.value
        elif change.kind == "inner" and isinstance(activity.get("object"), dict):
            activity["object"][change.name] = change.value
        elif change.kind == "verb":
            activity["type"] = change.name
    try:
        body = bytearray(orjson.dumps(activity))
    except TypeError:  # integers of more than 64 bits
        body = bytearray(b'{"type":"Create","id":99999999999999999999999999}')
    for change in changes:
        if change.kind == "byte" and body:
            body[change.where % len(body)] = change.value
        elif change.kind == "cut":
            del body[change.where % (len(body) + 1) :]
    return bytes(body)


def headed(headers: dict[str, str], changes: list[Change]) -> dict[str, str]:
    """Return the headers after those changes that concern them."""
    for change in changes:
        if change.kind == "no header":
            headers.pop(change.name, None)
        elif change.kind == "header":
            text = headers.get(change.name, "")
            place = change.where % (len(text) + 1)
            headers[change.name] = text[:place] + change.value + text[place + len(change.value) :]
    return headers


async def send(
    here: Gated, eve: PeerActor, how: Any, path: str, changes: list[Change], *, is_honest: bool
) -> tuple[Answer, bool]:
    """Send the changed request; return the answer, and whether its body is the one that was signed."""
    activity = eve.create(eve.note())
    sent = written(orjson.loads(orjson.dumps(activity)), changes)
    signed = sent if is_honest else orjson.dumps(activity)
    headers = eve.headers("POST", path, signed, how=how) | {"Content-Type": ACTIVITY_JSON}
    headers = headed(headers, changes)
    answer = await ask(here.port, "POST", path, headers, sent)
    return answer, sent == signed


@pytest_twisted.async_yield_fixture
async def only(tmp_path: Path) -> AsyncIterator[Gated]:
    """Inboxes over SQLite; one engine is enough, because nothing that is tried here knows of it."""
    async with gated("sqlite", tmp_path) as here:
        await here.local("alice")
        yield here


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    how=st.sampled_from(["cavage", "rfc9421"]),
    path=st.sampled_from(["/inbox", "/users/alice/inbox"]),
    changes=CHANGES,
    is_honest=st.booleans(),
)
@pytest_twisted.ensureDeferred
async def test_no_request_breaks_the_gate(
    only: Gated, peer: Peer, how: Any, path: str, changes: list[Change], is_honest: bool
) -> None:
    here = only
    eve = peer.person()
    before = await dump(here.cellar.engine)
    answer, is_whole = await send(here, eve, how, path, changes, is_honest=is_honest)
    tables = changed(before, await dump(here.cellar.engine))
    assert answer.status in ANSWERS, answer
    if not is_whole:
        assert (answer.status, tables) in [(status, []) for status in REFUSALS], answer
    elif answer.status != 202:
        assert set(tables) <= {"public_keys"}, answer
    assert {job.actor_uri for job in await here.jobs()} <= {eve.uri}
