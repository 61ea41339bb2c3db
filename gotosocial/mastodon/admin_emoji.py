"""Custom emojis and their categories as the admin API shows them."""

from hashlib import sha256
from typing import Any

from gotosocial.mastodon.emoji import emoji_entity
from gotosocial.models.addresses import Addresses
from gotosocial.models.emoji import Emoji
from gotosocial.util import ulid
from gotosocial.util.clock import iso


def admin_emoji_entity(emoji: Emoji, addresses: Addresses) -> dict[str, Any]:
    """Return an AdminEmoji; ``domain`` is left out for those of this server."""
    entity: dict[str, Any] = {
        **emoji_entity(emoji, addresses),
        "id": emoji.id,
        "disabled": emoji.is_disabled,
        "updated_at": iso(emoji.updated_at),
        "total_file_size": emoji.file_size + emoji.static_size,
        "content_type": emoji.content_type,
        "uri": emoji.uri,
    }
    if emoji.domain:
        entity["domain"] = emoji.domain
    return entity


def category_entity(name: str) -> dict[str, str]:
    """Return an EmojiCategory; categories are words here, so their ids are made from these."""
    return {"id": ulid.encode(int.from_bytes(sha256(name.encode()).digest()[:16])), "name": name}
