"""What stands between two accounts, as the client API shows it (row A-23)."""

import attrs


@attrs.frozen(kw_only=True)
class Facing:
    """The part of a relationship that is not among what the viewer's own relations say (``viewer.py``)."""

    followed_by: bool = False
    requested_by: bool = False
    note: str = ""


@attrs.frozen(kw_only=True)
class Relationship:
    """How the viewer stands to the account ``id``."""

    id: str
    following: bool = False
    showing_reblogs: bool = False
    notifying: bool = False
    followed_by: bool = False
    blocking: bool = False
    blocked_by: bool = False
    muting: bool = False
    muting_notifications: bool = False
    requested: bool = False
    requested_by: bool = False
    note: str = ""
