"""Floors 6 and 7: what other servers read and write here."""

from gotosocial.app.bundles import Abroad, Cellar, Foundations, Shared
from gotosocial.handlers.documents.read_as import Readership
from gotosocial.handlers.documents.serve_actor import ActorDocuments
from gotosocial.handlers.documents.serve_approvals import ApprovalDocuments
from gotosocial.handlers.documents.serve_people import PeopleDocuments
from gotosocial.handlers.documents.serve_posts import PostDocuments
from gotosocial.handlers.documents.serve_replies import ReplyDocuments
from gotosocial.handlers.documents.serve_status import StatusDocuments
from gotosocial.handlers.inbox.crowding import Crowding
from gotosocial.handlers.inbox.keep import ActivityKeeper
from gotosocial.models.rules.signed_fetch import SignedFetch
from gotosocial.rest.activitypub.actors import ActorDoors
from gotosocial.rest.activitypub.approvals import ApprovalDoors
from gotosocial.rest.activitypub.collections import CollectionDoors
from gotosocial.rest.activitypub.inbox import InboxDoors
from gotosocial.rest.activitypub.statuses import StatusDoors
from gotosocial.rest.activitypub.visits import Visits


def federation_doors(base: Foundations, cellar: Cellar, abroad: Abroad, shared: Shared) -> list[object]:
    """Return the inboxes, and the doors to all documents."""
    readership = Readership(shared.access)
    visits = Visits(abroad.gate, readership, SignedFetch(base.config.advanced.signed_fetch))
    actors = ActorDocuments(readership, shared.documents)
    statuses = StatusDocuments(readership, shared.documents)
    keeper = ActivityKeeper(shared.access, abroad.policy, Crowding(cellar.db, base.clock), base.clock)
    return [
        InboxDoors(abroad.gate, keeper),
        ActorDoors(actors, visits, base.addresses),
        CollectionDoors(PostDocuments(actors), PeopleDocuments(actors), visits),
        ApprovalDoors(ApprovalDocuments(readership), visits),
        StatusDoors(statuses, ReplyDocuments(statuses), visits, base.addresses),
    ]
