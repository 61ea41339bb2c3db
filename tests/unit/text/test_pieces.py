"""Promises of the readers of mentions, hashtags, addresses and emoji (rows S-08, S-09, S-10)."""

import pytest

from gotosocial.text.emoji import find_emoji_codes
from gotosocial.text.hashtags import HashtagText, normal_hashtag
from gotosocial.text.links import LinkText
from gotosocial.text.mentions import MentionText
from gotosocial.text.pieces import split
from gotosocial.text.shorten import shown_link


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("@bob", ["bob"]),
        ("hi @bob, @Eve@Far.Example!", ["bob", "eve@far.example"]),
        ("(@bob) .@bob '@bob'", ["bob"] * 3),
        ("a\n@bob\t@eve", ["bob", "eve"]),
        ("@some.user-name_x and @a_", ["some.user-name_x", "a_"]),
        ("ends @bob. or @bob- or @bob@far.example.", ["bob", "bob", "bob@far.example"]),
        ("@bob@localhost:8080 @bob@a.b: @bob@a:b", ["bob@localhost:8080", "bob@a.b", "bob@a"]),
        ("@bob@ @bob@. @@bob", ["bob", "bob", "bob"]),
        ("@Zoë @иван@пример.рф", ["zoë", "иван@пример.рф"]),
        ("me@far.example a@b x@bob 1@bob é@bob", []),
        ("https://far.example/@bob example.com/@bob", []),
        ("+@bob =@bob 😀@bob", []),
        ("@ @. @- @! @", []),
        ("@" + "a" * 129 + " @b@" + "c" * 300, ["b"]),
        ("@a@b@c @d", ["a@b", "d"]),
    ],
)
def test_mentions_are_found(text: str, handles: list[str]) -> None:
    found = [piece for piece in split(text) if isinstance(piece, MentionText)]
    assert [mention.handle for mention in found] == handles
    for mention in found:
        assert text[mention.start : mention.end].lower() == f"@{mention.handle}"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("#Foo #foo_bar #2020vision", ["foo", "foo_bar", "2020vision"]),
        ("(#a) .#b /#c |#d \u200b#e\ufeff#f", list("abcdef")),
        ("#a, #b. #c! #d|e #f\u200bg #h\ufeffi #j-k #l#m", ["a", "b", "c", "d", "f", "h", "j", "l"]),
        ("#été #日本語 #हिन्दी #العربية", ["été", "日本語", "हिन्दी", "العربية"]),
        ("#e\u0301", ["é"]),
        ("x#a 1#a _#a é#a", []),
        ("#123 #_ #1_2 # #! ##", []),
        ("#a😀 #a+b #a$ #a=b", []),
        ("#" + "a" * 100 + " #" + "b" * 101 + " #" + "c" * 5000, ["a" * 100]),
        ("https://a.b/#c a.com/#d", []),
    ],
)
def test_hashtags_are_found(text: str, names: list[str]) -> None:
    assert [piece.normal for piece in split(text) if isinstance(piece, HashtagText)] == names


def test_a_hashtag_is_kept_as_typed() -> None:
    [tag] = split("#FooBar")
    assert isinstance(tag, HashtagText)
    assert tag.name == "FooBar"


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("Foo", "foo"),
        ("#Foo", "foo"),
        ("ÉTÉ", "été"),
        ("İ", "i̇"),
        ("a" * 100, "a" * 100),
        *(
            (name, None)
            for name in ("", "#", "##a", "123", "_", "a b", "a-b", "a😀", "a" * 101, "a" * 10_000, "a|b")
        ),
    ],
)
def test_a_name_is_brought_into_its_stored_form(name: str, stored: str | None) -> None:
    assert normal_hashtag(name) == stored


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("https://a.b/c?d=e&f#g", ["https://a.b/c?d=e&f#g"]),
        ('see http://a.b, (https://c.d/e_(f)) <https://g.h> "https://i.j".', None),
        ("HTTPS://A.B", ["HTTPS://A.B"]),
        ("http://localhost:8080/x", ["http://localhost:8080/x"]),
        ("见https://a.b/c。好", ["https://a.b/c"]),
        ("example.com example.com/x?y#z. sub.example.co.uk:8080/a", None),
        (
            "me@example.com, first.last+tag@example.org",
            ["mailto:me@example.com", "mailto:first.last+tag@example.org"],
        ),
        ("пример.рф", ["http://пример.рф"]),
        ("foo.txt e.g. 1.2.3 1.2.3.4 a..com -.com end.My name x.invalid", []),
        ("https:// http://. https://[ https://a:x/ http://a:0/", []),
        ("ahttps://b.c xhttp://d", []),
        ("@bob@example.com #a.com", []),
    ],
)
def test_addresses_are_found(text: str, urls: list[str] | None) -> None:
    expected = {
        "see": ["http://a.b", "https://c.d/e_(f)", "https://g.h", "https://i.j"],
        "example": ["http://example.com", "http://example.com/x?y#z", "http://sub.example.co.uk:8080/a"],
    }
    wanted = urls if urls is not None else expected[text.split()[0].split(".")[0]]
    assert [piece.url for piece in split(text) if isinstance(piece, LinkText)] == wanted


def test_emoji_codes_are_found_once_each() -> None:
    assert find_emoji_codes(":a: x :b_1::a:", ":C:") == ["a", "b_1", "C"]
    assert find_emoji_codes(":a:b:c:") == ["a", "c"]
    assert find_emoji_codes(": a: :é: :: :" + "x" * 31 + ":", "12:30:45") == ["30"]
    assert find_emoji_codes(":" + "x" * 30 + ":") == ["x" * 30]


def test_only_long_addresses_are_shortened() -> None:
    assert shown_link("https://example.org/short") == "https://example.org/short"
    assert shown_link("https://www.example.org/" + "a" * 30) == (
        '<span class="invisible">https://www.</span>'
        '<span class="ellipsis">example.org/aaaaaaaaaaaaaaaaaa</span>'
        '<span class="invisible">aaaaaaaaaaaa</span>'
    )
    assert shown_link("example.org/" + "a" * 30).startswith('<span class="ellipsis">')
