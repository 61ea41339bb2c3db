"""People, posts and addresses that the tests of the writers share."""

from typing import Any

import orjson

from gotosocial.activitypub.write.context import Document, body_of
from gotosocial.models.addresses import Addresses
from tests.support.builders import an_account

HERE = Addresses("https://here.example", "here.example", "example")
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ALICE = an_account("alice")
BOB = an_account("bob", domain="remote.example")


def sent(document: Document) -> dict[str, Any]:
    """Return what a peer reads: the bytes that are sent, parsed."""
    read: dict[str, Any] = orjson.loads(body_of(document))
    return read


def terms(document: Document) -> set[str]:
    """Return the terms that the document's own context defines."""
    context = sent(document)["@context"]
    inline = [entry for entry in context if isinstance(entry, dict)] if isinstance(context, list) else []
    return {term for entry in inline for term in entry}
