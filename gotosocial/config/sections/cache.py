"""How much memory caches may take."""

import attrs

from gotosocial.config.kinds import ByteSize, Decimal
from gotosocial.config.options import Option, option


@attrs.frozen(kw_only=True)
class Cache:
    """The caches of the process, all together."""

    memory_target: int = option(
        "cache-memory-target", ByteSize(), "24MiB", "Rough size of all caches together."
    )


GOTOSOCIAL_RATIOS = {
    "account": 5.0, "account-note": 1.0, "account-settings": 0.1, "account-stats": 2.0, "application": 0.1,
    "block": 2.0, "block-ids": 3.0, "boost-of-ids": 3.0, "client": 0.1, "conversation": 1.0,
    "conversation-last-status-ids": 2.0, "domain-permission-draft": 0.5,
    "domain-permission-subscription": 0.5,
    "emoji": 3.0, "emoji-category": 0.1, "filter": 0.5, "filter-ids": 2.0, "filter-keyword": 0.5,
    "filter-status": 0.5, "follow": 2.0, "follow-ids": 4.0, "follow-request": 2.0, "follow-request-ids": 2.0,
    "following-tag-ids": 2.0, "in-reply-to-ids": 3.0, "instance": 1.0, "interaction-request": 1.0,
    "list": 1.0, "list-ids": 2.0, "listed-ids": 2.0, "marker": 0.5, "media": 4.0, "mention": 2.0, "move": 0.1,
    "notification": 2.0, "poll": 1.0, "poll-vote": 2.0, "poll-vote-ids": 2.0, "report": 1.0,
    "scheduled-status": 4.0, "sin-bin-status": 0.5, "status": 5.0, "status-bookmark": 0.5,
    "status-bookmark-ids": 2.0, "status-edit": 2.0, "status-fave": 2.0, "status-fave-ids": 3.0, "tag": 2.0,
    "thread-mute": 0.2, "token": 0.75, "tombstone": 0.5, "user": 0.25, "user-mute": 2.0, "user-mute-ids": 3.0,
    "webfinger": 0.1, "web-push-subscription": 1.0, "web-push-subscription-ids": 1.0, "mutes": 2.0,
    "status-filter": 7.0, "visibility": 2.0,
}  # fmt: skip
"""The shares that GoToSocial's many caches have in its memory target, which a file from there may set."""

RATIOS = [
    Option(
        key=f"cache-{name}-mem-ratio",
        kind=Decimal(),
        default=share,
        help=f"Share of GoToSocial's {name} cache in cache-memory-target.",
        without_effect="the caches here share cache-memory-target by use, not by fixed ratios",
        section="cache",
    )
    for name, share in GOTOSOCIAL_RATIOS.items()
]
