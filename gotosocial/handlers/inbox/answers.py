"""Which of our questions another server answers: a follow, or something that needed approval."""

from typing import Protocol

import attrs

from gotosocial.activitypub.activity import Accept, Activity, Follow, Reject
from gotosocial.handlers.inbox.received import Received
from gotosocial.models.follow import Follow as FollowRow
from gotosocial.storage.stores import Database


class InteractionAnswers(Protocol):
    """What happens to our favourites, replies and boosts when their target's author answers."""

    async def accepted(self, got: Received[Accept]) -> None:
        """Let the interaction stand, or raise NotRelevant."""

    async def rejected(self, got: Received[Reject]) -> None:
        """Take the interaction back, or raise NotRelevant."""


@attrs.frozen
class AnsweredFollows:
    """Finds the request or the follow that an answer is about."""

    db: Database

    async def find(
        self, got: Received[Accept] | Received[Reject], uri: str, inner: Activity | None
    ) -> FollowRow | None:
        """Return our request or follow, by its id, or else by its two ends; None where there is none."""
        found = await self.db.follow_requests.find_by_uri(uri) or await self.db.follows.find_by_uri(uri)
        if found is None and isinstance(inner, Follow):
            # Some servers answer with an id of their own.
            follower = await self.db.accounts.find_by_uri(inner.actor_uri)
            target = await self.db.accounts.find_by_uri(got.sender.actor_uri)
            if follower is not None and target is not None and inner.object_uri == target.uri:
                pair = (follower.id, target.id)
                found = await self.db.follow_requests.find(*pair) or await self.db.follows.find(*pair)
        if found is None:
            return None
        follower = await self.db.accounts.find(found.account_id)
        return found if follower is not None and follower.is_local else None
