"""From an uploaded file to a clean one with thumbnail, blurhash and measures; storing it is the caller's.

    async with pipeline.file(upload_path) as facts:
        await blobs.put_file(key, facts.original_path)

The parent looks at the first bytes only, opens the files and hands them to a child (``crew.py``), where
``worker.py`` or ``film_worker.py`` does the rest. What the child says is checked like anything that comes
from outside (``answer.py``): it may have been taken over by the file. Temporary files are gone when the
``async with`` ends, however it ends.
"""

import json
import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

import attrs

from gotosocial.errors import Refused, StorageFull
from gotosocial.media.answer import read_answer
from gotosocial.media.crew import FILMS, LARGE_WEBP, PICTURES, Crew, Trade
from gotosocial.media.facts import MediaFacts
from gotosocial.media.job import MediaJob
from gotosocial.media.probe import Sniffed, head_of, sniff
from gotosocial.media.strip import webp
from gotosocial.util.temporary import TemporaryFolder, discard

_ONLY_PICTURES = "films and sounds cannot be used here, only pictures"
_LARGE_WEBP = 14_000_000
"""Pixels beyond which Pillow needs more memory than its child may have."""


@attrs.frozen
class MediaPipeline:
    """Works on pictures, films and sounds. ``thumb_pixels``: the longest side of a thumbnail."""

    crew: Crew
    folder: TemporaryFolder
    thumb_pixels: int = 512
    pictures: Trade = PICTURES
    films: Trade = FILMS
    large_webp: Trade = LARGE_WEBP

    def file(self, upload_path: str) -> AbstractAsyncContextManager[MediaFacts]:
        """Clean and measure a picture, film or sound, and draw its thumbnail.

        Its files live as long as the context. Raises Refused, with a sentence, for what is not known here, is
        damaged, too large or takes too long, StorageFull where the temporary files find no room, Overloaded
        where too many wait already. Films may take minutes (``crew.FILMS``).
        """
        return self._worked(upload_path, may_move=True)

    def picture(self, upload_path: str) -> AbstractAsyncContextManager[MediaFacts]:
        """Do the same for a picture, and refuse films and sounds."""
        return self._worked(upload_path, may_move=False)

    def emoji(self, upload_path: str) -> AbstractAsyncContextManager[MediaFacts]:
        """Do the same for a picture whose thumbnail is to be its first frame, still, as PNG."""
        return self._worked(upload_path, may_move=False, is_emoji=True)

    @asynccontextmanager
    async def _worked(
        self, upload_path: str, *, may_move: bool, is_emoji: bool = False
    ) -> AsyncIterator[MediaFacts]:
        async with AsyncExitStack() as ends:
            source = os.open(upload_path, os.O_RDONLY | os.O_NOFOLLOW)
            ends.callback(os.close, source)
            head = head_of(source)
            sniffed = _sniffed(head, may_move=may_move)
            trade = self._trade(sniffed, head)
            original_path, original = self._temporary(ends)
            small_path, small = self._temporary(ends)
            job = MediaJob(sniffed.format, self.thumb_pixels, trade.limits, is_emoji)
            message = json.dumps(job._asdict()).encode()
            said = await self.crew.work(message, (source, original, small), trade)
            yield read_answer(said, job, (original_path, original), (small_path, small))

    def _trade(self, sniffed: Sniffed, head: bytes) -> Trade:
        if sniffed.family == "film":
            return self.films
        width, height = webp.canvas(head) if sniffed.format == "webp" else (0, 0)
        return self.large_webp if width * height > _LARGE_WEBP else self.pictures

    def _temporary(self, ends: AsyncExitStack) -> tuple[str, int]:
        try:
            path, descriptor = self.folder.create()
        except OSError as error:
            raise StorageFull(detail=str(error)) from error
        ends.callback(discard, path)
        ends.callback(os.close, descriptor)
        return path, descriptor


def _sniffed(head: bytes, *, may_move: bool) -> Sniffed:
    sniffed = sniff(head)
    if sniffed.family == "film" and not may_move:
        raise Refused(_ONLY_PICTURES)
    return sniffed
