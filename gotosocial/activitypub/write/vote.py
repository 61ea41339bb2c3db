"""A vote in somebody else's poll: one Create for each choice (row U-10 and the decisions)."""

from datetime import datetime

import attrs

from gotosocial.activitypub.write.context import Document
from gotosocial.models.account import Account
from gotosocial.models.poll import Poll
from gotosocial.models.status import Status
from gotosocial.util.clock import iso


@attrs.frozen(kw_only=True)
class VoteFacts:
    """Somebody votes in the poll of a status, which ``author`` wrote."""

    voter: Account
    author: Account
    status: Status
    poll: Poll
    voted_at: datetime


def write_vote(facts: VoteFacts, choice: int) -> Document:
    """Return the Create of one choice, an option's position from 0; only the author receives it."""
    voter, author = facts.voter.uri, facts.author.uri
    return {
        "id": f"{voter}/activity#vote{choice}/{facts.status.id}",
        "type": "Create",
        "actor": voter,
        "published": iso(facts.voted_at),
        "to": [author],
        "object": {
            "id": f"{voter}#{facts.poll.id}/votes/{choice}",
            "type": "Note",
            "name": facts.poll.options[choice],
            "attributedTo": voter,
            "inReplyTo": facts.status.uri,
            "to": [author],
        },
    }
