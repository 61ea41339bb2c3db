"""How interactions with statuses are let in: at once, with the word of the author's server, or not yet.

    admit    before the transaction: what does the policy say?             -> Admission
    record   within it, once the interaction is written: the request's row, the notification, or the Accept

Favourites, replies and boosts of people here and elsewhere take the same way. A remote author is asked by the
interaction itself, which their server gets (``telling/``); then the row only waits for the answer.
"""

import attrs

from gotosocial.errors import NotAllowed
from gotosocial.handlers.shared.notify import Notifier
from gotosocial.handlers.shared.telling.interactions import InteractionTeller
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.interaction_request import InteractionKind, InteractionRequest
from gotosocial.models.notification import NotificationType
from gotosocial.models.rules.approval import Entry, entry_of
from gotosocial.models.rules.interaction import asker_of
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.viewer import Viewer
from gotosocial.storage.stores import Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.ulid import Ulids

PENDING: dict[InteractionKind, NotificationType] = {
    "favourite": "pending.favourite",
    "reply": "pending.reply",
    "reblog": "pending.reblog",
}
"""What the author of the status is notified of."""
_WORDS: dict[InteractionKind, str] = {
    "favourite": "the author of that status does not allow favourites",
    "reply": "the author of that status does not allow this reply",
    "reblog": "the author of that status does not allow boosts",
}


@attrs.frozen(kw_only=True)
class Admission:
    """How an interaction enters. ``request`` is None where nobody here needs to say anything about it.

    ``proof_uri``: the word of an author elsewhere.
    """

    request: InteractionRequest | None = None
    proof_uri: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether it waits for the author's word."""
        return self.request is not None and self.request.is_waiting

    @property
    def approved_by_uri(self) -> str:
        """The answer that lets it in; empty where none is needed or none was given."""
        return self.request.response_uri if self.request else self.proof_uri


FREELY = Admission()
"""It enters at once."""


@attrs.frozen
class Approvals:
    """Asks the policy of a status, and the author where the policy says so."""

    notifier: Notifier
    teller: InteractionTeller
    addresses: Addresses
    ulids: Ulids
    clock: Clock

    def admit(
        self,
        kind: InteractionKind,
        uri: str,
        by: Account,
        viewer: Viewer,
        seen: Seen,
        *,
        request_uri: str = "",
    ) -> Admission:
        """Return how the interaction ``uri`` of an account with a status enters; raise NotAllowed.

        ``viewer`` are the relations of ``by``; ``request_uri`` is the polite request, where one came.
        """
        entry = entry_of(kind, seen.status, asker_of(by.id, by.uri, viewer, seen))
        stays_here = not (seen.status.is_federated or by.is_local)
        if entry is Entry.FORBIDDEN or stays_here:
            raise NotAllowed(_WORDS[kind])
        if entry is Entry.FREE and not request_uri:
            return FREELY
        if entry is Entry.GRANTED and kind == "favourite" and by.is_local and seen.author.is_local:
            return FREELY
        request = self.request(kind, uri, by, seen, request_uri)
        if entry is Entry.WAITING or not seen.author.is_local:
            return Admission(request=request)
        return Admission(request=self.granted(request, seen.author))

    def granted(self, request: InteractionRequest, author: Account) -> InteractionRequest:
        """Return the request with the yes of its local author."""
        return attrs.evolve(
            request,
            accepted_at=self.clock.now(),
            response_uri=self.addresses.activity(author.username, "accepts", request.id),
            authorization_uri=self.addresses.activity(author.username, "authorizations", request.id),
        )

    def refused(self, request: InteractionRequest, author: Account) -> InteractionRequest:
        """Return the request with the no of its local author."""
        return attrs.evolve(
            request,
            rejected_at=self.clock.now(),
            response_uri=self.addresses.activity(author.username, "rejects", request.id),
        )

    async def record(
        self, t: Transaction, admission: Admission, by: Account, seen: Seen, *, shown_id: str = ""
    ) -> None:
        """Note what was asked and answered; ``shown_id`` is the reply or the boost itself.

        The author of the status is notified of what waits for them, the server of ``by`` of a yes.
        """
        request = admission.request
        if request is None or not await t.interaction_requests.insert(request):
            return
        if not request.is_waiting:
            await self.teller.accepted(t, request, seen.author, by, seen.status)
        else:
            kind = PENDING[request.kind]
            await self.notifier.notify_author(t, kind, seen, origin=by.id, status_id=shown_id)

    def request(
        self, kind: InteractionKind, uri: str, by: Account, seen: Seen, request_uri: str = ""
    ) -> InteractionRequest:
        """Return a request that waits, not written yet."""
        return InteractionRequest(
            id=self.ulids.new(),
            kind=kind,
            status_id=seen.status.id,
            target_id=seen.author.id,
            account_id=by.id,
            interaction_uri=uri,
            request_uri=request_uri,
            created_at=self.clock.now(),
        )
