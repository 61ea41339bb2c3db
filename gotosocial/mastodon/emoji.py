"""Custom emojis as the client API shows them."""

from collections.abc import Iterable, Mapping

from gotosocial.models.addresses import Addresses
from gotosocial.models.emoji import Emoji

EmojiEntity = dict[str, str | bool]


def emoji_entity(emoji: Emoji, addresses: Addresses) -> EmojiEntity:
    """Return a CustomEmoji; where there is no file of our own, the URLs are those of its home."""
    url = addresses.file(emoji.file_key) if emoji.file_key else emoji.remote_url
    still = addresses.file(emoji.static_key) if emoji.static_key else emoji.static_remote_url
    entity: EmojiEntity = {
        "shortcode": emoji.shortcode,
        "url": url,
        "static_url": still or url,
        "visible_in_picker": emoji.is_visible_in_picker,
    }
    if emoji.category:
        entity["category"] = emoji.category
    return entity


def emoji_entities(
    ids: Iterable[str], emojis: Mapping[str, Emoji], addresses: Addresses
) -> list[EmojiEntity]:
    """Return the emojis that are named, without those that are unknown or switched off."""
    found = (emojis.get(one) for one in ids)
    return [emoji_entity(one, addresses) for one in found if one is not None and not one.is_disabled]
