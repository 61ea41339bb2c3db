"""Who may do what with a status, as other servers read it (rows V-24, Z-28)."""

from collections.abc import Sequence

from gotosocial.activitypub.vocabulary import PUBLIC as PUBLIC_URI
from gotosocial.activitypub.write.context import Document
from gotosocial.models.account import Account
from gotosocial.models.interaction_policy import (
    AUTHOR,
    FOLLOWERS,
    FOLLOWING,
    ME,
    MENTIONED,
    MUTUALS,
    PUBLIC,
    PolicyRules,
)
from gotosocial.models.rules.interaction import policy_of
from gotosocial.models.status import Status

_QUOTING = PolicyRules(always=(AUTHOR,))


def write_policy(status: Status, author: Account, mentioned: Sequence[Account]) -> Document:
    """Return the interaction policy that holds for the status, under the new names and the old ones.

    Mutuals are no collection on the wire, so a rule for them is left out: whoever it concerns is let in
    when they come. Nobody but the author may quote.
    """
    policy = policy_of(status)
    words = _words(author, mentioned)
    return {
        "canLike": _rules(policy.can_favourite, words),
        "canReply": _rules(policy.can_reply, words),
        "canAnnounce": _rules(policy.can_reblog, words),
        "canQuote": _rules(_QUOTING, words),
    }


def _words(author: Account, mentioned: Sequence[Account]) -> dict[str, list[str]]:
    return {
        PUBLIC: [PUBLIC_URI],
        FOLLOWERS: [author.followers_uri],
        FOLLOWING: [author.following_uri],
        MUTUALS: [],
        MENTIONED: [one.uri for one in mentioned],
        AUTHOR: [author.uri],
        ME: [author.uri],
    }


def _rules(rules: PolicyRules, words: dict[str, list[str]]) -> Document:
    always, asking = _uris(rules.always, words), _uris(rules.with_approval, words)
    return {
        "automaticApproval": always,
        "manualApproval": asking,
        "always": always,
        "approvalRequired": asking,
    }


def _uris(values: Sequence[str], words: dict[str, list[str]]) -> list[str]:
    return list(dict.fromkeys(uri for value in values for uri in words.get(value, [value])))
