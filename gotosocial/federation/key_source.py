"""Fetches a public key from where its id points, and believes it only where its owner lists it (row SE-13).

::

    key id -> document -> an actor at its own id?  -> that actor must list the key id as its own
                       -> anything else (a bare key, a stub of an actor): it names an owner on the same host
                          -> the owner's document -> which must list the key id as its own

Anybody may put a document on a shared host that says "this key belongs to alice". Only alice's own document,
fetched from alice's id, says which keys are hers.
"""

from typing import Any, Protocol

import attrs

from gotosocial.activitypub.actor import RemoteActor, RemoteKey
from gotosocial.activitypub.read.actor import read_actor
from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.vocabulary import ACTOR_TYPES
from gotosocial.crypto.public_keys import PublicKey, read_multikey, read_public_key
from gotosocial.errors import Malformed
from gotosocial.federation.recent_actors import RecentActors
from gotosocial.models.rules.trust import same_host, same_site


class FetchedDocument(Protocol):
    """A document, and the URI that answered with it in the end."""

    @property
    def uri(self) -> str:
        """Where it came from."""

    @property
    def document(self) -> dict[str, Any]:
        """The JSON object."""


class DocumentClient(Protocol):
    """Fetches documents with a signature of the instance actor."""

    async def get_json(self, uri: str) -> FetchedDocument:
        """Return the document; raise Gone, NotFound, NotAllowed or RemoteFailed."""


@attrs.frozen(kw_only=True)
class FetchedKey:
    """A key and the actor that lists it."""

    owner_uri: str
    key: PublicKey


@attrs.frozen
class KeySource:
    """Asks other servers for keys."""

    client: DocumentClient
    recent: RecentActors

    async def fetch(self, key_uri: str) -> FetchedKey:
        """Return the key; raise Malformed where nobody owns it in truth, or what the client raises."""
        got = await self.client.get_json(without_fragment(key_uri))
        owner_uri = _owner_of(got.document)
        if not same_host(key_uri, owner_uri):
            raise Malformed("the key and its owner are on different servers", detail=f"{key_uri} {owner_uri}")
        if owner_uri != got.uri or Document.of(got.document).uri != owner_uri:
            got = await self.client.get_json(owner_uri)
        actor = read_actor(got.document)
        if actor.uri != owner_uri or not same_site(got.uri, owner_uri):
            raise Malformed("the owner of the key has another id", detail=f"{owner_uri} {actor.uri}")
        key = FetchedKey(owner_uri=owner_uri, key=_parsed(_listed(actor, key_uri)))
        self.recent.put(actor)
        return key


def without_fragment(uri: str) -> str:
    """Return the URI of the document that a URI points into."""
    return uri.partition("#")[0]


def _owner_of(found: dict[str, Any]) -> str:
    document = Document.of(found)
    owner = document.uri if document.kind(ACTOR_TYPES) else document.link("owner", "controller")
    if not owner:
        raise Malformed("the document is neither an actor nor a key")
    return owner


def _listed(actor: RemoteActor, key_uri: str) -> RemoteKey:
    """Return the key that the actor lists under the id; its only one where the id is its own (Streams)."""
    own = [key for key in actor.keys if key.owner_uri == actor.uri]
    for key in own:
        if key.uri == key_uri:
            return key
    only = [key for key in own if key.pem]
    if key_uri == actor.uri and len(only) == 1:
        return only[0]
    raise Malformed("the actor does not list the key", detail=f"{actor.uri} {key_uri}")


def _parsed(key: RemoteKey) -> PublicKey:
    return read_public_key(key.pem) if key.pem else read_multikey(key.multibase)
