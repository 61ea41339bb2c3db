"""The child process that works on one picture and ends: ``python -m gotosocial.media.worker``."""

import os
from io import BytesIO

from PIL import Image

from gotosocial.media import heic
from gotosocial.media.child import Files, Sentences, Work, release, serve
from gotosocial.media.job import Limits, Made, MediaJob
from gotosocial.media.picture import TOO_LARGE, draw, rehearse
from gotosocial.media.strip import avif, gif, jpeg, png, webp
from gotosocial.media.strip.keep import DAMAGED, Stripped
from gotosocial.media.write import write

SENTENCES = Sentences(DAMAGED, TOO_LARGE)


def practise(format_name: str, sample: bytes) -> None:
    """Do in memory what the job will ask for, so that nothing is left to import later."""
    for is_emoji in (False, True):
        job = MediaJob(format_name, 2, Limits(), is_emoji)
        stripped = strip(memoryview(sample), job)
        draw(BytesIO(b"".join(stripped.pieces)), stripped, shown(job, stripped), BytesIO())


def shown(job: MediaJob, stripped: Stripped) -> MediaJob:
    """Return the job with the format that the clean original has."""
    return job._replace(format=stripped.format) if stripped.format else job


def strip(source: memoryview, job: MediaJob) -> Stripped:
    """Take the metadata out of a picture of any format."""
    if job.format == "jpeg":
        return jpeg.strip(source)
    if job.format == "heic":
        return heic.convert(source, job.limits)
    strippers = {"png": png.strip, "gif": gif.strip, "webp": webp.strip, "avif": avif.strip}
    return strippers[job.format](source, job.limits.frames)


def work(files: Files, job: MediaJob) -> Made:
    """Write the clean original and the thumbnail to their descriptors."""
    stripped = strip(files.view, job)
    write(files.original, stripped.pieces)
    release(files.view)
    after = shown(job, stripped)
    with (
        os.fdopen(files.original, "rb", closefd=False) as clean,
        os.fdopen(files.small, "r+b", closefd=False) as target,
    ):
        clean.seek(0)
        return Made("image", after.format, draw(clean, stripped, after, target))


def main(deed: Work = work) -> None:
    """Rehearse, then wait for one job and do it."""
    Image.MAX_IMAGE_PIXELS = None  # the job's own limit is checked before anything is decoded
    rehearse(practise)
    serve(deed, SENTENCES, threaded=heic.THREADED)


if __name__ == "__main__":
    main()
