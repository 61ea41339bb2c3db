"""The documents with which the author of a status allows that it is liked, answered or boosted."""

from gotosocial.activitypub.note import RemoteAuthorization
from gotosocial.activitypub.read.document import Document
from gotosocial.errors import Malformed

AUTHORIZATION_TYPES = frozenset(
    {
        *("LikeAuthorization", "ReplyAuthorization", "AnnounceAuthorization", "QuoteAuthorization"),
        *("LikeApproval", "ReplyApproval", "AnnounceApproval"),
    }
)
"""The second line is how the documents of the reference server called them."""


def read_authorization(json: object) -> RemoteAuthorization:
    """Return the authorization, or the Accept that stands for one; raise Malformed where parts are missing.

    The type is given by its present name (``ReplyAuthorization``), or as ``Accept``.
    """
    document = Document.of(json)
    kind = document.kind(AUTHORIZATION_TYPES | {"Accept"})
    uri, author_uri = document.uri, document.link("attributedTo", "actor")
    interacting_uri = document.link("interactingObject", "object")
    if not (kind and uri and author_uri and interacting_uri):
        raise Malformed("the authorization is incomplete", detail=f"{kind=} {uri=}")
    return RemoteAuthorization(
        uri=uri,
        authorization_type=kind.replace("Approval", "Authorization"),
        author_uri=author_uri,
        interacting_uri=interacting_uri,
        target_uri=document.link("interactionTarget", "target"),
    )
