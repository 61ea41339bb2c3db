"""What somebody prefers, in the words of apps that ask for it."""

import orjson

from gotosocial.models.account_settings import AccountSettings
from gotosocial.models.visibility import Visibility

QUOTE_POLICY = "nobody"
"""Who may quote posts: there are no quotes. Apps that are not told ask for ``public``, which is refused."""


def preferences_json(settings: AccountSettings) -> bytes:
    """Return Preferences; mutuals-only is unknown to apps, which are told the next wider thing they know."""
    privacy = settings.privacy
    return orjson.dumps(
        {
            "posting:default:visibility": "private" if privacy is Visibility.MUTUALS_ONLY else privacy.value,
            "posting:default:sensitive": settings.is_sensitive,
            "posting:default:language": settings.language,
            "posting:default:quote_policy": QUOTE_POLICY,
            "reading:expand:media": "default",
            "reading:expand:spoilers": False,
            "reading:autoplay:gifs": False,
        }
    )
