"""The ``@context`` of a document: only the terms that it uses, added once at its top.

Writers return plain objects without a context, so that one can stand inside another; ``body_of`` is the
last step before bytes leave. Some readers look only at the first entry, so that is ActivityStreams.
"""

from collections.abc import Iterator
from typing import Any

import orjson

from gotosocial.activitypub.vocabulary import AS, GTS, SECURITY

Document = dict[str, Any]

_TOOT = {"toot": "http://joinmastodon.org/ns#"}
_SCHEMA = {"schema": "http://schema.org#"}
_TERMS: dict[str, dict[str, Any]] = {
    "sensitive": {"sensitive": "as:sensitive"},
    "manuallyApprovesFollowers": {"manuallyApprovesFollowers": "as:manuallyApprovesFollowers"},
    "alsoKnownAs": {"alsoKnownAs": {"@id": "as:alsoKnownAs", "@type": "@id"}},
    "movedTo": {"movedTo": {"@id": "as:movedTo", "@type": "@id"}},
    "discoverable": {**_TOOT, "discoverable": "toot:discoverable"},
    "indexable": {**_TOOT, "indexable": "toot:indexable"},
    "featured": {**_TOOT, "featured": {"@id": "toot:featured", "@type": "@id"}},
    "featuredTags": {**_TOOT, "featuredTags": {"@id": "toot:featuredTags", "@type": "@id"}},
    "blurhash": {**_TOOT, "blurhash": "toot:blurhash"},
    "focalPoint": {**_TOOT, "focalPoint": {"@container": "@list", "@id": "toot:focalPoint"}},
    "votersCount": {**_TOOT, "votersCount": "toot:votersCount"},
    "webfinger": {"webfinger": "https://purl.archive.org/socialweb/webfinger#webfinger"},
    "value": {**_SCHEMA, "value": "schema:value"},
}
_TYPES: dict[str, dict[str, Any]] = {
    "Hashtag": {"Hashtag": "as:Hashtag"},
    "Emoji": {**_TOOT, "Emoji": "toot:Emoji"},
    "PropertyValue": {**_SCHEMA, "PropertyValue": "schema:PropertyValue"},
}
_OF_GTS = frozenset(
    {
        *("interactionPolicy", "approvedBy", "interactingObject", "interactionTarget", "instrument"),
        *("likeAuthorization", "replyAuthorization", "announceAuthorization"),
        *("hidesToPublicFromUnauthedWeb", "hidesCcPublicFromUnauthedWeb"),
        *("LikeRequest", "ReplyRequest", "AnnounceRequest"),
        *("LikeAuthorization", "ReplyAuthorization", "AnnounceAuthorization"),
    }
)
_NO_TERMS_WITHIN = frozenset({"contentMap"})


def with_context(document: Document) -> Document:
    """Return the document with the context that its keys and types need, and nothing more."""
    words = set(_words_of(document))
    own: dict[str, Any] = {}
    for word in sorted(words):
        own |= _TERMS.get(word, {}) | _TYPES.get(word, {})
    context: list[Any] = [AS]
    if "publicKey" in words:
        context.append(SECURITY)
    if words & _OF_GTS:
        context.append(GTS)
    if own:
        context.append(own)
    return {"@context": context[0] if len(context) == 1 else context, **document}


def body_of(document: Document) -> bytes:
    """Return the bytes of a document as they are sent and served, with its context."""
    return orjson.dumps(with_context(document))


def _words_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield value.get("type", "")
        for key, inner in value.items():
            yield key
            if key not in _NO_TERMS_WITHIN:
                yield from _words_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words_of(inner)
