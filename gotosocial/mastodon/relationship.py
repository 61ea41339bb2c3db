"""How the viewer stands to an account, as the client API shows it (row A-23)."""

from collections.abc import Iterable
from typing import Any

import orjson

from gotosocial.models.relationship import Relationship


def relationship_entity(relationship: Relationship) -> dict[str, Any]:
    """Return a Relationship."""
    return {
        "id": relationship.id,
        "following": relationship.following,
        "showing_reblogs": relationship.showing_reblogs,
        "notifying": relationship.notifying,
        "languages": None,
        "followed_by": relationship.followed_by,
        "blocking": relationship.blocking,
        "blocked_by": relationship.blocked_by,
        "muting": relationship.muting,
        "muting_notifications": relationship.muting_notifications,
        "requested": relationship.requested,
        "requested_by": relationship.requested_by,
        "domain_blocking": False,
        "endorsed": False,
        "note": relationship.note,
    }


def relationship_json(relationship: Relationship) -> bytes:
    """Return one Relationship as JSON."""
    return orjson.dumps(relationship_entity(relationship))


def relationships_json(relationships: Iterable[Relationship]) -> bytes:
    """Return Relationships as a JSON array, in the order given."""
    return orjson.dumps([relationship_entity(one) for one in relationships])
