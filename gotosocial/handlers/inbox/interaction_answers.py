"""What happens to our favourites, replies and boosts when the author of their target answers (I-11, I-12).

A yes lets in what waited; a no takes the interaction back, also one that stood before. A no from an author
about somebody else's reply to them is heeded too: refused replies vanish from our threads (row V-18).
"""

import attrs

from gotosocial.activitypub.activity import Accept, AnnounceRequest, LikeRequest, Reject, ReplyRequest
from gotosocial.errors import NotAllowed, NotRelevant
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.handlers.shared.approvals import Approvals
from gotosocial.handlers.shared.let_in import LetIn
from gotosocial.handlers.shared.remove_status import StatusRemover
from gotosocial.handlers.shared.telling.marks import MarkTeller
from gotosocial.handlers.shared.telling.statuses import StatusTeller
from gotosocial.models.account import Account
from gotosocial.models.interaction_request import InteractionRequest
from gotosocial.models.mark import Mark
from gotosocial.models.rules.trust import same_host
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.status import Status
from gotosocial.storage.stores import Database, Transaction


@attrs.frozen
class AnsweredInteractions:
    """Believes only the author of what was liked, answered or boosted."""

    senders: Senders
    approvals: Approvals
    let_in: LetIn
    remover: StatusRemover
    statuses: StatusTeller
    marks: MarkTeller

    async def accepted(self, got: Received[Accept]) -> None:
        """Let the interaction stand; NotRelevant where none of ours waits."""
        answer = got.activity
        if answer.result_uri and not same_host(answer.result_uri, answer.uri):
            raise NotAllowed("the authorization is not on the server of who accepts")
        proof = answer.result_uri or answer.uri
        found, request, seen = await self._find(got)
        if not found.is_pending or not await self._is_ours(found):
            raise NotRelevant("nothing of ours waits for this answer")
        accepted = attrs.evolve(
            request,
            accepted_at=self.approvals.clock.now(),
            rejected_at=None,
            response_uri=answer.uri,
            authorization_uri=answer.result_uri,
        )

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            await t.interaction_requests.put(accepted)
            if isinstance(found, Mark):
                await self.let_in.favourite(t, found, seen, proof)
            else:
                await self.let_in.status(t, found, seen, proof)

        await self._db.transact(deed)

    async def rejected(self, got: Received[Reject]) -> None:
        """Take the interaction back; NotRelevant where there is none."""
        found, request, seen = await self._find(got)
        if request.kind == "reply" and found.account_id in seen.status.mentioned_ids:
            raise NotAllowed("who is mentioned may answer")
        by = await self._db.accounts.get(found.account_id)
        mentioned = await self._mentioned(found)
        refused = attrs.evolve(
            request,
            accepted_at=None,
            rejected_at=self.approvals.clock.now(),
            response_uri=got.activity.uri,
            authorization_uri="",
        )

        async def deed(t: Transaction) -> None:
            await got.finish(t)
            await t.interaction_requests.put(refused)
            if isinstance(found, Mark):
                await self._drop_favourite(t, found)
                return
            holders = await self.statuses.holders(t, found)
            if await self.remover.remove_within(t, found) and by.is_local and not found.is_pending:
                if found.is_boost:
                    await self.marks.unboosted(t, found, by, seen)
                else:
                    await self.statuses.deleted(t, found, by, mentioned, seen.author, holders)

        await self._db.transact(deed)

    async def _find(
        self, got: Received[Accept] | Received[Reject]
    ) -> tuple[Mark | Status, InteractionRequest, Seen]:
        """Return the interaction, the request about it, and what it was done to, which the sender wrote."""
        uri = _interaction_of(got.activity)
        author = await self.senders.known(got)
        found: Mark | Status | None = await self._db.favourites.find_by_uri(uri)
        found = found or await self._db.statuses.find_by_uri(uri)
        if found is None:
            raise NotRelevant("nothing is known under this id")
        target_id = found.status_id if isinstance(found, Mark) else found.boost_of_id or found.in_reply_to_id
        seen = await self.senders.access.seen((target_id,), None)
        if not seen or seen[0].author.id != author.id:
            raise NotAllowed("only the author of the status answers for it")
        by = await self._db.accounts.get(found.account_id)
        return found, await self._request(found, uri, by, seen[0]), seen[0]

    async def _request(self, found: Mark | Status, uri: str, by: Account, seen: Seen) -> InteractionRequest:
        known = await self._db.interaction_requests.find_by_interaction(uri)
        if known is not None:
            return known
        if isinstance(found, Mark):
            return self.approvals.request("favourite", uri, by, seen)
        return self.approvals.request("reblog" if found.is_boost else "reply", uri, by, seen)

    async def _is_ours(self, found: Mark | Status) -> bool:
        by = await self._db.accounts.get(found.account_id)
        return by.is_local

    async def _mentioned(self, found: Mark | Status) -> list[Account]:
        if isinstance(found, Mark):
            return []
        known = await self.senders.access.accounts(found.mentioned_ids)
        return [known[one] for one in found.mentioned_ids if one in known]

    async def _drop_favourite(self, t: Transaction, mark: Mark) -> None:
        if await t.favourites.delete(mark.account_id, mark.status_id) and not mark.is_pending:
            await t.statuses.change_counts(mark.status_id, favourites=-1)

    @property
    def _db(self) -> Database:
        return self.senders.access.db


def _interaction_of(answer: Accept | Reject) -> str:
    """Return the id of what is answered: the interaction itself, or that of the request for it."""
    inner = answer.inner
    if isinstance(inner, LikeRequest | ReplyRequest | AnnounceRequest):
        return inner.instrument.uri
    if answer.note is not None:
        return answer.note.uri
    return inner.uri if inner is not None and inner.uri else answer.object_uri
