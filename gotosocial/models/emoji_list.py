"""Which custom emojis an admin wants to see, and which part of a long list of them."""

import attrs


@attrs.frozen(kw_only=True)
class EmojiFilter:
    """``domain``: empty for this server, None for all. ``is_disabled``: None for both kinds."""

    domain: str | None = None
    is_disabled: bool | None = None
    shortcode: str = ""


@attrs.frozen(kw_only=True)
class EmojiSpan:
    """At most ``limit`` emojis, those next to a cursor of shortcode and domain; ``after`` wins."""

    limit: int = 50
    after: tuple[str, str] | None = None
    before: tuple[str, str] | None = None
