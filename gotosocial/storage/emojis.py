"""The custom emojis of this server and of others."""

from collections.abc import Sequence
from typing import Any

import attrs

from gotosocial.models.emoji import Emoji
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.statements import insert_into
from gotosocial.util.clock import from_millis, to_millis

_COLUMNS = (
    *("id", "shortcode", "domain", "uri", "category", "file_key", "static_key", "content_type"),
    *("remote_url", "static_remote_url", "is_disabled", "is_visible_in_picker", "created_at", "updated_at"),
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM emojis"
_INSERT = insert_into("emojis", _COLUMNS)
_MOVED = """
UPDATE emojis SET remote_url = :remote_url, static_remote_url = :remote_url, content_type = :content_type,
  file_key = '', static_key = '', updated_at = :updated_at
WHERE domain = :domain AND shortcode = :shortcode AND domain <> ''"""


@attrs.frozen
class Emojis:
    """Emojis by id and shortcode."""

    querier: Querier

    async def list_local(self) -> list[Emoji]:
        """Return the local emojis that pickers show, by shortcode."""
        rows = await self.querier.all(
            f"{_SELECT} WHERE domain = '' AND NOT is_disabled AND is_visible_in_picker ORDER BY shortcode"
        )
        return [_emoji_from_row(row) for row in rows]

    async def get_many(self, ids: Sequence[str]) -> dict[str, Emoji]:
        """Return by id those emojis that exist."""
        rows = await self.querier.all(f"{_SELECT} WHERE id IN :ids", ids=ids)
        return {row["id"]: _emoji_from_row(row) for row in rows}

    async def find_local(self, shortcodes: Sequence[str]) -> list[Emoji]:
        """Return the local emojis with these shortcodes that are not disabled, hidden ones included."""
        rows = await self.querier.all(
            f"{_SELECT} WHERE domain = '' AND shortcode IN :shortcodes AND NOT is_disabled "
            "ORDER BY shortcode",
            shortcodes=shortcodes,
        )
        return [_emoji_from_row(row) for row in rows]

    async def find_remote(self, domain: str, shortcodes: Sequence[str]) -> list[Emoji]:
        """Return what is known here of a server's emojis with these shortcodes, disabled ones included."""
        rows = await self.querier.all(
            f"{_SELECT} WHERE domain = :domain AND shortcode IN :shortcodes AND domain <> ''",
            domain=domain,
            shortcodes=shortcodes,
        )
        return [_emoji_from_row(row) for row in rows]

    async def meet(self, emojis: Sequence[Emoji]) -> None:
        """Add emojis of other servers; those whose shortcode or URI is taken already are left out."""
        rows = [_columns_of_emoji(emoji) for emoji in emojis]
        await self.querier.batch(f"{_INSERT} ON CONFLICT DO NOTHING", rows)

    async def change_picture(self, emoji: Emoji) -> None:
        """Note that a remote emoji has another picture now; what was kept of the old one is forgotten."""
        await self.querier.run(
            _MOVED,
            domain=emoji.domain,
            shortcode=emoji.shortcode,
            remote_url=emoji.remote_url,
            content_type=emoji.content_type,
            updated_at=to_millis(emoji.updated_at),
        )
        self.querier.tell("emojis", "")

    async def insert(self, emoji: Emoji) -> None:
        """Add an emoji; raise Duplicate where the domain has its shortcode already."""
        await self.querier.run(_INSERT, **_columns_of_emoji(emoji))
        self.querier.tell("emojis", "")


def _columns_of_emoji(emoji: Emoji) -> dict[str, Any]:
    values = {column: getattr(emoji, column) for column in _COLUMNS}
    values.update(created_at=to_millis(emoji.created_at), updated_at=to_millis(emoji.updated_at))
    return values


def _emoji_from_row(row: Row) -> Emoji:
    return Emoji(
        id=row["id"],
        shortcode=row["shortcode"],
        domain=row["domain"],
        uri=row["uri"],
        category=row["category"],
        file_key=row["file_key"],
        static_key=row["static_key"],
        content_type=row["content_type"],
        remote_url=row["remote_url"],
        static_remote_url=row["static_remote_url"],
        is_disabled=bool(row["is_disabled"]),
        is_visible_in_picker=bool(row["is_visible_in_picker"]),
        created_at=from_millis(row["created_at"]),
        updated_at=from_millis(row["updated_at"]),
    )
