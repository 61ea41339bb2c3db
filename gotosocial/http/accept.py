"""What an Accept header prefers where one address has a page for people and a document for software.

Peers name the document's type and often HTML behind it; browsers name HTML and everything else behind it.
"""

from functools import lru_cache

from gotosocial.http.failures import quality

DOCUMENT_TYPES = ("application/activity+json", "application/ld+json", "application/json")
PAGE_TYPES = ("text/html", "application/xhtml+xml")


def prefers_page(accept: str) -> bool:
    """Tell whether a page is wanted where the document is the rule: only if HTML is named and better."""
    page, document = _weights(accept)
    return page > document


def prefers_document(accept: str) -> bool:
    """Tell whether the document is wanted where the page is the rule: only if it is named, and not worse."""
    page, document = _weights(accept)
    return document > 0 and document >= page


@lru_cache(maxsize=256)
def _weights(accept: str) -> tuple[float, float]:
    """Return how much pages and documents are wanted, as far as they are named (RFC 9110, 12.5.1)."""
    page = document = 0.0
    for entry in accept.lower().split(","):
        kind, _, parameters = entry.partition(";")
        if kind.strip() in PAGE_TYPES:
            page = max(page, quality(parameters))
        elif kind.strip() in DOCUMENT_TYPES:
            document = max(document, quality(parameters))
    return page, document
