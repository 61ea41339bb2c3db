"""Questions and answers between actors: Accept, Reject, and the polite requests to like, reply or boost."""

from gotosocial.activitypub.activity import (
    Accept,
    Activity,
    Announce,
    AnnounceRequest,
    Like,
    LikeRequest,
    Reject,
    ReplyRequest,
)
from gotosocial.activitypub.note import RemoteNote
from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.said import Said
from gotosocial.activitypub.vocabulary import STATUS_TYPES
from gotosocial.errors import Malformed


def read_accept(said: Said) -> Accept:
    """Read a yes."""
    inner, note = _answered(said)
    return said.make(
        Accept,
        object_uri=said.document.link("object"),
        inner=inner,
        note=note,
        target_uri=said.document.link("target"),
        result_uri=said.document.link("result"),
    )


def read_reject(said: Said) -> Reject:
    """Read a no."""
    inner, note = _answered(said)
    return said.make(
        Reject,
        object_uri=said.document.link("object"),
        inner=inner,
        note=note,
        target_uri=said.document.link("target"),
    )


def read_like_request(said: Said) -> LikeRequest:
    """Read the wish to like a status."""
    object_uri, instrument = said.must("object"), _instrument(said)
    if instrument is None:
        like = Like(uri=said.must("instrument"), actor_uri=said.actor_uri, object_uri=object_uri)
    else:
        read = said.inner(instrument)
        if not isinstance(read, Like) or read.approved_by_uri:
            raise Malformed("the request is not for a new like", detail=said.uri)
        like = read
    return said.make(LikeRequest, object_uri=object_uri, instrument=like)


def read_announce_request(said: Said) -> AnnounceRequest:
    """Read the wish to boost a status."""
    object_uri, instrument = said.must("object"), _instrument(said)
    if instrument is None:
        boost = Announce(uri=said.must("instrument"), actor_uri=said.actor_uri, object_uri=object_uri)
    else:
        read = said.inner(instrument)
        if not isinstance(read, Announce) or read.inner or read.approved_by_uri:
            raise Malformed("the request is not for a new boost", detail=said.uri)
        boost = read
    return said.make(AnnounceRequest, object_uri=object_uri, instrument=boost)


def read_reply_request(said: Said) -> ReplyRequest:
    """Read the wish to answer a status."""
    object_uri, instrument = said.must("object"), _instrument(said)
    if instrument is None:
        uri = said.must("instrument")
        reply = RemoteNote(uri=uri, note_type="", author_uri=said.actor_uri, in_reply_to_uri=object_uri)
    else:
        reply = said.note(instrument)
        if reply.approved_by_uri:
            raise Malformed("the request is not for a new reply", detail=said.uri)
    return said.make(ReplyRequest, object_uri=object_uri, instrument=reply)


def _answered(said: Said) -> tuple[Activity | None, RemoteNote | None]:
    """Return what is answered, where it came whole and can be read; its id must do where it cannot."""
    whole = said.whole_object
    has_id = bool(said.document.link("object"))
    if whole is None:
        if not has_id:
            raise Malformed("the answer is to nothing", detail=said.uri)
        return None, None
    try:
        if whole.kind(STATUS_TYPES):
            return None, said.note(whole)
        return said.inner(whole), None
    except Malformed:
        if not has_id:
            raise
        return None, None


def _instrument(said: Said) -> Document | None:
    """Return what is asked for. It comes whole, but in the answer to a request its id is enough."""
    values = said.document.values("instrument", 2)
    if len(values) != 1 or len(said.document.values("object", 2)) != 1:
        raise Malformed("a request has one object and one instrument", detail=said.uri)
    if isinstance(values[0], dict):
        return Document.of(values[0])
    if said.level == 0:
        raise Malformed("the instrument of a request comes whole", detail=said.uri)
    return None
