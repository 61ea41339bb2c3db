"""Who may like, reply to or boost a status, at once or after approval (rows V-09 to V-11, V-21)."""

import attrs

PUBLIC = "public"
FOLLOWERS = "followers"
FOLLOWING = "following"
MUTUALS = "mutuals"
MENTIONED = "mentioned"
AUTHOR = "author"
ME = "me"


@attrs.frozen(kw_only=True)
class PolicyRules:
    """Who may do one thing: the words above, or actor URIs."""

    always: tuple[str, ...] = ()
    with_approval: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class InteractionPolicy:
    """The three things that others can do with a status."""

    can_favourite: PolicyRules
    can_reply: PolicyRules
    can_reblog: PolicyRules
