"""How the instance behaves towards other servers and towards visitors without an account."""

from datetime import time

import attrs

from gotosocial.config.kinds import Duration, Flag, Languages, Text, TimeOfDay
from gotosocial.config.options import option


@attrs.frozen(kw_only=True)
class Instance:
    """Federation, what strangers may see, languages."""

    federation_mode: str = option(
        "instance-federation-mode",
        Text(allowed=("blocklist", "allowlist")),
        "blocklist",
        "blocklist: talk with every server that is not blocked. allowlist: only with those that are allowed.",
    )
    federation_spam_filter: bool = option(
        "instance-federation-spam-filter", Flag(), False, "Drop posts of strangers that look like spam."
    )
    expose_peers: bool = option(
        "instance-expose-peers", Flag(), False, "Visitors may read the list of servers this one knows."
    )
    expose_blocklist: bool = option(
        "instance-expose-blocklist",
        Flag(),
        False,
        "Visitors may read the blocked domains through the API.",
    )
    expose_blocklist_web: bool = option(
        "instance-expose-blocklist-web",
        Flag(),
        False,
        "Visitors may read them at /about/domain_blocks.",
    )
    expose_allowlist: bool = option(
        "instance-expose-allowlist",
        Flag(),
        False,
        "Visitors may read the allowed domains through the API.",
    )
    expose_allowlist_web: bool = option(
        "instance-expose-allowlist-web",
        Flag(),
        False,
        "Visitors may read them at /about/domain_allows.",
    )
    expose_public_timeline: bool = option(
        "instance-expose-public-timeline", Flag(), False, "Visitors may read the public timeline."
    )
    expose_custom_emojis: bool = option(
        "instance-expose-custom-emojis", Flag(), False, "Visitors may read the list of custom emoji."
    )
    deliver_to_shared_inboxes: bool = option(
        "instance-deliver-to-shared-inboxes",
        Flag(),
        True,
        "Send a post once to a server's shared inbox in place of once to each of its followers.",
    )
    inject_mastodon_version: bool = option(
        "instance-inject-mastodon-version",
        Flag(),
        False,
        "Put a version of Mastodon before our own in the API.",
        without_effect="the version always begins with the level of Mastodon's API that is really served",
    )
    languages: tuple[str, ...] = option(
        "instance-languages",
        Languages(),
        [],
        "Preferred languages of the instance as BCP 47 tags, best first.",
        example=["en", "nl"],
    )
    subscriptions_process_from: time = option(
        "instance-subscriptions-process-from",
        TimeOfDay(),
        "23:00",
        "Time of day (UTC) of the first update of subscribed block and allow lists.",
    )
    subscriptions_process_every: float = option(
        "instance-subscriptions-process-every", Duration(), "24h", "Time between two such updates."
    )
    stats_mode: str = option(
        "instance-stats-mode",
        Text(allowed=("", "serve", "zero", "baffle")),
        "",
        "Numbers of users and posts that strangers are told. Empty: real ones in the API, none for "
        "crawlers. serve: real ones everywhere. zero: always 0. baffle: random ones.",
    )
    allow_backdating_statuses: bool = option(
        "instance-allow-backdating-statuses",
        Flag(),
        True,
        "A post may be given a time in the past; it is then neither sent out nor put into timelines.",
    )
