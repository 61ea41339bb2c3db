"""The interaction policy of a status as another server states it."""

from gotosocial.activitypub.read.document import Document
from gotosocial.activitypub.read.limits import POLICY
from gotosocial.activitypub.vocabulary import PUBLIC
from gotosocial.models.interaction_policy import InteractionPolicy, PolicyRules


def read_policy(document: Document, *, author_uri: str, is_public: bool) -> InteractionPolicy | None:
    """Return who may like, reply and boost; None where the author's server says nothing about these three.

    A part that is not stated is not enforced there: everybody may like and reply, and whoever sees the status
    may boost it where it is public, else only the author. Mastodon states ``canQuote`` alone.
    """
    for policy in document.things("interactionPolicy", 1):
        like, reply, announce = (_rules(policy, name) for name in ("canLike", "canReply", "canAnnounce"))
        if like is None and reply is None and announce is None:
            return None
        everybody = PolicyRules(always=(PUBLIC,))
        only_author = PolicyRules(always=(author_uri,))
        return InteractionPolicy(
            can_favourite=like or everybody,
            can_reply=reply or everybody,
            can_reblog=announce or (everybody if is_public else only_author),
        )
    return None


def _rules(policy: Document, name: str) -> PolicyRules | None:
    """Read one part: by its present names, else by the former ones; an empty part allows nobody."""
    for part in policy.things(name, 1):
        automatic = part.recipients("automaticApproval", POLICY)
        manual = part.recipients("manualApproval", POLICY)
        if automatic or manual:
            return PolicyRules(always=automatic, with_approval=manual)
        return PolicyRules(
            always=part.recipients("always", POLICY),
            with_approval=part.recipients("approvalRequired", POLICY),
        )
    return None
