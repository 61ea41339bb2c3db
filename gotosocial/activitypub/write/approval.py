"""The answer to a like, a reply or a boost that needed one, and the authorization it refers to."""

from typing import Literal

import attrs

from gotosocial.activitypub.vocabulary import PUBLIC
from gotosocial.activitypub.write.context import Document
from gotosocial.models.account import Account

Interaction = Literal["Like", "Reply", "Announce"]


@attrs.frozen(kw_only=True)
class ApprovalFacts:
    """What is decided about: ``by`` did ``interaction_uri`` to ``status_uri``, which ``author`` wrote.

    ``uri``: the id of the answer. ``authorization_uri``: what the yes refers to. ``request_uri``: the polite
    request that came first (LikeRequest ...), empty where the interaction came unasked.
    """

    kind: Interaction
    uri: str
    author: Account
    by: Account
    interaction_uri: str
    status_uri: str
    authorization_uri: str = ""
    request_uri: str = ""


def write_accept_interaction(facts: ApprovalFacts) -> Document:
    """Return the Accept; to a polite request it names the authorization in ``result``."""
    document = _answer("Accept", facts)
    return document | {"result": facts.authorization_uri} if facts.request_uri else document


def write_reject_interaction(facts: ApprovalFacts) -> Document:
    """Return the Reject."""
    return _answer("Reject", facts)


def write_authorization(facts: ApprovalFacts) -> Document:
    """Return the authorization as it is served at its own id."""
    return {
        "id": facts.authorization_uri,
        "type": f"{facts.kind}Authorization",
        "attributedTo": facts.author.uri,
        "interactingObject": facts.interaction_uri,
        "interactionTarget": facts.status_uri,
    }


def _answer(answer: str, facts: ApprovalFacts) -> Document:
    document: Document = {
        "id": facts.uri,
        "type": answer,
        "actor": facts.author.uri,
        "to": [facts.by.uri],
    }
    if facts.request_uri:
        return document | {"object": _request(facts)}
    if facts.kind != "Like":
        document["cc"] = [PUBLIC, facts.author.followers_uri]
    return document | {"object": facts.interaction_uri, "target": facts.status_uri}


def _request(facts: ApprovalFacts) -> Document:
    return {
        "id": facts.request_uri,
        "type": f"{facts.kind}Request",
        "actor": facts.by.uri,
        "object": facts.status_uri,
        "instrument": facts.interaction_uri,
    }
