"""The custom emojis of this server and of others."""

from collections.abc import Sequence
from typing import Any

import attrs

from gotosocial.models.emoji import Emoji
from gotosocial.models.emoji_list import EmojiFilter, EmojiSpan
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.statements import insert_into, update_of
from gotosocial.util.clock import from_millis, to_millis

_COLUMNS = (
    *("id", "shortcode", "domain", "uri", "category", "file_key", "static_key", "content_type"),
    *("remote_url", "static_remote_url", "is_disabled", "is_visible_in_picker", "created_at", "updated_at"),
    *("file_size", "static_size", "is_cached", "error"),
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM emojis"
_INSERT = insert_into("emojis", (*_COLUMNS, "used_at"))
_UPDATE = update_of("emojis", _COLUMNS, "id")
_FILES = update_of(
    "emojis",
    ("id", "file_key", "static_key", "content_type", "file_size", "static_size", "is_cached", "error"),
    "id",
)
_MOVED = """
UPDATE emojis SET remote_url = :remote_url, static_remote_url = :remote_url, content_type = :content_type,
  file_key = '', static_key = '', file_size = 0, static_size = 0, is_cached = FALSE, error = '',
  updated_at = :updated_at
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
        rows = [_new_row(emoji) for emoji in emojis]
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
        await self.querier.run(_INSERT, **_new_row(emoji))
        self.querier.tell("emojis", "")

    async def find(self, emoji_id: str) -> Emoji | None:
        """Return the emoji, or None."""
        row = await self.querier.maybe(f"{_SELECT} WHERE id = :id", id=emoji_id)
        return _emoji_from_row(row) if row else None

    async def find_to_change(self, emoji_id: str) -> Emoji | None:
        """Return the emoji, or None; nobody else changes it until the transaction ends."""
        row = await self.querier.maybe(f"{_SELECT} WHERE id = :id FOR NO KEY UPDATE", id=emoji_id)
        return _emoji_from_row(row) if row else None

    async def find_by_key(self, key: str) -> Emoji | None:
        """Return the emoji whose picture, moving or still, has this key of the blob store; or None."""
        row = await self.querier.maybe(
            f"{_SELECT} WHERE (file_key = :key AND file_key <> '')"
            " OR (static_key = :key AND static_key <> '')",
            key=key,
        )
        return _emoji_from_row(row) if row else None

    async def update(self, emoji: Emoji) -> None:
        """Write every column of the emoji; raise Duplicate where the domain has its shortcode already."""
        await self.querier.run(_UPDATE, **_columns_of_emoji(emoji))
        self.querier.tell("emojis", emoji.id)

    async def write_files(self, emoji: Emoji) -> None:
        """Write what is known about the files of a remote emoji, and tell those who wait for them.

        What shows it is not told, because it shows the picture either way, and is told of many at once.
        """
        await self.querier.run(_FILES, **_columns_of_emoji(emoji))
        self.querier.tell("emoji_files", emoji.id)

    async def delete(self, emoji_id: str) -> None:
        """Forget the emoji; removing its files is the caller's part."""
        await self.querier.run("DELETE FROM emojis WHERE id = :id", id=emoji_id)
        self.querier.tell("emojis", emoji_id)

    async def page(self, wanted: EmojiFilter, span: EmojiSpan) -> Sequence[Emoji]:
        """Return emojis by shortcode, then by domain; those of this server stand first under theirs.

        Cursors are ``shortcode@domain`` and need not exist.
        """
        conditions, order = ["TRUE"], "shortcode, domain"
        if wanted.domain is not None:
            conditions.append("domain = :domain")
        if wanted.is_disabled is not None:
            conditions.append("is_disabled = :is_disabled")
        if wanted.shortcode:
            conditions.append("shortcode = :shortcode")
        if span.after is not None:
            conditions.append("(shortcode, domain) > (:code, :host)")
        elif span.before is not None:
            conditions.append("(shortcode, domain) < (:code, :host)")
            order = "shortcode DESC, domain DESC"
        code, host = span.after or span.before or ("", "")
        rows = await self.querier.scan(
            f"{_SELECT} WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT :row_limit",
            domain=wanted.domain,
            is_disabled=wanted.is_disabled,
            shortcode=wanted.shortcode,
            code=code,
            host=host,
            row_limit=span.limit,
        )
        found = [_emoji_from_row(row) for row in rows]
        return found[::-1] if span.after is None and span.before is not None else found

    async def categories(self) -> Sequence[str]:
        """Return the categories of local emojis, sorted."""
        rows = await self.querier.scan(
            "SELECT DISTINCT category FROM emojis WHERE domain = '' AND category <> '' ORDER BY category"
        )
        return [row["category"] for row in rows]


def _new_row(emoji: Emoji) -> dict[str, Any]:
    values = _columns_of_emoji(emoji)
    return values | {"used_at": values["created_at"]}


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
        file_size=row["file_size"],
        static_size=row["static_size"],
        is_cached=bool(row["is_cached"]),
        error=row["error"],
    )
