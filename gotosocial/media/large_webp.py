"""The child process for one WebP of very many pixels: ``python -m gotosocial.media.large_webp``.

Pillow needs sixteen bytes for each pixel of a WebP, since it reads all of them as animations. libavcodec's
decoder needs four at most, but it knows no animations, and importing it costs time and memory. So only what
Pillow could not read within the limits comes here.
"""

import os
from typing import Any

import av
from av.video.frame import VideoFrame
from PIL import Image

from gotosocial.errors import Refused
from gotosocial.media.child import Files, Sentences, Work, release, serve
from gotosocial.media.job import MIB, Limits, Made, MediaJob
from gotosocial.media.strip import webp
from gotosocial.media.strip.keep import DAMAGED
from gotosocial.media.thumbnail import SRGB_BYTES, finish, fit, in_srgb
from gotosocial.media.write import write

TOO_LARGE = "the picture has too many pixels"
SENTENCES = Sentences(DAMAGED, TOO_LARGE)
_BYTES_PER_PIXEL = {b"VP8 ": 2.0, b"VP8L": 4.4, b"ALPH": 4.6}
"""What was measured: of pictures with loss, without loss, and for the alpha that goes with the former."""

_AROUND = 24 * MIB


def work(files: Files, job: MediaJob) -> Made:
    """Write the clean original and the thumbnail to their descriptors."""
    stripped = webp.strip(files.view, job.limits.frames)
    clean = b"".join(stripped.pieces)
    release(files.view)
    size, parts = webp.canvas(clean), webp.parts(memoryview(clean))
    each = sum(needed for name, needed in _BYTES_PER_PIXEL.items() if name in parts)
    pixels, memory = size[0] * size[1], job.limits.memory - _AROUND - 2 * len(clean)
    if pixels > job.limits.pixels or pixels * each > memory or stripped.frames > 1:
        raise Refused(f"{TOO_LARGE}: {size[0]} x {size[1]}")
    write(files.original, [memoryview(clean)])
    profile = bytes(parts[b"ICCP"]) if b"ICCP" in parts else None
    small = in_srgb(_small(clean, size, job.thumb_pixels), profile)
    with os.fdopen(files.small, "r+b", closefd=False) as target:
        drawn = finish(small, size, stripped.orientation, target, is_emoji=job.is_emoji)
    return Made("image", "webp", drawn)


def _small(clean: bytes, size: tuple[int, int], longest: int) -> Image.Image:
    frame = _decoded(clean)
    if frame is None or (frame.width, frame.height) != size:
        raise Refused(DAMAGED, detail="not what its head says")
    mode = "RGBA" if len(frame.format.components) == 4 else "RGB"
    width, height = fit(size, longest)
    picture: Any = frame.reformat(
        width=width, height=height, format={"RGBA": "rgba", "RGB": "rgb24"}[mode],
        interpolation="AREA", threads=1,
    )  # fmt: skip
    plane = picture.planes[0]
    return Image.frombytes(mode, (width, height), bytes(plane), "raw", mode, plane.line_size)


def _decoded(clean: bytes) -> VideoFrame | None:
    context: Any = av.CodecContext.create("webp", "r")
    context.thread_count, context.thread_type = 1, "NONE"
    frames = [*context.decode(av.Packet(clean)), *context.decode(None)]
    return frames[0] if frames else None


def practise() -> None:
    """Do in memory what a job will ask for, so that nothing is left to import later."""
    for mode in ("RGB", "RGBA"):
        for is_emoji in (False, True):
            _in_memory(Image.new(mode, (16, 16)), is_emoji)


def _in_memory(picture: Image.Image, is_emoji: bool) -> None:
    descriptors = [os.memfd_create(name) for name in ("source", "original", "small")]
    try:
        with os.fdopen(descriptors[0], "r+b", closefd=False) as source:
            picture.save(source, "WEBP", icc_profile=SRGB_BYTES)
        made = os.pread(descriptors[0], 1 << 20, 0)
        work(Files(memoryview(made), *descriptors), MediaJob("webp", 8, Limits(), is_emoji))
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def main(deed: Work = work) -> None:
    """Rehearse, then wait for one job and do it."""
    practise()
    serve(deed, SENTENCES)


if __name__ == "__main__":
    main()
