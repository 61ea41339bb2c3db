"""Whether somebody may like, reply to or boost a status (rows V-09 to V-11, V-21)."""

from enum import Enum

import attrs

from gotosocial.models.interaction_policy import (
    AUTHOR,
    FOLLOWERS,
    FOLLOWING,
    MENTIONED,
    MUTUALS,
    PUBLIC,
    InteractionPolicy,
    PolicyRules,
)
from gotosocial.models.rules.visibility import Seen
from gotosocial.models.status import Status
from gotosocial.models.viewer import Viewer
from gotosocial.models.visibility import Visibility

_ANYBODY = PolicyRules(always=(PUBLIC,))
_KNOWN = PolicyRules(always=(AUTHOR, FOLLOWERS, MENTIONED))
_ADDRESSED = PolicyRules(always=(AUTHOR, MENTIONED))
_NOBODY_ELSE = PolicyRules(always=(AUTHOR,))

_OPEN = InteractionPolicy(can_favourite=_ANYBODY, can_reply=_ANYBODY, can_reblog=_ANYBODY)
_CLOSED = InteractionPolicy(can_favourite=_KNOWN, can_reply=_KNOWN, can_reblog=_NOBODY_ELSE)
_PERSONAL = InteractionPolicy(can_favourite=_ADDRESSED, can_reply=_ADDRESSED, can_reblog=_NOBODY_ELSE)
_UNSTATED = InteractionPolicy(can_favourite=_ANYBODY, can_reply=_ANYBODY, can_reblog=_NOBODY_ELSE)

DEFAULTS: dict[Visibility, InteractionPolicy] = {
    Visibility.PUBLIC: _OPEN,
    Visibility.UNLISTED: _OPEN,
    Visibility.PRIVATE: _CLOSED,
    Visibility.MUTUALS_ONLY: _CLOSED,
    Visibility.DIRECT: _PERSONAL,
}


class Permission(Enum):
    """The answer of a policy."""

    ALWAYS = "always"
    WITH_APPROVAL = "with approval"
    NEVER = "never"


@attrs.frozen(kw_only=True)
class Asker:
    """Who wants to interact, seen from the status's author."""

    account_id: str
    uri: str
    is_follower: bool = False
    is_followed: bool = False


def asker_of(account_id: str, uri: str, viewer: Viewer, seen: Seen) -> Asker:
    """Return the account, whose relations ``viewer`` are, as the author of the status stands to it."""
    return Asker(
        account_id=account_id,
        uri=uri,
        is_follower=seen.author.id in viewer.following,
        is_followed=seen.follows_viewer,
    )


def policy_of(status: Status) -> InteractionPolicy:
    """Return the policy that holds for the status: its own, or the default of its visibility.

    A remote status without one lets everybody like and answer it who sees it (row V-21): its server enforces
    nothing, and would never send the approval that we waited for.
    """
    if status.policy is not None:
        return status.policy
    if status.is_local or status.visibility.is_open:
        return DEFAULTS[status.visibility]
    return _UNSTATED


def is_open_to_all(status: Status) -> bool:
    """Tell whether everybody who sees the status may do everything with it, which most statuses allow."""
    return status.policy is None and status.visibility.is_open


def permissions(status: Status, asker: Asker) -> tuple[Permission, Permission, Permission]:
    """Return what the asker may do: favourite, reply, boost."""
    return may_favourite(status, asker), may_reply(status, asker), may_reblog(status, asker)


def permission(status: Status, rules: PolicyRules, asker: Asker) -> Permission:
    """Return what the rules say to the asker: a named match beats a group, always beats approval."""
    if asker.account_id == status.account_id:
        return Permission.ALWAYS
    named = {asker.uri} | ({MENTIONED} if asker.account_id in status.mentioned_ids else set())
    groups = {PUBLIC}
    if asker.is_follower:
        groups.add(FOLLOWERS)
    if asker.is_followed:
        groups.add(FOLLOWING)
    if asker.is_follower and asker.is_followed:
        groups.add(MUTUALS)
    for matching in (named, groups):
        if matching & set(rules.always):
            return Permission.ALWAYS
        if matching & set(rules.with_approval):
            return Permission.WITH_APPROVAL
    return Permission.NEVER


def may_favourite(status: Status, asker: Asker) -> Permission:
    """Return whether the asker may favourite the status."""
    return permission(status, policy_of(status).can_favourite, asker)


def may_reply(status: Status, asker: Asker) -> Permission:
    """Return whether the asker may reply; who is mentioned or was replied to always may (V-11)."""
    if asker.account_id in (*status.mentioned_ids, status.in_reply_to_account_id):
        return Permission.ALWAYS
    return permission(status, policy_of(status).can_reply, asker)


def may_reblog(status: Status, asker: Asker) -> Permission:
    """Return whether the asker may boost the status; a direct one nobody may, its author included."""
    if status.visibility is Visibility.DIRECT:
        return Permission.NEVER
    return permission(status, policy_of(status).can_reblog, asker)
