"""Custom emojis of other servers, as accounts and statuses name them in their tags (facts 4.6)."""

import re
from collections.abc import Sequence
from urllib.parse import quote

import attrs

from gotosocial.activitypub.actor import RemoteEmoji
from gotosocial.jobs.kinds import FetchEmoji
from gotosocial.jobs.queue import enqueue
from gotosocial.models.emoji import Emoji
from gotosocial.models.rules.trust import same_site
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock
from gotosocial.util.ulid import Ulids

_SHORTCODE = re.compile(r"[\w-]{1,100}")


@attrs.frozen
class EmojiKeeper:
    """Keeps what is new or has another picture now; most documents name only what is known."""

    db: Database
    ulids: Ulids
    clock: Clock

    async def ids(self, domain: str, home_uri: str, emojis: Sequence[RemoteEmoji]) -> tuple[str, ...]:
        """Return the ids of the emojis of a server, each once, in their order.

        ``home_uri``: what names them; an emoji whose own id lies on another site gets one on its home's.
        """
        wanted = {one.shortcode: one for one in emojis if _is_usable(one)}
        if not wanted:
            return ()
        known = await self._known(domain, wanted)
        fresh = [self._made(domain, home_uri, one) for code, one in wanted.items() if code not in known]
        moved = [
            attrs.evolve(known[code], remote_url=one.image_url, content_type=one.media_type)
            for code, one in wanted.items()
            if code in known and known[code].remote_url != one.image_url
        ]
        if fresh or moved:
            await self._write(fresh, moved)
            known = await self._known(domain, wanted)
        return tuple(known[code].id for code in wanted if code in known)

    async def _known(self, domain: str, wanted: dict[str, RemoteEmoji]) -> dict[str, Emoji]:
        found = await self.db.emojis.find_remote(domain, list(wanted))
        return {emoji.shortcode: emoji for emoji in found}

    async def _write(self, fresh: list[Emoji], moved: list[Emoji]) -> None:
        now = self.clock.now()

        async def deed(t: Transaction) -> None:
            if fresh:
                # In one order for everybody, so that two writers never wait for each other in a circle.
                await t.emojis.meet(sorted(fresh, key=lambda one: one.shortcode))
            for emoji in sorted(moved, key=lambda one: one.shortcode):
                await t.emojis.change_picture(attrs.evolve(emoji, updated_at=now))
            for emoji in (*fresh, *moved):
                await enqueue(t, FetchEmoji(emoji_id=emoji.id), unique_key=emoji.id)

        await self.db.transact(deed)

    def _made(self, domain: str, home_uri: str, emoji: RemoteEmoji) -> Emoji:
        now = self.clock.now()
        uri = emoji.uri
        if not uri or not same_site(uri, home_uri):
            uri = f"https://{domain}/dummy_emoji_path?shortcode={quote(emoji.shortcode)}"
        return Emoji(
            id=self.ulids.new(),
            shortcode=emoji.shortcode,
            domain=domain,
            uri=uri,
            content_type=emoji.media_type,
            remote_url=emoji.image_url,
            static_remote_url=emoji.image_url,
            created_at=now,
            updated_at=now,
        )


def _is_usable(emoji: RemoteEmoji) -> bool:
    return _SHORTCODE.fullmatch(emoji.shortcode) is not None and bool(emoji.image_url)
