"""Whether a post from elsewhere concerns anybody here, and whether it looks like spam (rows I-06, J-21).

Pure: who follows whom comes in as facts. A post that concerns nobody is dropped without an error.
"""

import attrs

FEW_MENTIONS = 5
"""Posts with as many mentions or more are spam, where the filter is on."""


@attrs.frozen(kw_only=True)
class RelevanceFacts:
    """What is known about a new post and its author.

    ``mentions_local``: somebody here is mentioned or addressed. ``has_known_parent``: it answers a local post
    or one of a thread that is held here.
    """

    author_is_followed: bool
    mentions_local: bool
    has_known_parent: bool
    author_follows_locked_target: bool = False
    mentioned_is_followed: bool = False
    mentions_count: int = 0
    has_attachments: bool = False
    has_strange_links: bool = False


def is_relevant(facts: RelevanceFacts) -> bool:
    """Tell whether the post concerns anybody here."""
    return facts.author_is_followed or facts.mentions_local or facts.has_known_parent


def is_spam(facts: RelevanceFacts) -> bool:
    """Tell whether the post looks like spam to somebody who does not know its author."""
    if facts.author_is_followed or facts.author_follows_locked_target:
        return False
    if facts.mentions_count >= FEW_MENTIONS:
        return True
    if facts.mentioned_is_followed:
        return False
    return facts.has_attachments or facts.has_strange_links
