"""Rendered parts that are the same for every viewer: kept as bytes until their account or status changes."""

import attrs

from gotosocial.mastodon.status import SharedStatus
from gotosocial.storage.bus import Bus
from gotosocial.storage.cache import Cache


@attrs.frozen(kw_only=True)
class Fragments:
    """``accounts``: the public form of accounts. ``statuses``: the shared part of statuses."""

    accounts: Cache[str, bytes]
    statuses: Cache[str, SharedStatus]


def make_fragments(bus: Bus, budget: int) -> Fragments:
    """Make the caches of rendered parts, which together keep at most ``budget`` bytes."""
    fragments = Fragments(
        accounts=Cache(5_000, budget // 4, len),
        statuses=Cache(20_000, budget * 3 // 4, lambda shared: shared.weight),
    )
    fragments.accounts.listen(bus, "account")
    fragments.statuses.listen(bus, "status")

    def emojis_changed(key: str) -> None:
        fragments.accounts.clear()
        fragments.statuses.clear()

    bus.subscribe("emojis", emojis_changed)
    return fragments
