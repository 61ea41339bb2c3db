"""Browsers get pages and peers documents, wherever an address has both."""

import pytest

from gotosocial.http.accept import prefers_document, prefers_page

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
AS = "https://www.w3.org/ns/activitystreams"
MASTODON = f'application/activity+json, application/ld+json; profile="{AS}", text/html;q=0.1'


@pytest.mark.parametrize(
    ("accept", "page", "document"),
    [
        (BROWSER, True, False),
        (MASTODON, False, True),
        ("application/activity+json", False, True),
        ('application/ld+json; profile="x"', False, True),
        ("text/html, application/activity+json", False, True),
        ("text/html, application/activity+json;q=0.9", True, False),
        ("application/activity+json;q=0, text/html;q=0.1", True, False),
        ("TEXT/HTML", True, False),
        ("*/*", False, False),
        ("", False, False),
        ("text/html;q=nonsense", True, False),
        (",;,", False, False),
    ],
)
def test_what_is_preferred(accept: str, page: bool, document: bool) -> None:
    assert (prefers_page(accept), prefers_document(accept)) == (page, document)
