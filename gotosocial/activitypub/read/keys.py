"""Public keys, wherever they stand: in an actor, alone behind their own address, as PEM or as a Multikey."""

from gotosocial.activitypub.actor import RemoteKey
from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.limits import KEYS, PEM
from gotosocial.activitypub.vocabulary import ACTOR_TYPES


def read_keys(json: object) -> tuple[RemoteKey, ...]:
    """Return the keys of an actor's document or of a bare key's; raise Malformed where it is no object.

    The owner is who the document says it is; whether it holds for this actor is for the reader to check. Only
    a key inside an actor that names no owner belongs to that actor.
    """
    document = Document.of(json)
    owner_uri = document.uri if document.kind(ACTOR_TYPES) else ""
    inside = [
        *(_key(inner, owner_uri) for inner in document.things("publicKey", KEYS)),
        *(_key(inner, owner_uri) for inner in document.things("assertionMethod", KEYS)),
    ]
    return tuple(key for key in (*inside, _key(document, "")) if key)[: 2 * KEYS]


def _key(document: Document, owner_uri: str) -> RemoteKey | None:
    pem, multibase = document.text("publicKeyPem", PEM), document.text("publicKeyMultibase", PEM)
    owner = document.link("owner", "controller") or owner_uri
    if not (document.uri and owner and (pem or multibase)):
        return None
    return RemoteKey(uri=document.uri, owner_uri=owner, pem=pem, multibase="" if pem else multibase)
