"""Who may see an account or a status: the one place that decides it (rows V-01 to V-07).

Everything that can show a status asks here: single statuses, threads, timelines, notifications, streams,
searches and pages. The facts come in as arguments; nothing is looked up. The order of the questions is
that of the reference server.
"""

import attrs

from gotosocial.models.account import Account
from gotosocial.models.interaction_policy import FOLLOWING, MUTUALS
from gotosocial.models.status import Status
from gotosocial.models.viewer import Viewer
from gotosocial.models.visibility import Visibility


@attrs.frozen(kw_only=True)
class Seen:
    """A status together with what must be known to decide about it.

    ``follows_viewer``: the author follows the viewer (known only where ``asks_for_follower`` says so). For
    a boost, ``original`` is what is boosted, or None where that no longer exists.
    """

    status: Status
    author: Account
    follows_viewer: bool = False
    original: "Seen | None" = None


def asks_for_follower(status: Status) -> bool:
    """Tell whether a decision about the status may depend on whether its author follows the viewer."""
    if status.visibility is Visibility.MUTUALS_ONLY:
        return True
    policy = status.policy
    if policy is None:
        return False
    sides = (policy.can_favourite, policy.can_reply, policy.can_reblog)
    return any({FOLLOWING, MUTUALS} & {*rules.always, *rules.with_approval} for rules in sides)


def exists(account: Account) -> bool:
    """Tell whether the account is there for others at all."""
    return account.is_active and not account.is_suspended


def may_see_account(account: Account, viewer: Viewer | None) -> bool:
    """Tell whether the viewer (None: somebody not signed in) may see the account."""
    return exists(account) and (viewer is None or not viewer.is_cut_from(account.id))


def may_open_account(account: Account, viewer: Viewer | None) -> bool:
    """Tell whether the viewer may open the profile: also one that they block, or nobody could unblock it."""
    return exists(account) and (viewer is None or account.id not in viewer.blocked_by)


def may_see_status(seen: Seen, viewer: Viewer | None) -> bool:
    """Tell whether the viewer (None: somebody not signed in) may see the status."""
    status, original = seen.status, seen.original
    if not may_see_account(seen.author, viewer):
        return False
    if status.is_boost and (original is None or not may_see_status(original, viewer)):
        return False
    if viewer is None:
        return not status.is_pending and _may_see_from_outside(seen)
    if status.is_pending and viewer.account_id not in (
        status.account_id,
        status.in_reply_to_account_id,
        status.boost_of_account_id,
    ):
        return False
    return _is_addressed(seen, viewer)


def _is_addressed(seen: Seen, viewer: Viewer) -> bool:
    status = seen.status
    if status.visibility.is_open or status.account_id == viewer.account_id:
        return True
    if viewer.account_id in status.mentioned_ids:
        return True
    if seen.original is not None and viewer.account_id in (
        seen.original.author.id,
        *seen.original.status.mentioned_ids,
    ):
        return True
    follows = status.account_id in viewer.following
    if status.visibility is Visibility.PRIVATE:
        return follows
    return status.visibility is Visibility.MUTUALS_ONLY and follows and seen.follows_viewer


def _may_see_from_outside(seen: Seen) -> bool:
    status, author = seen.status, seen.author
    if not status.is_federated:
        return False
    if status.visibility is Visibility.PUBLIC:
        return not author.hides_public_from_web
    return status.visibility is Visibility.UNLISTED and not author.hides_unlisted_from_web


def may_boost(status: Status, viewer: Viewer) -> bool:
    """Tell whether its audience lets the viewer boost the status (S-15); its policy comes on top."""
    if status.visibility.is_open:
        return True
    return status.visibility is not Visibility.DIRECT and status.account_id == viewer.account_id


def boost_visibility(original: Status, wanted: Visibility | None) -> Visibility:
    """Return the audience of a boost: the wanted one where the original is open, else the original's own.

    Whatever it is, only those who may see the original see the boost.
    """
    return wanted if wanted is not None and original.visibility.is_open else original.visibility


def may_pin(status: Status, viewer: Viewer) -> bool:
    """Tell whether the viewer may pin the status: an own post that is neither direct nor a boost (A-32)."""
    return (
        status.account_id == viewer.account_id
        and not status.is_boost
        and status.visibility is not Visibility.DIRECT
    )
