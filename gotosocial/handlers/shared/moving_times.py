"""When accounts moved: between two moves, and between two attempts, there is some time (row G1-04)."""

import attrs

from gotosocial.errors import NotAllowed
from gotosocial.models.move import Move
from gotosocial.models.rules.moving import BETWEEN_MOVES, BETWEEN_TRIES
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.ulid import Ulids


@attrs.frozen
class MovingTimes:
    """Notes attempts and successes of both accounts."""

    ulids: Ulids
    clock: Clock

    async def begin(self, t: Transaction, uri: str, origin_uri: str, target_uri: str) -> Move:
        """Note that a move is tried; raise NotAllowed where one of the two has just moved.

        The same activity may be tried again.
        """
        now = self.clock.now()
        for end in (origin_uri, target_uri):
            latest = await t.moves.latest(end, now - BETWEEN_TRIES)
            if latest is not None and latest.uri != uri:
                raise NotAllowed("one of the accounts tried to move some minutes ago")
            if await t.moves.has_succeeded(end, now - BETWEEN_MOVES):
                raise NotAllowed("one of the accounts has moved within the last seven days")
        known = await t.moves.find_by_uri(uri)
        move = Move(
            id=known.id if known else self.ulids.new(),
            uri=uri,
            origin_uri=origin_uri,
            target_uri=target_uri,
            tried_at=now,
        )
        await t.moves.put(move)
        return move

    async def succeed(self, t: Transaction, move: Move) -> None:
        """Note that the move is done."""
        await t.moves.put(attrs.evolve(move, succeeded_at=self.clock.now()))
