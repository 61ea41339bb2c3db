"""Rows with their files, in the store of a running instance, and eyes for what is left of them."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs

from gotosocial.models.account import Account
from gotosocial.models.emoji import Emoji
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.storage.blobs import read_key
from gotosocial.storage.blobs_local import LocalBlobs
from gotosocial.storage.stores import Database
from gotosocial.util.ulid import Ulids
from tests.support.builders import a_media, an_emoji
from tests.support.instance import Running
from tests.support.keep import keep

FAR = "https://far.example/file"


@attrs.frozen
class MediaHouse:
    """The media of one instance, which keeps them on disk."""

    server: Running

    @property
    def db(self) -> Database:
        return self.server.instance.cellar.db

    @property
    def blobs(self) -> LocalBlobs:
        blobs = self.server.instance.cellar.blobs
        assert isinstance(blobs, LocalBlobs)
        return blobs

    async def media(self, of: Account, *, age: float = 0, **changes: Any) -> MediaAttachment:
        """Keep a row with both of its files, last used so many days ago; of others' where they are remote."""
        usual: dict[str, Any] = {"created_at": self._ago(age)}
        if not of.is_local:
            usual["remote_url"] = FAR
        media_id, role = self._new_id(), changes.get("role", "attachment")
        usual["file_key"] = f"{of.id}/{role}/original/{media_id}.jpeg"
        usual["small_key"] = f"{of.id}/{role}/small/{media_id}.jpeg"
        media = a_media(of=of, id=media_id, **(usual | changes))
        await keep(self.db, media)
        if media.is_cached:
            self.write(media.file_key, media.file_size)
            self.write(media.small_key, media.small_size)
        return media

    async def emoji(self, shortcode: str, domain: str = "", *, age: float = 0, **changes: Any) -> Emoji:
        """Keep an emoji with its files."""
        host = self.server.instance.base.addresses.host
        owner = await self.db.accounts.find_by_name(host)
        assert owner is not None
        name = self._new_id()
        usual: dict[str, Any] = {
            "created_at": self._ago(age),
            "file_key": f"{owner.id}/emoji/original/{name}.png",
            "static_key": f"{owner.id}/emoji/static/{name}.png",
            "file_size": 100,
            "static_size": 50,
            "remote_url": FAR if domain else "",
        }
        emoji = an_emoji(shortcode, domain, **(usual | changes))
        await keep(self.db, emoji)
        if emoji.is_cached:
            self.write(emoji.file_key, emoji.file_size)
            self.write(emoji.static_key, emoji.static_size)
        return emoji

    def write(self, key: str, size: int = 10, *, age: float = 0) -> Path:
        """Put a file into the store, so many days old."""
        path = self.blobs.root / str(read_key(key))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
        moment = self._ago(age).timestamp()
        os.utime(path, (moment, moment))
        return path

    def files(self) -> set[str]:
        """Return the keys of everything in the store."""
        paths = self.blobs.root.glob("*/*/*/*")
        return {path.relative_to(self.blobs.root).as_posix() for path in paths if path.is_file()}

    def _ago(self, days: float) -> Any:
        return self.server.instance.base.clock.now() - timedelta(days=days)

    def _new_id(self) -> str:
        return Ulids(self.server.instance.base.clock).new()


def keys_of(*rows: MediaAttachment | Emoji) -> set[str]:
    """Return the keys of the files of some rows."""
    found = [(one.file_key, one.static_key if isinstance(one, Emoji) else one.small_key) for one in rows]
    return {key for pair in found for key in pair}
