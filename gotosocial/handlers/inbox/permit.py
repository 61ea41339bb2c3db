"""Whether a reply or a boost from elsewhere may stand (rows V-11, V-19 to V-22).

What was decided before counts. About a local status its policy decides, and its author where the policy says
so. About a status elsewhere we only believe what its author's server says: where the policy does not let in
everybody, there must be a proof.
"""

import attrs

from gotosocial.activitypub.note import RemoteNote
from gotosocial.errors import NotAllowed, NotFound, Trouble
from gotosocial.federation.dereference.approvals import ApprovalCheck, Claim
from gotosocial.federation.dereference.statuses import StatusFetcher
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.approvals import FREELY, Admission, Approvals
from gotosocial.jobs.work import Finish
from gotosocial.models.account import Account
from gotosocial.models.interaction_request import InteractionKind
from gotosocial.models.rules.approval import Entry, entry_of
from gotosocial.models.rules.interaction import asker_of
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.status import Status
from gotosocial.storage.stores import Transaction


@attrs.frozen(kw_only=True)
class Wish:
    """What a remote account wants to do: ``proof_uri`` is said to allow it, ``request_uri`` asks for it."""

    kind: InteractionKind
    uri: str
    by: Account
    proof_uri: str = ""
    request_uri: str = ""


@attrs.frozen
class Permits:
    """Asks what was decided, the policy, or the proof."""

    access: Access
    approvals: Approvals
    proofs: ApprovalCheck

    async def find(self, wish: Wish, seen: Seen) -> Admission:
        """Return how the wish enters about the status ``seen``, or raise NotAllowed."""
        earlier = await self.access.db.interaction_requests.find_by_interaction(wish.uri)
        if earlier is not None and earlier.rejected_at is not None:
            raise NotAllowed("this was refused before")
        if earlier is not None and seen.author.is_local:
            if not earlier.is_about(wish.kind, seen.status.id, wish.by.id):
                raise NotAllowed("this has the id of something else that was asked for")
            return Admission(request=earlier)
        viewer = await self.access.viewer(wish.by.id)
        if seen.author.is_local:
            return self.approvals.admit(
                wish.kind, wish.uri, wish.by, viewer, seen, request_uri=wish.request_uri
            )
        entry = entry_of(wish.kind, seen.status, asker_of(wish.by.id, wish.by.uri, viewer, seen))
        if entry is Entry.FREE:
            return FREELY
        claim = Claim(
            kind=wish.kind,
            proof_uri=wish.proof_uri,
            interacting_uri=wish.uri,
            target_uri=seen.status.uri,
            author_uri=seen.author.uri,
        )
        if not await self.proofs.holds(claim):
            raise NotAllowed("its author has not allowed this")
        return Admission(proof_uri=wish.proof_uri)


@attrs.frozen(kw_only=True)
class ReplyPermit:
    """How a reply enters, under which parent; without one it stands alone until that is known."""

    admission: Admission = FREELY
    parent: Seen | None = None

    @property
    def is_pending(self) -> bool:
        """Whether it waits for the author of its parent."""
        return self.admission.is_pending

    @property
    def approved_by_uri(self) -> str:
        """What lets it in, where that was needed."""
        return self.admission.approved_by_uri


@attrs.frozen
class ReplyPermits:
    """Finds the parent of a reply, and whether it may stand there."""

    permits: Permits
    statuses: StatusFetcher

    async def find(self, note: RemoteNote, author: Account, *, request_uri: str = "") -> ReplyPermit:
        """Return how the reply enters, or raise NotAllowed; what is no reply enters freely."""
        if not note.in_reply_to_uri:
            return ReplyPermit()
        db = self.permits.access.db
        above = await db.interaction_requests.find_by_interaction(note.in_reply_to_uri)
        if above is not None and above.rejected_at is not None:
            raise NotAllowed("what it answers was refused")
        parent = await self._parent(note)
        if parent is None or parent.is_boost:
            return ReplyPermit()
        seen = await self._seen(parent, author)
        wish = Wish(
            kind="reply", uri=note.uri, by=author, proof_uri=note.approved_by_uri, request_uri=request_uri
        )
        return ReplyPermit(admission=await self.permits.find(wish, seen), parent=seen)

    def finishing(self, permit: ReplyPermit, note: RemoteNote, author: Account, finish: Finish) -> Finish:
        """Return what ends the job, and before that records what was asked and answered."""
        parent = permit.parent
        if parent is None or permit.admission.request is None:
            return finish

        async def recorded(t: Transaction) -> None:
            status = await t.statuses.find_by_uri(note.uri)
            if status is not None:
                await self.permits.approvals.record(t, permit.admission, author, parent, shown_id=status.id)
            await finish(t)

        return recorded

    async def _parent(self, note: RemoteNote) -> Status | None:
        known = await self.permits.access.db.statuses.find_by_uri(note.in_reply_to_uri)
        if known is not None:
            return known
        try:
            return await self.statuses.by_uri(note.in_reply_to_uri)
        except Trouble:
            # Its server may be away; then nobody knows what the author allows.
            return None

    async def _seen(self, parent: Status, author: Account) -> Seen:
        access = self.permits.access
        viewer = await access.viewer(author.id)
        if parent.is_local:
            return await access.status(parent.id, viewer)
        found = await access.seen((parent.id,), viewer)
        if not found:
            raise NotFound("status not found")
        return found[0]
