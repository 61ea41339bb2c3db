"""Reading answers of WebFinger and pages that lead to a document."""

from typing import Any

import pytest

from gotosocial.errors import Malformed
from gotosocial.federation.client import alternate_of, is_document
from gotosocial.federation.webfinger import Fingered, read_answer
from gotosocial.http.outgoing import AnswerHeaders, ContentType, Fetched

SELF = {"rel": "self", "type": "application/activity+json", "href": "https://a.example/users/eve"}


def answer(**changes: Any) -> dict[str, Any]:
    return {"subject": "acct:eve@a.example", "links": [SELF]} | changes


def test_the_subject_and_the_actor_are_read() -> None:
    found = read_answer(answer(subject="acct:Eve@A.Example"), "eve", "b.example")
    assert found == Fingered(uri="https://a.example/users/eve", username="Eve", domain="a.example")


def test_without_a_subject_the_question_counts() -> None:
    assert read_answer({"links": [SELF]}, "eve", "b.example").domain == "b.example"


@pytest.mark.parametrize(
    "subject", ["acct:eve@a.example", "ACCT:eve@a.example", "eve@a.example", "acct:@eve@a.example"]
)
def test_the_subject_is_named_in_any_spelling(subject: str) -> None:
    found = read_answer(answer(subject=subject), "eve", "b.example")
    assert (found.username, found.domain) == ("eve", "a.example")


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "acct:bob@a.example"},
        {"subject": "acct:eve@"},
        {"subject": "acct:eve@a b"},
        {"links": []},
        {"links": None},
        {"links": "x"},
        {"links": [SELF | {"rel": "alternate"}]},
        {"links": [SELF | {"type": "text/html"}]},
        {"links": [SELF | {"type": None}]},
        {"links": [SELF | {"href": "ftp://a.example/"}]},
        {"links": [SELF | {"href": 7}]},
        {"links": [7]},
    ],
)
def test_answers_about_others_or_without_an_actor_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read_answer(answer(**changes), "eve", "a.example")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("application/activity+json", True),
        ("application/activity+json; charset=utf-8", True),
        ('application/ld+json; profile="https://www.w3.org/ns/activitystreams"', True),
        ('application/ld+json; profile="x https://www.w3.org/ns/activitystreams"', True),
        ("application/ld+json", False),
        ("application/json", False),
        ("text/html", False),
        ("", False),
    ],
)
def test_only_two_media_types_are_documents(header: str, expected: bool) -> None:
    assert is_document(ContentType.read(header)) is expected


def page(html: str, content_type: str = "text/html; charset=utf-8") -> Fetched:
    return Fetched(
        url="https://a.example/@eve",
        host="a.example",
        status=200,
        headers=AnswerHeaders([("Content-Type", content_type)]),
        body=html.encode(),
    )


LINK = '<link rel="alternate" type="application/activity+json" href="{}">'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (LINK.format("/users/eve"), "https://a.example/users/eve"),
        (LINK.format("https://b.example/eve"), "https://b.example/eve"),
        (f"<head><!-- {LINK.format('/no')} -->{LINK.format('/yes')}", "https://a.example/yes"),
        (f"<head></head><body>{LINK.format('/typed-by-somebody')}", ""),
        ('<link rel="alternate" type="application/rss+xml" href="/feed">', ""),
        ('<link rel="stylesheet" type="application/activity+json" href="/x">', ""),
        ("", ""),
    ],
)
def test_a_page_may_lead_to_its_document(html: str, expected: str) -> None:
    assert alternate_of(page(html)) == expected


def test_what_is_no_page_leads_nowhere() -> None:
    assert alternate_of(page(LINK.format("/x"), "text/plain")) == ""
