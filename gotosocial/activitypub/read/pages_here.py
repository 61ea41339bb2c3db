"""Our own people and statuses by their ids, where another server names their pages instead.

Some software takes the address that somebody has copied for an id: WordPress in ``inReplyTo``, others in a
Like or a Follow. Only the spelling is looked at; whether there is such a thing is asked as of any id.
"""

import re
from typing import Any, TypeVar

import attrs

from gotosocial.activitypub.activity import Activity
from gotosocial.activitypub.note import RemoteNote
from gotosocial.models.addresses import Addresses

A = TypeVar("A", bound=Activity)
_PAGE = re.compile(r"/@([^/@?#]+)(?:/statuses/([^/?#]+))?/?")
_WITHIN = ("inner", "instrument")


def activity_by_ids(activity: A, addresses: Addresses) -> A:
    """Return the activity with ids of ours instead of pages, also in what lies within it."""
    changes: dict[str, Any] = {}
    if isinstance(uri := getattr(activity, "object_uri", None), str):
        changes["object_uri"] = id_of_page(uri, addresses)
    if isinstance(uris := getattr(activity, "object_uris", None), tuple):
        changes["object_uris"] = tuple(id_of_page(uri, addresses) for uri in uris)
    for name in (*_WITHIN, "note"):
        part = getattr(activity, name, None)
        if isinstance(part, RemoteNote):
            changes[name] = note_by_ids(part, addresses)
        elif isinstance(part, Activity):
            changes[name] = activity_by_ids(part, addresses)
    return attrs.evolve(activity, **changes)


def note_by_ids(note: RemoteNote, addresses: Addresses) -> RemoteNote:
    """Return the status with the id of what it answers instead of its page, where that is one of ours."""
    parent = id_of_page(note.in_reply_to_uri, addresses)
    return note if parent == note.in_reply_to_uri else attrs.evolve(note, in_reply_to_uri=parent)


def id_of_page(uri: str, addresses: Addresses) -> str:
    """Return the id of whom or what this page of ours shows; anything else as it is."""
    if not uri.startswith(f"{addresses.origin}/@"):
        return uri
    page = _PAGE.fullmatch(uri.removeprefix(addresses.origin))
    if page is None:
        return uri
    return addresses.status(page[1], page[2]) if page[2] else addresses.actor(page[1])
