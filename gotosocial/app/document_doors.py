"""The doors through which other servers fetch documents."""

from gotosocial.app.bundles import Foundations
from gotosocial.federation.gate import Gate
from gotosocial.handlers.documents.read_as import Readership
from gotosocial.handlers.documents.serve_actor import ActorDocuments
from gotosocial.handlers.documents.serve_people import PeopleDocuments
from gotosocial.handlers.documents.serve_posts import PostDocuments
from gotosocial.handlers.documents.serve_replies import ReplyDocuments
from gotosocial.handlers.documents.serve_status import StatusDocuments
from gotosocial.handlers.shared.documents import Documents
from gotosocial.models.rules.signed_fetch import SignedFetch
from gotosocial.rest.activitypub.actors import ActorDoors
from gotosocial.rest.activitypub.collections import CollectionDoors
from gotosocial.rest.activitypub.statuses import StatusDoors
from gotosocial.rest.activitypub.visits import Visits


def document_doors(base: Foundations, gate: Gate, documents: Documents) -> list[object]:
    """Return the doors to actors, statuses and collections."""
    readership = Readership(documents.access)
    visits = Visits(gate, readership, SignedFetch(base.config.advanced.signed_fetch))
    actors = ActorDocuments(readership, documents)
    statuses = StatusDocuments(readership, documents)
    return [
        ActorDoors(actors, visits, base.addresses),
        CollectionDoors(PostDocuments(actors), PeopleDocuments(actors), visits),
        StatusDoors(statuses, ReplyDocuments(statuses), visits, base.addresses),
    ]
