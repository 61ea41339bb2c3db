"""Whatever stands in a document, a reader returns a record or raises Malformed, and the cost grows no faster
than the document.
"""

from collections.abc import Callable, Iterator
from typing import Any

import attrs
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gotosocial.activitypub.read.activity import read_activity
from gotosocial.activitypub.read.actor import read_actor
from gotosocial.activitypub.read.anything import read_object
from gotosocial.activitypub.read.authorization import read_authorization
from gotosocial.activitypub.read.collection import read_collection
from gotosocial.activitypub.read.keys import read_keys
from gotosocial.activitypub.read.note import read_note, read_votes
from gotosocial.activitypub.read.parse import read_json
from gotosocial.activitypub.read.values import is_uri
from gotosocial.errors import Malformed
from tests.support.canned import all_names, load
from tests.unit.text.checks import lines_run

READERS: list[Callable[[object], object]] = [
    *(read_activity, read_object, read_actor, read_note, read_votes, read_collection, read_authorization),
    read_keys,
]
DOCUMENTS = [load(*pair) for pair in all_names()]
A = "https://a.example/users/ann"

WORDS = st.sampled_from(
    [
        *(
            A,
            "as:Public",
            "Note",
            "Create",
            "Announce",
            "Undo",
            "Person",
            "Collection",
            "",
            "\x00",
            "-1",
            "PT1H",
        ),
        *(
            "2024-03-01T12:00:00Z",
            "0001-01-01T00:00:00Z",
            "https://[::1",
            "https://a.example:99999/",
            "text/html",
        ),
    ]
)
NAMES = st.sampled_from(
    sorted(
        {name for document in DOCUMENTS for name in document} | {"@id", "@value", "@list", "href", "as:name"}
    )
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False)
    | WORDS
    | st.text()
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(), inner, max_size=5)
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place in a document, as the container and the name or number in it."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in list(pairs):
        yield value, name
        yield from places(inner)


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A document of real software with some of its values dropped, replaced, wrapped or copied elsewhere."""
    document = orjson.loads(orjson.dumps(draw(st.sampled_from(DOCUMENTS))))
    for _ in range(draw(st.integers(1, 4))):
        found = list(places(document))
        container, name = found[draw(st.integers(0, len(found) - 1))]
        other, other_name = found[draw(st.integers(0, len(found) - 1))]
        deed = draw(st.sampled_from(["drop", "replace", "wrap", "nest", "copy"]))
        if deed == "drop":
            container[name] = None
        elif deed == "replace":
            container[name] = draw(JSON)
        elif deed == "wrap":
            container[name] = [draw(SCALARS), container[name]]
        elif deed == "nest":
            container[name] = {draw(NAMES): container[name]}
        else:
            container[name] = orjson.loads(orjson.dumps(other[other_name]))
    return document


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    ):
        yield from texts(inner)


def addresses(value: object) -> Iterator[str]:
    """Yield what stands in the fields of a record that are named as addresses."""
    if isinstance(value, tuple):
        for inner in value:
            yield from addresses(inner)
    if attrs.has(type(value)):
        for name, inner in attrs.asdict(value, recurse=False).items():  # type: ignore[call-overload]  # any record
            if name.endswith(("_uri", "_url")) or name in ("uri", "url"):
                yield inner
            yield from addresses(inner)


def check(json: object) -> None:
    before = orjson.dumps(json)
    for reader in READERS:
        try:
            found = reader(json)
        except Malformed:
            continue
        assert all(is_uri(uri) for uri in addresses(found) if uri)
        record = attrs.asdict(found) if attrs.has(type(found)) else found  # type: ignore[call-overload]  # any record
        assert all("\x00" not in text for text in texts(record))
    assert orjson.dumps(json) == before


@settings(max_examples=400, deadline=None)
@given(mutated())
def test_mutated_documents(json: object) -> None:
    check(json)


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_json(json: object) -> None:
    check(json)


@settings(max_examples=200, deadline=None)
@given(st.binary() | st.text() | JSON.map(orjson.dumps))
def test_any_bytes(body: bytes | str) -> None:
    try:
        assert isinstance(read_json(body), dict)
    except Malformed:
        return


def in_note(name: str, value: Any) -> dict[str, Any]:
    return {"type": "Note", "id": A + "/1", "attributedTo": A, "content": "x", name: value}


def created(note: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Create", "id": A + "/c", "actor": A, "object": note}


def deep(levels: int, name: str) -> Any:
    value: Any = A
    for _ in range(levels):
        value = {"type": "Undo", "id": A, "actor": A, name: value}
    return value


FAMILIES: dict[str, Callable[[int], Any]] = {
    "tags": lambda n: created(
        in_note("tag", [{"type": "Mention", "href": f"{A}/{step}"} for step in range(n)])
    ),
    "nulls": lambda n: created(in_note("tag", [None] * n)),
    "nulls as author": lambda n: created(in_note("attributedTo", [None] * n + [A])),
    "attachments": lambda n: created(
        in_note("attachment", [{"type": "Image", "url": [f"{A}/{step}"] * 9} for step in range(n)])
    ),
    "recipients": lambda n: created(in_note("to", [f"{A}/{step}" for step in range(n)])),
    "languages": lambda n: created(in_note("contentMap", {f"l{step}": "x" for step in range(n)})),
    "long names": lambda n: created({**in_note("x", 1), **{f"as:n{step}": step for step in range(n)}}),
    "options": lambda n: created({**in_note("oneOf", [{"name": f"o{step}"} for step in range(n)])}),
    "types": lambda n: created(in_note("type", ["Thing"] * n)),
    "objects": lambda n: {**created({}), "object": [{"type": "Note", "name": "a"}] * n},
    "items": lambda n: {"type": "Collection", "items": [in_note("tag", [])] * n},
    "activities in each other": lambda n: deep(n, "object"),
    "links in links": lambda n: created(
        in_note(
            "url", [{"href": A, "mediaType": "application/x-mpegURL", "tag": [{"href": A}] * (n // 20)}] * 20
        )
    ),
    "a long text": lambda n: created(in_note("content", "x" * n)),
    "a long address": lambda n: created(in_note("url", "https://a.example/" + "x" * n)),
    "a long host": lambda n: created(in_note("url", "https://" + "a." * n + " ")),
    "note lines": lambda n: {
        "type": "Flag",
        "actor": A,
        "object": A,
        "content": "Note: https://a.example/\n" * n,
    },
    "blank lines": lambda n: {"type": "Flag", "actor": A, "object": A, "content": "Note:" + " \t" * n},
}


@pytest.mark.parametrize("family", FAMILIES)
def test_twice_the_size_costs_at_most_twice(family: str) -> None:
    small, large = FAMILIES[family](2_000), FAMILIES[family](4_000)
    assert lines_run(lambda: read_or_refuse(large)) <= 2.5 * lines_run(lambda: read_or_refuse(small))


def test_no_document_costs_much() -> None:
    documents = [family(20_000) for family in FAMILIES.values()]
    assert max(lines_run(lambda json=json: read_or_refuse(json)) for json in documents) < 300_000


def read_or_refuse(json: object) -> None:
    try:
        read_object(json)
    except Malformed:
        return
