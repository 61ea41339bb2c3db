"""A document of which nobody knows yet what it is: what an address turned out to be."""

from gotosocial.activitypub.activity import Activity
from gotosocial.activitypub.actor import RemoteActor
from gotosocial.activitypub.note import RemoteAuthorization, RemoteCollection, RemoteNote
from gotosocial.activitypub.read.activity import ACTIVITY_TYPES, read_activity
from gotosocial.activitypub.read.actor import read_actor
from gotosocial.activitypub.read.authorization import AUTHORIZATION_TYPES, read_authorization
from gotosocial.activitypub.read.collection import COLLECTION_TYPES, read_collection
from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.note import read_note
from gotosocial.activitypub.vocabulary import ACTOR_TYPES, STATUS_TYPES

Anything = RemoteActor | RemoteNote | RemoteAuthorization | RemoteCollection | Activity


def read_object(json: object) -> Anything | None:
    """Return the record of the document by its first known type; None where none is known, as for a
    Tombstone; raise Malformed where it is no object, or lacks what its type needs.
    """
    for kind in Document.of(json).types:
        if kind in ACTOR_TYPES:
            return read_actor(json)
        if kind in STATUS_TYPES:
            return read_note(json)
        if kind in COLLECTION_TYPES:
            return read_collection(json)
        if kind in AUTHORIZATION_TYPES:
            return read_authorization(json)
        if kind in ACTIVITY_TYPES:
            return read_activity(json)
    return None
