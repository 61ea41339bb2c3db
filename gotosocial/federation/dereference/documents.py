"""Actors, statuses and collections as their own servers serve them: fetched, read, and with a proved id.

Nobody may speak for another server. A document is believed where it was fetched from its own id, and the
answer came from the site of that id; one that names another id than it was asked for is fetched from there.
"""

from typing import Any

import attrs

from gotosocial.activitypub.actor import RemoteActor
from gotosocial.activitypub.note import RemoteCollection, RemoteNote
from gotosocial.activitypub.read.actor import read_actor
from gotosocial.activitypub.read.anything import read_object
from gotosocial.activitypub.read.collection import read_collection
from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.note import read_note
from gotosocial.activitypub.read.pages_here import note_by_ids
from gotosocial.errors import Gone, Malformed
from gotosocial.federation.client import SignedClient
from gotosocial.federation.recent_actors import RecentActors
from gotosocial.models.addresses import Addresses
from gotosocial.models.rules.trust import same_site
from gotosocial.util.domains import host_of


@attrs.frozen
class Documents:
    """Fetches documents; ``as_`` is the local account in whose name, empty the instance actor."""

    client: SignedClient
    recent: RecentActors
    addresses: Addresses

    async def actor(self, uri: str, *, as_: str = "") -> RemoteActor:
        """Return the actor with the id, or whose page this is."""
        return self.recent.take(uri) or read_actor(await self._proved(uri, as_=as_))

    async def note(self, uri: str, *, as_: str = "") -> RemoteNote:
        """Return the status with the id, or whose page this is."""
        return note_by_ids(read_note(await self._proved(uri, as_=as_)), self.addresses)

    async def anything(self, url: str, *, as_: str = "") -> RemoteActor | RemoteNote:
        """Return what is at an address that somebody typed: a web page leads to its document."""
        found = read_object(await self._proved(url, as_=as_, follows_pages=True))
        if not isinstance(found, RemoteActor | RemoteNote):
            raise Malformed("this is neither an account nor a status")
        return found if isinstance(found, RemoteActor) else note_by_ids(found, self.addresses)

    async def collection(self, uri: str, *, as_: str = "") -> RemoteCollection:
        """Return a collection or a page of one, which may have no id; it counts for its host alone."""
        got = await self.client.get_json(uri, as_=as_)
        if not same_site(got.uri, uri):
            raise Malformed("the collection is elsewhere", detail=f"{uri} {got.uri}")
        return read_collection(got.document)

    async def _proved(self, uri: str, *, as_: str, follows_pages: bool = False) -> dict[str, Any]:
        got = await self.client.get_json(uri, as_=as_, follows_pages=follows_pages)
        own = own_id(got.document)
        if not is_same(own, got.uri):
            got = await self.client.get_json(own, as_=as_)
        if own_id(got.document) != own or not same_site(own, got.uri):
            raise Malformed("the document has the id of another one", detail=f"{got.uri} {own}")
        return got.document


def own_id(document: dict[str, Any]) -> str:
    """Return the id of a document that was fetched; raise Gone for a tombstone, Malformed without an id."""
    read = Document.of(document)
    if read.kind(("Tombstone",)):
        raise Gone("this was deleted", detail=read.uri)
    if not read.uri:
        raise Malformed("the document has no id")
    return read.uri


def is_same(uri: str, url: str) -> bool:
    """Tell whether an id and an address are one: the spelling of the host and the fragment do not count."""
    return host_of(uri) == host_of(url) != "" and _path(uri) == _path(url)


def _path(uri: str) -> str:
    return uri.partition("#")[0].partition("://")[2].partition("/")[2]
