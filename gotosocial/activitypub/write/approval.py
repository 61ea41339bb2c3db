"""The answer to a like, a reply or a boost that needed one, and the authorization it refers to."""

import attrs

from gotosocial.activitypub.vocabulary import PUBLIC
from gotosocial.activitypub.write.context import Document
from gotosocial.models.account import Account
from gotosocial.models.interaction_request import InteractionRequest
from gotosocial.models.status import Status

_VERBS = {"favourite": "Like", "reply": "Reply", "reblog": "Announce"}


@attrs.frozen(kw_only=True)
class ApprovalFacts:
    """What is decided about: ``by`` did something to ``status``, which ``author`` wrote.

    The request has the ids of the interaction, of the answer and of the authorization.
    """

    request: InteractionRequest
    status: Status
    author: Account
    by: Account

    @property
    def verb(self) -> str:
        """The name of the deed on the wire: Like, Reply or Announce."""
        return _VERBS[self.request.kind]


def write_accept_interaction(facts: ApprovalFacts) -> Document:
    """Return the Accept; to a polite request it names the authorization in ``result``."""
    document = _answer("Accept", facts)
    return document | {"result": facts.request.authorization_uri} if facts.request.is_polite else document


def write_reject_interaction(facts: ApprovalFacts) -> Document:
    """Return the Reject."""
    return _answer("Reject", facts)


def write_authorization(facts: ApprovalFacts) -> Document:
    """Return the authorization as it is served at its own id."""
    return {
        "id": facts.request.authorization_uri,
        "type": f"{facts.verb}Authorization",
        "attributedTo": facts.author.uri,
        "interactingObject": facts.request.interaction_uri,
        "interactionTarget": facts.status.uri,
    }


def _answer(answer: str, facts: ApprovalFacts) -> Document:
    request = facts.request
    document: Document = {
        "id": request.response_uri,
        "type": answer,
        "actor": facts.author.uri,
        "to": [facts.by.uri],
    }
    if request.is_polite:
        return document | {"object": _polite(facts)}
    if request.kind != "favourite":
        document["cc"] = [PUBLIC, facts.author.followers_uri]
    return document | {"object": request.interaction_uri, "target": facts.status.uri}


def _polite(facts: ApprovalFacts) -> Document:
    return {
        "id": facts.request.request_uri,
        "type": f"{facts.verb}Request",
        "actor": facts.by.uri,
        "object": facts.status.uri,
        "instrument": facts.request.interaction_uri,
    }
