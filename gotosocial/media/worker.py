"""The child process that decodes one picture and ends: ``python -m gotosocial.media.worker``.

It imports first; then it waits on its standard input, a Unix socket, for one message: the job as JSON with
three descriptors (the picture to read, the files for the clean original and for the thumbnail). Only then
does it shut itself in (``sandbox.py``) and touch a byte of the picture. Its answer is one line of JSON on
standard output. It must stay lean: Pillow and our own small files, no Twisted (a test counts).
"""

import errno
import json
import mmap
import os
import socket
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image

from gotosocial.errors import Refused
from gotosocial.media.job import Drawn, Limits, PictureJob
from gotosocial.media.picture import TOO_LARGE, draw, rehearse
from gotosocial.media.sandbox import confine
from gotosocial.media.strip import gif, jpeg, png, webp
from gotosocial.media.strip.keep import DAMAGED, Stripped

_MESSAGE = 4096
_PIECES_AT_ONCE = 512
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})

Work = Callable[[memoryview, int, int, PictureJob], Drawn]


def practise(format_name: str, sample: bytes) -> None:
    """Do in memory what the job will ask for, so that nothing is left to import later."""
    job = PictureJob(format_name, 2, Limits())
    stripped = strip(memoryview(sample), job)
    draw(BytesIO(b"".join(stripped.pieces)), stripped, job, BytesIO())


def strip(source: memoryview, job: PictureJob) -> Stripped:
    """Take the metadata out of a picture of any format."""
    if job.format == "jpeg":
        return jpeg.strip(source)
    strippers = {"png": png.strip, "gif": gif.strip, "webp": webp.strip}
    return strippers[job.format](source, job.limits.frames)


def work(source: memoryview, original: int, small: int, job: PictureJob) -> Drawn:
    """Write the clean original and the thumbnail to their descriptors."""
    stripped = strip(source, job)
    _write(original, stripped.pieces)
    with os.fdopen(original, "rb", closefd=False) as clean, os.fdopen(small, "r+b", closefd=False) as target:
        clean.seek(0)
        return draw(clean, stripped, job, target)


def _write(descriptor: int, pieces: list[memoryview]) -> None:
    for start in range(0, len(pieces), _PIECES_AT_ONCE):
        some = pieces[start : start + _PIECES_AT_ONCE]
        written = os.writev(descriptor, some)
        if written < sum(len(piece) for piece in some):
            for rest in _after(some, written):
                _write_all(descriptor, rest)


def _after(pieces: list[memoryview], written: int) -> list[memoryview]:
    """Return what a short write left over."""
    rest = []
    for piece in pieces:
        rest.append(piece[min(written, len(piece)) :])
        written -= min(written, len(piece))
    return rest


def _write_all(descriptor: int, piece: memoryview) -> None:
    while piece:
        piece = piece[os.write(descriptor, piece) :]


def answer(deed: Callable[[], Drawn]) -> dict[str, Any]:
    """Do the work and say how it ended; this is the edge where any error of a decoder ends."""
    try:
        return {"drawn": deed()}
    except Refused as error:
        return {"refused": error.public, "detail": error.detail}
    except MemoryError:
        return {"refused": TOO_LARGE, "detail": "out of memory"}
    except OSError as error:
        return {"full": str(error)} if error.errno in _FULL else {"refused": DAMAGED, "detail": repr(error)}
    except Exception as error:
        return {"refused": DAMAGED, "detail": repr(error)}


def main(deed: Work = work) -> None:
    """Wait for one job and do it; return quietly when the parent goes away instead."""
    Image.MAX_IMAGE_PIXELS = None  # the job's own limit is checked before anything is decoded
    rehearse(practise)
    with socket.socket(fileno=0) as door:
        message, descriptors, _, _ = socket.recv_fds(door, _MESSAGE, 3)
    if len(descriptors) != 3:
        return
    told = json.loads(message)
    job = PictureJob(told["format"], told["thumb_pixels"], Limits(*told["limits"]))
    picture, original, small = descriptors
    source = memoryview(mmap.mmap(picture, 0, access=mmap.ACCESS_READ))
    confine(job.limits, len(source))
    result = json.dumps(answer(lambda: deed(source, original, small, job)))
    os.write(1, result.encode() + b"\n")


if __name__ == "__main__":
    main()
