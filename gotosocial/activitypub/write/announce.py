"""A boost."""

from gotosocial.activitypub.vocabulary import PUBLIC
from gotosocial.activitypub.write.context import Document
from gotosocial.models.account import Account
from gotosocial.models.status import Status
from gotosocial.models.visibility import Visibility
from gotosocial.util.clock import iso


def write_announce(
    boost: Status, original: Status, by: Account, author: Account, *, authorization_uri: str = ""
) -> Document:
    """Return the Announce: ``by`` boosts ``original``, which ``author`` wrote.

    A public boost is addressed to everybody in ``to``, an unlisted one in ``cc``, as statuses are; one for
    mutuals to the author alone, since no collection on the wire means them.
    ``authorization_uri``: the AnnounceAuthorization of an approved boost, where one was given (row Z-27).
    """
    to, cc = [by.followers_uri], [author.uri]
    if boost.visibility is Visibility.PUBLIC:
        to, cc = [PUBLIC], [by.followers_uri, author.uri]
    elif boost.visibility is Visibility.UNLISTED:
        cc = [author.uri, PUBLIC]
    elif not boost.visibility.is_for_followers:
        to, cc = [author.uri], []
    document: Document = {
        "id": boost.uri,
        "type": "Announce",
        "actor": by.uri,
        "published": iso(boost.created_at),
        "to": to,
        "cc": cc,
        "object": original.uri,
    }
    if boost.approved_by_uri:
        document["approvedBy"] = boost.approved_by_uri
    if authorization_uri:
        document["announceAuthorization"] = authorization_uri
    return document
