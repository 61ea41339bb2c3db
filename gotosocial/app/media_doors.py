"""Floors 6 and 7: emojis and media as admins see them."""

from gotosocial.app.bundles import Cellar, Foundations, Neighbourhood
from gotosocial.app.media_works import keep_emojis, remote_files
from gotosocial.handlers.emojis.administer import EmojiAdministrator
from gotosocial.handlers.emojis.pictures import EmojiPictures
from gotosocial.handlers.housekeeping.count_usage import UsageCounter
from gotosocial.handlers.media.administer import MediaAdministrator
from gotosocial.rest.client.admin_emojis import AdminEmojiDoors
from gotosocial.rest.client.admin_media import AdminMediaDoors


def admin_media_doors(base: Foundations, cellar: Cellar, near: Neighbourhood) -> list[object]:
    """Return the doors through which admins rule emojis and media."""
    media = base.config.media
    pictures = EmojiPictures(cellar.blobs, remote_files(cellar, near.abroad), media.emoji_remote_max_size)
    emojis = EmojiAdministrator(
        keep_emojis(base, cellar, near), pictures, base.addresses, base.clock, media.emoji_local_max_size
    )
    return [
        AdminEmojiDoors(emojis, base.addresses),
        AdminMediaDoors(MediaAdministrator(cellar.db, media.remote_cache_days), UsageCounter(cellar.db)),
    ]
