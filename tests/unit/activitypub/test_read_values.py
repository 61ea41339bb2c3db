"""Single values: addresses, times, durations, and the ways in which a property may be written."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gotosocial.activitypub.read.document import Document, plain_name
from gotosocial.activitypub.read.parse import check_depth, read_json
from gotosocial.activitypub.read.times import read_duration, read_time
from gotosocial.activitypub.read.values import (
    blurhash_of,
    flag_of,
    is_uri,
    media_type_of,
    recipient_of,
    text_of,
    uri_of,
    whole_of,
)
from gotosocial.activitypub.vocabulary import PUBLIC
from gotosocial.errors import Malformed

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/users/b",
        "HTTPS://A.example",
        "http://localhost:8080/x",
        "https://[::1]:443/x",
        "https://a.example?author=1",
        "https://bücher.example/ü",
        "https://a.example/@b#main-key",
    ],
)
def test_addresses(text: str) -> None:
    assert is_uri(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "a.example",
            "ftp://a.example/",
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "magnet:?xt=1",
        ),
        *(
            "https://a.example/x y",
            "https://a.example/\n",
            "https://a.example\\@b.example/",
            "https://[::1/x",
        ),
        *("https://user:secret@a.example/", "https://a.example:99999/", "https://a.example:0/", "acct:a@b.c"),
        *(
            "https://a.example/\x00",
            "https://[1::2::3]/",
            "https://a\u2100b.example/",
            'https://a.example/"x',
        ),
        "https://a.example/" + "x" * 2048,
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert not is_uri(text)


@given(st.text(), st.text())
@example("[::1", "")
@example("a:99999", "")
@example("\u2100", "/x")
def test_an_address_can_be_taken_apart(host: str, rest: str) -> None:
    text = f"https://{host}{rest}"
    if is_uri(text):
        parts = urlsplit(text)
        assert parts.hostname
        assert parts.username is None
        assert parts.port is None or parts.port > 0


@pytest.mark.parametrize(
    "value", ["https://a.example/1", {"id": "https://a.example/1"}, {"@id": "https://a.example/1"},
              {"type": "Link", "href": "https://a.example/1"}, {"id": None, "href": "https://a.example/1"}],
)  # fmt: skip
def test_an_id_in_every_form(value: object) -> None:
    assert uri_of(value) == "https://a.example/1"


@pytest.mark.parametrize("value", [PUBLIC, "as:Public", "Public", {"id": PUBLIC}, {"@id": "as:Public"}])
def test_everybody_in_every_form(value: object) -> None:
    assert recipient_of(value) == PUBLIC


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2024-03-01T12:00:00Z",
            "2024-03-01T12:00:00.000Z",
            "2024-03-01T13:00:00+01:00",
            "2024-03-01T12:00Z",
        ),
        *("2024-03-01 12:00:00", "2024-03-01T12:00:00+0000", "2024-03-01t12:00:00z", "2024-03-01T12:00:00.0"),
        *("2024-02-29T22:00:00-14:00", "2024-03-01T12:00:00,000000000Z", " 2024-03-01T12:00:00Z "),
    ],
)
def test_times(text: str) -> None:
    assert read_time(text) == NOON


def test_fractions_and_leap_seconds() -> None:
    assert read_time("2024-03-01T12:00:00.123456789Z") == NOON.replace(microsecond=123456)
    assert read_time("2024-03-01T12:00:60Z") == NOON.replace(second=59)
    assert read_time("2024-03-01") == NOON.replace(hour=0)


@pytest.mark.parametrize(
    "value",
    [
        *("", "yesterday", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "2024-13-01T00:00:00Z"),
        *("2024-03-01T25:00:00Z", "2024-03-01T12:00:00+99:00", 1709294400, None, "٢٠٢٤-03-01T12:00:00Z"),
        "2024-03-01T12:00:00Z" * 100,
    ],
)
def test_what_is_no_time(value: object) -> None:
    assert read_time(value) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        *(
            ("PT1H2M3S", 3723.0),
            ("PT2M", 120.0),
            ("P1DT1S", 86401.0),
            ("PT0.5S", 0.5),
            (12, 12.0),
            (1.5, 1.5),
        ),
        *(
            ("PT", 0.0),
            ("later", 0.0),
            (-1, 0.0),
            (True, 0.0),
            (1e300, 0.0),
            ("PT99999999H", 0.0),
            ("P", 0.0),
        ),
    ],
)
def test_durations(value: object, seconds: float) -> None:
    assert read_duration(value) == seconds


def test_texts_are_cut_and_hold_no_nul() -> None:
    assert text_of("a\x00bcd", 3) == "ab"
    assert text_of({"@value": "a"}, 3) == "a"
    assert text_of(7, 3) == ""


@pytest.mark.parametrize(
    ("value", "number"), [(3, 3), (3.0, 3), (2.5, None), (-1, None), (True, None), (2**40, None), ("3", None)]
)
def test_numbers_of_things(value: object, number: int | None) -> None:
    assert whole_of(value) == number


@pytest.mark.parametrize(
    ("value", "flag"), [(True, True), ("false", False), ({"@value": True}, True), (1, None)]
)
def test_flags(value: object, flag: bool | None) -> None:
    assert flag_of(value) is flag


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("Image/PNG", "image/png"),
        ("text/html; charset=utf-8", "text/html"),
        ("png", ""),
        (None, ""),
        ("a/b/c", ""),
    ],
)
def test_media_types(value: object, found: str) -> None:
    assert media_type_of(value) == found


def test_names_of_other_namespaces() -> None:
    assert plain_name("as:Note") == plain_name("https://www.w3.org/ns/activitystreams#Note") == "Note"
    assert plain_name("http://schema.org/value") == "value"
    assert plain_name("diaspora:comment") == "diaspora:comment"


def test_expanded_json_ld() -> None:
    note = Document.of(
        {
            "@id": "https://a.example/1",
            "@type": ["https://www.w3.org/ns/activitystreams#Note"],
            "https://www.w3.org/ns/activitystreams#content": [{"@value": "hello", "@language": "en"}],
            "https://www.w3.org/ns/activitystreams#inReplyTo": [{"@id": "https://a.example/0"}],
            "http://joinmastodon.org/ns#focalPoint": {"@list": [0.5, 0.5]},
        }
    )
    assert (note.uri, note.types, note.text("content", 9)) == ("https://a.example/1", ["Note"], "hello")
    assert note.link("inReplyTo") == "https://a.example/0"
    assert note.values("focalPoint") == [0.5, 0.5]


def test_a_plain_name_wins_over_a_long_one() -> None:
    assert Document.of({"as:name": "long", "name": "plain"}).text("name", 9) == "plain"


def test_lists_are_read_up_to_their_limit_and_without_nulls() -> None:
    document = Document.of({"tag": [None, 1, None, 2, 3]})
    assert document.values("tag", 2) == [1, 2]
    assert document.values("nothing") == []


def test_a_language_map_stands_in_for_a_text() -> None:
    assert Document.of({"nameMap": {"en": "hello"}}).text("name", 9) == "hello"
    assert Document.of({"name": "hi", "nameMap": {"en": "hello"}}).text("name", 9) == "hi"


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"{", b'{"a": NaN}', b"\xff", b'"text"', b"null"])
def test_what_is_no_document(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_json(body)


def test_depth_has_a_limit() -> None:
    def nested(levels: int) -> bytes:
        return b'{"a":' * levels + b"{}" + b"}" * levels

    assert read_json(nested(63))
    with pytest.raises(Malformed):
        read_json(nested(65))
    with pytest.raises(Malformed):
        read_json(b'{"a":' + b"[" * 100_000)


def test_depth_of_what_is_no_json_text_costs_no_recursion() -> None:
    value: list[object] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(Malformed):
        check_depth(value, deepest=200_000)
    with pytest.raises(Malformed):
        check_depth(value)


def test_size_has_a_limit() -> None:
    check_depth({"a": [1] * 999}, most=1000)
    with pytest.raises(Malformed):
        check_depth({"a": [1] * 1000}, most=1000)


def test_the_last_of_two_equal_names_counts() -> None:
    assert read_json(b'{"a": 1, "a": 2}') == {"a": 2}


def test_the_letter_nul_is_left_out_of_types_and_languages() -> None:
    assert Document.of({"type": ["\x00", "a\x00b"]}).types == ["ab"]


@pytest.mark.parametrize("piece", [b"{},", b'"",', b"[[],1],"])
def test_a_text_of_millions_of_small_things_is_not_even_read(piece: bytes) -> None:
    body = b'{"a": [' + piece * 500_000 + b"1]}"
    with pytest.raises(Malformed) as caught:
        read_json(body)
    assert "commas" in caught.value.detail


def test_a_long_text_with_many_commas_is_read() -> None:
    assert read_json(b'{"content": "' + b"so, " * 300_000 + b'"}')["content"]


@pytest.mark.parametrize("text", ["LEHV6nWB2yk8pyo0adR*.7kCMdnj", "00OZZy", "|" + "~" * 165])
def test_a_blurhash_is_taken_as_it_is(text: str) -> None:
    assert blurhash_of(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "LEHV", "LEHV6nWB2yk8pyo0adR*.7kCMdn", "LEHV6nWB2yk8pyo0adR*.7kCMdnjj", "00OZZ"),
        *("LEHV6nWB2yk8pyo0adR*.7kCMd<j", "LEHV6nWB2yk8pyo0adR*.7kCMd\u00e9j", "~" * 168, "toot:blurhash"),
    ],
)
def test_what_apps_could_not_draw_is_no_blurhash(text: str) -> None:
    assert blurhash_of(text) == ""
