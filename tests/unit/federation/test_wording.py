"""What remote statuses say: words, warnings, languages, links."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gotosocial.activitypub.note import RemoteAttachment, RemoteNote
from gotosocial.federation.dereference.wording import Words, choose_content, words_of

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def a_note(**changes: Any) -> RemoteNote:
    return RemoteNote(
        **{"uri": "https://a.example/1", "note_type": "Note", "author_uri": "https://a.example/u"} | changes
    )


def words(**changes: Any) -> Words:
    return words_of(a_note(**changes), ("de",), lambda name: f"https://here.example/tags/{name}")


def test_a_note_is_its_content_and_nothing_dangerous() -> None:
    said = words(content='<p onclick="x()">hi <script>alert(1)</script><img src=x><b>you</b></p>')
    assert said.content == "<p>hi <b>you</b></p>"


def test_the_warning_of_a_note_is_its_summary_or_its_name() -> None:
    assert words(summary="one &amp; <b>two</b>").warning == "one & two"
    assert words(name="a name").warning == "a name"
    assert words(summary="I <3 this").warning == "I <3 this"


def test_what_has_a_title_shows_it_with_a_link() -> None:
    said = words(
        note_type="Article", name="A <i>title</i> & more", url="https://a.example/page", content="<p>x</p>"
    )
    assert "<strong>A title &amp; more</strong>" in said.content
    assert 'href="https://a.example/page"' in said.content
    assert said.content.endswith("<p>x</p>")
    assert said.warning == ""


def test_the_summary_of_an_article_stands_in_for_its_words() -> None:
    assert "the gist" in words(note_type="Article", name="T", summary="the gist").content
    assert "the gist" not in words(note_type="Article", name="T", summary="the gist", content="all").content
    sensitive = words(note_type="Video", name="T", summary="beware", is_sensitive=True)
    assert (sensitive.warning, "beware" in sensitive.content) == ("beware", False)


def test_an_event_says_when_and_where() -> None:
    said = words(
        note_type="Event", name="T", starts_at=NOON, ends_at=NOON.replace(hour=13), location="The <b>Bar</b>"
    )
    assert "2024-05-01 12:00 UTC" in said.content
    assert "2024-05-01 13:00 UTC" in said.content
    assert "The Bar" in said.content


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("text/markdown", '<p>a <strong>b</strong> <a href="https://here.example/tags/c"'),
        ("text/plain", "<p>a **b** <a"),
    ],
)
def test_other_kinds_of_text_are_formatted(media_type: str, expected: str) -> None:
    assert words(content="a **b** #c", media_type=media_type).content.startswith(expected)


def test_files_that_cannot_be_shown_are_links() -> None:
    said = words(
        content="<p>x</p>",
        attachments=(
            RemoteAttachment(
                kind="Document", url="https://a.example/f%20g.pdf", media_type="application/pdf"
            ),
            RemoteAttachment(kind="Image", url="https://a.example/i.png", media_type="image/png"),
        ),
    )
    assert 'href="https://a.example/f%20g.pdf"' in said.content
    assert "application/pdf" in said.content
    assert "i.png" not in said.content


def test_pages_and_quotes_are_links() -> None:
    said = words(content="<p>x</p>", links=("https://b.example/page",), quote_uri="https://c.example/1")
    assert 'href="https://b.example/page"' in said.content
    assert 'href="https://c.example/1"' in said.content
    twice = words(content='<p>RE: <a href="https://c.example/1">c</a></p>', quote_uri="https://c.example/1")
    assert twice.content.count("RE:") == 1


@pytest.mark.parametrize(
    ("content", "content_map", "expected"),
    [
        ("a", (), ("a", "")),
        ("a", (("en", "a"), ("de", "b")), ("a", "en")),
        ("a", (("en", "c"),), ("a", "")),
        ("", (("en", "c"),), ("c", "en")),
        ("", (("en", "c"), ("de", "d")), ("d", "de")),
        ("", (("en", "c"), ("fr", "d")), ("c", "en")),
        ("", (), ("", "")),
    ],
)
def test_the_language_follows_from_the_map(
    content: str, content_map: tuple[tuple[str, str], ...], expected: tuple[str, str]
) -> None:
    assert choose_content(a_note(content=content, content_map=content_map), ("de",)) == expected


def test_languages_are_spelled_as_usual_or_unknown() -> None:
    assert words(content_map=(("pt_br", "x"),)).language == "pt-BR"
    assert words(content_map=(("not a language", "x"),)).language == ""


def test_long_texts_are_cut() -> None:
    assert len(words(content="<p>" + "x" * 300_000).content) <= 100_100
