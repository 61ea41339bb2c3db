"""The custom emojis that people here can use (row E-01)."""

from collections.abc import Sequence

import attrs

from gotosocial.errors import Unauthorized
from gotosocial.models.emoji import Emoji
from gotosocial.models.requester import Requester, is_stranger
from gotosocial.storage.stores import Database


@attrs.frozen
class EmojiPicker:
    """Lists local emojis. ``is_open``: people who are not signed in may ask too."""

    db: Database
    is_open: bool

    async def list(self, requester: Requester | None) -> Sequence[Emoji]:
        """Return the enabled emojis that are shown in pickers."""
        if is_stranger(requester) and not self.is_open:
            raise Unauthorized("the list of emojis needs an access token")
        return await self.db.emojis.list_local()
