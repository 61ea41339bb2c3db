"""From an uploaded file to a clean picture with thumbnail, blurhash and measures; storing it is the caller's.

    async with pipeline.picture(upload_path) as facts:
        await blobs.put_file(key, facts.original_path)

The parent looks at the first bytes only, opens the files and hands them to a child (``crew.py``), where
``worker.py`` does the rest. What the child says is checked like anything that comes from outside: it may have
been taken over by the picture. Temporary files are gone when the ``async with`` ends, however it ends.
"""

import json
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import attrs
from twisted.logger import Logger

from gotosocial.errors import Refused, StorageFull
from gotosocial.media import blurhash
from gotosocial.media.crew import Crew
from gotosocial.media.facts import PictureFacts
from gotosocial.media.job import Drawn, Limits, PictureJob
from gotosocial.media.probe import BY_FORMAT, HEAD_SIZE, PictureKind, sniff
from gotosocial.util.temporary import TemporaryFolder, discard

_WRONG_ANSWER = "the picture could not be worked on"
_LARGEST_SIDE = 1 << 31
UNLESS_TOLD = Limits()
_log = Logger()


@attrs.frozen
class MediaPipeline:
    """Works on pictures. ``thumb_pixels``: the longest side of a thumbnail."""

    crew: Crew
    folder: TemporaryFolder
    thumb_pixels: int = 512
    limits: Limits = UNLESS_TOLD

    @asynccontextmanager
    async def picture(self, upload_path: str) -> AsyncIterator[PictureFacts]:
        """Clean and measure a picture and draw its thumbnail; its files live as long as the context.

        Raises Refused, with a sentence, for what is not a picture, is damaged or too large, and StorageFull
        where the temporary files find no room.
        """
        async with AsyncExitStack() as ends:
            source = _open(upload_path)
            ends.callback(os.close, source)
            kind = sniff(os.pread(source, HEAD_SIZE, 0))
            original_path, original = self._temporary(ends)
            small_path, small = self._temporary(ends)
            job = PictureJob(kind.format, self.thumb_pixels, self.limits)
            said = await self.crew.work(json.dumps(job._asdict()).encode(), (source, original, small))
            drawn = read_answer(said, self.thumb_pixels)
            yield _facts(kind, drawn, (original_path, original), (small_path, small))

    def _temporary(self, ends: AsyncExitStack) -> tuple[str, int]:
        try:
            path, descriptor = self.folder.create()
        except OSError as error:
            raise StorageFull(detail=str(error)) from error
        ends.callback(discard, path)
        ends.callback(os.close, descriptor)
        return path, descriptor


def _open(path: str) -> int:
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW)


def read_answer(said: bytes, thumb_pixels: int) -> Drawn:
    """Read and check a child's answer; raise what it reports as Refused or StorageFull."""
    try:
        told: dict[str, Any] = json.loads(said)
        if "refused" in told:
            _log.info("a picture was refused: {why} {detail}", why=told["refused"], detail=told["detail"])
            raise Refused(str(told["refused"]), detail=str(told["detail"]))
        if "full" in told:
            raise StorageFull(detail=str(told["full"]))
        drawn = Drawn(*told["drawn"])
        _check(drawn, thumb_pixels)
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(_WRONG_ANSWER, detail=repr(error)) from error
    return drawn


def _check(drawn: Drawn, thumb_pixels: int) -> None:
    sides = (drawn.width, drawn.height, drawn.small_width, drawn.small_height)
    if not all(type(side) is int and 0 < side < _LARGEST_SIDE for side in sides):
        raise ValueError(f"sides {sides!r}")
    if max(drawn.small_width, drawn.small_height) > thumb_pixels:
        raise ValueError("the thumbnail is too large")
    if drawn.small_format not in ("jpeg", "webp"):
        raise ValueError(f"thumbnail {drawn.small_format!r}")
    if not 6 <= len(drawn.blurhash) <= 100 or not set(drawn.blurhash) <= set(blurhash.ALPHABET):
        raise ValueError("no blurhash")


def _facts(
    kind: PictureKind, drawn: Drawn, original: tuple[str, int], small: tuple[str, int]
) -> PictureFacts:
    small_kind = BY_FORMAT[drawn.small_format]
    return PictureFacts(
        content_type=kind.content_type,
        extension=kind.extension,
        width=drawn.width,
        height=drawn.height,
        size=os.fstat(original[1]).st_size,
        small_content_type=small_kind.content_type,
        small_extension=small_kind.extension,
        small_width=drawn.small_width,
        small_height=drawn.small_height,
        small_size=os.fstat(small[1]).st_size,
        blurhash=drawn.blurhash,
        original_path=original[0],
        small_path=small[0],
    )
