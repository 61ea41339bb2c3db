"""Reading what a child says about a file, and believing none of it unchecked."""

import json
import math
import os
from typing import Any, cast

from twisted.logger import Logger

from gotosocial.errors import Refused, StorageFull
from gotosocial.media import blurhash
from gotosocial.media.facts import MediaFacts
from gotosocial.media.job import Drawn, Made, MediaJob
from gotosocial.models.media_formats import KINDS, PICTURES

_WRONG_ANSWER = "the file could not be worked on"
_LARGEST_SIDE = 1 << 31
_LARGEST_NUMBER = 1 << 40
_NOTHING = Drawn(0, 0, 0, 0, "", "")
_log = Logger()


def read_answer(said: bytes, job: MediaJob, original: tuple[str, int], small: tuple[str, int]) -> MediaFacts:
    """Read and check a child's answer about a job; the files are path and descriptor each.

    Raises what it reports as Refused or StorageFull.
    """
    try:
        made = _read(said)
        _check(made, job)
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(_WRONG_ANSWER, detail=repr(error)) from error
    return _facts(made, original, small)


def _read(said: bytes) -> Made:
    told: dict[str, Any] = json.loads(said)
    if "refused" in told:
        _log.info("a file was refused: {why} {detail}", why=told["refused"], detail=told["detail"])
        raise Refused(str(told["refused"]), detail=str(told["detail"]))
    if "full" in told:
        raise StorageFull(detail=str(told["full"]))
    made = Made(*told["made"])
    return made._replace(drawn=Drawn(*made.drawn) if made.drawn is not None else None)


def _check(made: Made, job: MediaJob) -> None:
    if made.format not in KINDS[made.kind]:
        raise ValueError(f"{made.format!r} for {made.kind!r}")
    if (made.drawn is None) != (made.kind == "audio"):
        raise ValueError("a thumbnail for a sound, or none for what can be seen")
    if made.drawn is not None:
        _check_drawn(made.drawn, job)
    numbers = (made.duration, made.frame_rate, made.bit_rate)
    if not all(type(one) in (int, float) and math.isfinite(one) for one in numbers):
        raise ValueError(f"numbers {numbers!r}")
    if not all(0 <= one < _LARGEST_NUMBER for one in numbers) or type(made.bit_rate) is not int:
        raise ValueError(f"numbers {numbers!r}")


def _check_drawn(drawn: Drawn, job: MediaJob) -> None:
    sides = (drawn.width, drawn.height, drawn.small_width, drawn.small_height)
    if not all(type(side) is int and 0 < side < _LARGEST_SIDE for side in sides):
        raise ValueError(f"sides {sides!r}")
    if max(drawn.small_width, drawn.small_height) > job.thumb_pixels:
        raise ValueError("the thumbnail is too large")
    if drawn.small_format not in (("png",) if job.is_emoji else ("jpeg", "webp")):
        raise ValueError(f"thumbnail {drawn.small_format!r}")
    if not 6 <= len(drawn.blurhash) <= 100 or not set(drawn.blurhash) <= set(blurhash.ALPHABET):
        raise ValueError("no blurhash")


def _facts(made: Made, original: tuple[str, int], small: tuple[str, int]) -> MediaFacts:
    drawn = made.drawn or _NOTHING
    kept, small_kept = KINDS[made.kind][made.format], PICTURES.get(drawn.small_format)
    return MediaFacts(
        kind=cast(Any, made.kind),
        content_type=kept.content_type,
        extension=kept.extension,
        width=drawn.width,
        height=drawn.height,
        size=os.fstat(original[1]).st_size,
        duration=float(made.duration),
        frame_rate=float(made.frame_rate),
        bit_rate=made.bit_rate,
        small_content_type=small_kept.content_type if small_kept else "",
        small_extension=small_kept.extension if small_kept else "",
        small_width=drawn.small_width,
        small_height=drawn.small_height,
        small_size=os.fstat(small[1]).st_size if small_kept else 0,
        blurhash=drawn.blurhash,
        original_path=original[0],
        small_path=small[0] if small_kept else "",
    )
