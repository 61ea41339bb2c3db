"""Everything that decides what one account may see: whom it follows, blocks and mutes, and who blocks it."""

from collections.abc import Mapping
from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class FollowSwitches:
    """How a follow is set: are boosts shown, is every post notified."""

    shows_reblogs: bool = True
    notifies: bool = False


@attrs.frozen(kw_only=True)
class MuteSwitches:
    """How a mute is set; ``expires_at`` None means for ever."""

    hides_notifications: bool = True
    expires_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Tell whether the mute has not expired."""
        return self.expires_at is None or self.expires_at > now


@attrs.frozen(kw_only=True)
class Viewer:
    """One account's relations by account id, loaded at once and cached until one of them changes."""

    account_id: str
    following: Mapping[str, FollowSwitches] = attrs.field(factory=dict)
    requested: Mapping[str, FollowSwitches] = attrs.field(factory=dict)
    blocking: frozenset[str] = frozenset()
    blocked_by: frozenset[str] = frozenset()
    muting: Mapping[str, MuteSwitches] = attrs.field(factory=dict)

    def is_cut_from(self, account_id: str) -> bool:
        """Tell whether a block stands between the two, in either direction."""
        return account_id in self.blocking or account_id in self.blocked_by

    def mutes(self, account_id: str, now: datetime) -> MuteSwitches | None:
        """Return the mute of the account that holds now, or None."""
        switches = self.muting.get(account_id)
        return switches if switches is not None and switches.holds(now) else None
