"""A vote in somebody else's poll: one Create for each choice (row U-10 and the decisions)."""

from datetime import datetime

import attrs

from gotosocial.activitypub.write.context import Document
from gotosocial.models.account import Account
from gotosocial.models.status import Status
from gotosocial.util.clock import iso


@attrs.frozen(kw_only=True)
class VoteFacts:
    """One choice of one voter. ``status`` has the poll and ``author`` wrote it; ``index`` counts from 0."""

    voter: Account
    author: Account
    status: Status
    poll_id: str
    index: int
    title: str
    voted_at: datetime


def write_vote(facts: VoteFacts) -> Document:
    """Return the Create of a vote, which only the author of the poll receives."""
    voter, author = facts.voter.uri, facts.author.uri
    return {
        "id": f"{voter}/activity#vote{facts.index}/{facts.status.id}",
        "type": "Create",
        "actor": voter,
        "published": iso(facts.voted_at),
        "to": [author],
        "object": {
            "id": f"{voter}#{facts.poll_id}/votes/{facts.index}",
            "type": "Note",
            "name": facts.title,
            "attributedTo": voter,
            "inReplyTo": facts.status.uri,
            "to": [author],
        },
    }
