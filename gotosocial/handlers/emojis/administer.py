"""Custom emojis as admins rule them (rows E-02, E-04 and E-05)."""

import re
from collections.abc import Sequence
from typing import Any

import attrs

from gotosocial.errors import Conflict, Invalid, NotFound, Refused
from gotosocial.handlers.emojis.pictures import EmojiPictures
from gotosocial.handlers.shared.keep_emoji import EmojiFiles
from gotosocial.models.addresses import Addresses
from gotosocial.models.emoji import Emoji
from gotosocial.models.emoji_list import EmojiFilter, EmojiSpan
from gotosocial.storage.database import Duplicate
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock

SHORTCODE = re.compile(r"[A-Za-z0-9_]{1,30}")
LONGEST_CATEGORY = 64
_FILE = ("content_type", "file_key", "static_key", "file_size", "static_size", "is_cached", "error")


@attrs.frozen
class EmojiAdministrator:
    """Adds, changes and deletes emojis of this server, and decides about those of others.

    ``max_size``: the most bytes of a picture that is uploaded.
    """

    files: EmojiFiles
    pictures: EmojiPictures
    addresses: Addresses
    clock: Clock
    max_size: int

    async def get(self, emoji_id: str) -> Emoji:
        """Return an emoji of any server."""
        return _found(await self._db.emojis.find(emoji_id))

    async def page(self, wanted: EmojiFilter, span: EmojiSpan) -> Sequence[Emoji]:
        """Return a part of the list of all emojis, by shortcode and domain."""
        return await self._db.emojis.page(wanted, span)

    async def categories(self) -> Sequence[str]:
        """Return the categories in use, sorted."""
        return await self._db.emojis.categories()

    async def add(self, shortcode: str, path: str, category: str = "") -> Emoji:
        """Add an emoji of this server; raises Invalid, Conflict where it is there already, and Refused."""
        return await self._add(shortcode, category, path, self.max_size)

    async def copy(self, emoji_id: str, shortcode: str = "", category: str = "") -> Emoji:
        """Make an emoji of another server one of this server's, under its own shortcode or another one."""
        theirs = _remote(await self.get(emoji_id), "only emojis of other servers can be copied")
        async with self.pictures.of(theirs) as path:
            most = max(self.max_size, self.pictures.max_size)
            return await self._add(shortcode or theirs.shortcode, category, path, most)

    async def modify(self, emoji_id: str, path: str = "", category: str | None = None) -> Emoji:
        """Change picture and category of an emoji of this server, as far as they are given."""
        emoji = _own_to_change(await self.get(emoji_id))
        changes: dict[str, Any] = {} if category is None else {"category": _checked_category(category)}
        if not path:
            return (await self._write(emoji_id, changes))[1]
        # Another picture gets another address, because clients keep the old one.
        fresh = attrs.evolve(emoji, file_key="", static_key="")
        async with self.files.keep(fresh, path, self.max_size) as kept:
            before, after = await self._write(emoji_id, changes | {one: getattr(kept, one) for one in _FILE})
        await self.files.forget(before)
        return after

    async def _write(self, emoji_id: str, changes: dict[str, Any]) -> tuple[Emoji, Emoji]:
        """Write changes over what is there now, and return the emoji before and after."""

        async def deed(t: Transaction) -> tuple[Emoji, Emoji]:
            before = _own_to_change(_found(await t.emojis.find_to_change(emoji_id)))
            after = attrs.evolve(before, **changes, updated_at=self.clock.now())
            await t.emojis.update(after)
            return before, after

        return await self._db.transact(deed)

    async def switch(self, emoji_id: str, *, is_disabled: bool) -> Emoji:
        """Hide an emoji of another server wherever it is used, or show it again."""

        async def deed(t: Transaction) -> Emoji:
            # Its picture may just be arriving.
            found = _found(await t.emojis.find_to_change(emoji_id))
            emoji = _remote(found, "emojis of this server are deleted, not disabled")
            emoji = attrs.evolve(emoji, is_disabled=is_disabled)
            await t.emojis.update(emoji)
            return emoji

        return await self._db.transact(deed)

    async def delete(self, emoji_id: str) -> Emoji:
        """Delete an emoji of this server; texts that use it show its shortcode."""

        async def deed(t: Transaction) -> Emoji:
            # Its picture may just be changing.
            found = _found(await t.emojis.find_to_change(emoji_id))
            emoji = _local(found, "emojis of other servers are disabled, not deleted")
            await t.emojis.delete(emoji.id)
            return emoji

        emoji = await self._db.transact(deed)
        await self.files.forget(emoji)
        return emoji

    async def _add(self, shortcode: str, category: str, path: str, max_size: int) -> Emoji:
        if SHORTCODE.fullmatch(shortcode) is None:
            raise Invalid("shortcode must have 1 to 30 letters, digits or underscores")
        emoji_id, now = self.files.ids.new(), self.clock.now()
        emoji = Emoji(
            id=emoji_id,
            shortcode=shortcode,
            domain="",
            uri=self.addresses.emoji(emoji_id),
            category=_checked_category(category),
            created_at=now,
            updated_at=now,
        )
        if await self._db.emojis.page(EmojiFilter(domain="", shortcode=shortcode), EmojiSpan(limit=1)):
            raise _taken(shortcode)
        try:
            async with self.files.keep(emoji, path, max_size) as kept:
                await self._db.emojis.insert(kept)
        except Duplicate as error:
            raise _taken(shortcode) from error
        return kept

    @property
    def _db(self) -> Database:
        return self.files.db


def _checked_category(category: str) -> str:
    category = category.strip()
    if len(category) > LONGEST_CATEGORY:
        raise Invalid(f"category must not be longer than {LONGEST_CATEGORY} characters")
    return category


def _found(emoji: Emoji | None) -> Emoji:
    if emoji is None:
        raise NotFound("emoji not found")
    return emoji


def _own_to_change(emoji: Emoji) -> Emoji:
    return _local(emoji, "only emojis of this server can be changed")


def _local(emoji: Emoji, reason: str) -> Emoji:
    if emoji.domain:
        raise Refused(reason)
    return emoji


def _remote(emoji: Emoji, reason: str) -> Emoji:
    if not emoji.domain:
        raise Refused(reason)
    return emoji


def _taken(shortcode: str) -> Conflict:
    return Conflict(f"there is an emoji {shortcode} already")
