"""The life of a child process, whatever its trade: wait for one job, shut oneself in, work, answer, end.

It waits on its standard input, a Unix socket, for one message: the job as JSON with three descriptors (the
file to read, the files for the clean original and for the thumbnail). Only then does it shut itself in
(``sandbox.py``) and touch a byte of the file. Its answer is one line of JSON on standard output. Children
must stay lean: a decoder and our own small files, no Twisted (a test counts). When the parent dies the kernel
ends it, also where it works or stands still: nobody would ever let it go on.
"""

import ctypes
import errno
import json
import mmap
import os
import signal
import socket
from collections.abc import Callable
from typing import Any, NamedTuple

from gotosocial.errors import Refused
from gotosocial.media.job import Limits, Made, MediaJob
from gotosocial.media.sandbox import confine

_MESSAGE = 4096
_SIGNAL_OF_PARENTS_DEATH = 1
"""PR_SET_PDEATHSIG of prctl(2)."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class Files(NamedTuple):
    """The three open files of a job; ``view`` maps the source into memory."""

    view: memoryview
    source: int
    original: int
    small: int


def release(view: memoryview) -> None:
    """Give back the memory of a mapped source; who reads it again gets it from the disk."""
    if isinstance(view.obj, mmap.mmap):
        view.obj.madvise(mmap.MADV_DONTNEED)


Work = Callable[[Files, MediaJob], Made]


class Sentences(NamedTuple):
    """What a trade says about a file that cannot be read, and about one that needs too much memory."""

    damaged: str
    too_large: str


def serve(work: Work, sentences: Sentences, *, threaded: frozenset[str] = frozenset()) -> None:
    """Wait for one job and do it; return quietly when the parent goes away instead.

    ``threaded`` names the formats whose decoders cannot do without threads.
    """
    if ctypes.CDLL(None, use_errno=True).prctl(_SIGNAL_OF_PARENTS_DEATH, signal.SIGKILL):
        raise OSError(ctypes.get_errno(), "cannot be bound to the parent")
    with socket.socket(fileno=0) as door:
        message, descriptors, _, _ = socket.recv_fds(door, _MESSAGE, 3)
    if len(descriptors) != 3:
        return
    told = json.loads(message)
    told["limits"] = Limits(*told["limits"])
    job = MediaJob(**told)
    view = memoryview(mmap.mmap(descriptors[0], 0, access=mmap.ACCESS_READ))
    confine(job.limits, len(view), may_thread=job.format in threaded)
    result = json.dumps(answer(lambda: work(Files(view, *descriptors), job), sentences))
    os.write(1, result.encode() + b"\n")


def answer(deed: Callable[[], Made], sentences: Sentences) -> dict[str, Any]:
    """Do the work and say how it ended; this is the edge where any error of a decoder ends."""
    try:
        return {"made": deed()}
    except Refused as error:
        return {"refused": error.public, "detail": error.detail}
    except MemoryError:
        return {"refused": sentences.too_large, "detail": "out of memory"}
    except OSError as error:
        if error.errno in _FULL:
            return {"full": str(error)}
        what = sentences.too_large if error.errno in (errno.ENOMEM, errno.EFBIG) else sentences.damaged
        return {"refused": what, "detail": repr(error)[:1000]}
    except Exception as error:
        return {"refused": sentences.damaged, "detail": repr(error)[:1000]}
