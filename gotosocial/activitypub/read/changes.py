"""What an actor does with its own things: Create, Update, Delete, Move, Add, Remove, Undo."""

from gotosocial.activitypub.activity import Activity, Add, Create, Delete, Move, Remove, Undo, Unknown, Update
from gotosocial.activitypub.read.actor import read_actor
from gotosocial.activitypub.read.note import read_votes
from gotosocial.activitypub.read.said import Said
from gotosocial.activitypub.vocabulary import ACTOR_TYPES, STATUS_TYPES
from gotosocial.errors import Malformed


def read_create(said: Said) -> Activity:
    """Read a new status, or votes; something else that is made, such as a chat message, is Unknown."""
    votes = read_votes(said.document.values("object"))
    whole = said.whole_object
    if whole and not votes and not whole.kind(STATUS_TYPES):
        return read_unknown(said)
    return said.make(
        Create,
        object_uri=votes[0].uri if votes else said.must("object"),
        note=said.note(whole) if whole and not votes else None,
        votes=votes,
    )


def read_update(said: Said) -> Activity:
    """Read a changed status or actor; where only its id came, it must be fetched."""
    whole = said.whole_object
    is_actor = bool(whole and whole.kind(ACTOR_TYPES))
    is_note = bool(whole and not is_actor and whole.kind(STATUS_TYPES))
    if whole and not (is_actor or is_note):
        return read_unknown(said)
    return said.make(
        Update,
        object_uri=said.must("object"),
        note=said.note(whole) if whole and is_note else None,
        actor=read_actor(whole.properties) if whole and is_actor else None,
    )


def read_delete(said: Said) -> Delete:
    """Read that something is gone, be it named by its id, by a Tombstone or by what it was."""
    return said.make(Delete, object_uri=said.must("object"))


def read_move(said: Said) -> Move:
    """Read that an account lives elsewhere now; it has one object and one target."""
    if len(said.document.values("object", 2)) != 1 or len(said.document.values("target", 2)) != 1:
        raise Malformed("a move has one object and one target", detail=said.uri)
    return said.make(Move, object_uri=said.must("object"), target_uri=said.must("target"))


def read_add(said: Said) -> Add:
    """Read that something enters a collection."""
    return said.make(Add, object_uri=said.must("object"), target_uri=said.must("target"))


def read_remove(said: Said) -> Remove:
    """Read that something leaves a collection."""
    return said.make(Remove, object_uri=said.must("object"), target_uri=said.must("target"))


def read_undo(said: Said) -> Undo:
    """Read that an activity is taken back. It is of the same actor where it does not say whose it is."""
    whole, object_uri = said.whole_object, said.document.link("object")
    try:
        inner = said.inner(whole, actor_uri=said.actor_uri) if whole else None
    except Malformed:
        inner = None
    if not (inner or object_uri):
        raise Malformed("nothing is taken back", detail=said.uri)
    return said.make(Undo, object_uri=object_uri, inner=inner)


def read_unknown(said: Said) -> Unknown:
    """Read something that nobody here has a use for."""
    kind = said.document.types[0]
    return said.make(Unknown, activity_type=kind)
