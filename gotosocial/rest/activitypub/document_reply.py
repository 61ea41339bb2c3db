"""How a document goes out: the content type that was asked for, and 410 for a Tombstone."""

from gotosocial.activitypub.vocabulary import ACTIVITY_JSON, LD_JSON
from gotosocial.activitypub.write.context import Document, body_of
from gotosocial.http.call import Call
from gotosocial.http.reply import NO_STORE, Headers, Reply

DOCUMENT = ("application/ld+json", "application/activity+json", "application/json")
DOCUMENT_OR_PAGE = (*DOCUMENT, "text/html")
VARY: Headers = (("Vary", "Accept, Signature, Signature-Input"),)
"""What an answer depends on, besides its address."""


def document_reply(call: Call, document: Document, *, cache: str = NO_STORE, vary: Headers = VARY) -> Reply:
    """Answer with a document under the name that the request prefers."""
    return Reply(
        status=410 if document["type"] == "Tombstone" else 200,
        body=body_of(document),
        content_type=_content_type(call.headers.get("accept").lower()),
        cache=cache,
        headers=vary,
    )


def _content_type(accept: str) -> str:
    """Return LD JSON unless the request names only the shorter type, or plain JSON."""
    is_named = "activity+json" in accept or "application/json" in accept
    return ACTIVITY_JSON if is_named and "ld+json" not in accept else LD_JSON
