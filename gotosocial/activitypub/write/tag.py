"""What a document points at: mentions, custom emojis, hashtags."""

from gotosocial.activitypub.write.context import Document
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.emoji import Emoji
from gotosocial.util.clock import iso


def write_mention(account: Account, addresses: Addresses) -> Document:
    """Return a Mention; people who live here are named with the account domain."""
    return {"type": "Mention", "href": account.uri, "name": "@" + full_name(account, addresses)}


def write_emoji(emoji: Emoji, addresses: Addresses) -> Document:
    """Return an Emoji with the address of its picture."""
    url = addresses.file(emoji.file_key) if emoji.file_key else emoji.remote_url
    return {
        "id": emoji.uri,
        "type": "Emoji",
        "name": f":{emoji.shortcode}:",
        "updated": iso(emoji.updated_at),
        "icon": {"type": "Image", "mediaType": emoji.content_type or "image/png", "url": url},
    }


def write_hashtag(name: str, addresses: Addresses) -> Document:
    """Return a Hashtag; ``name`` is normalised and without ``#``."""
    return {"type": "Hashtag", "href": addresses.tag(name), "name": f"#{name}"}


def full_name(account: Account, addresses: Addresses) -> str:
    """Return ``user@domain``, the domain being our account domain for people who live here."""
    return f"{account.username}@{account.domain or addresses.account_domain}"
