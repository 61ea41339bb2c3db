"""Programs that stand in for the worker of films: the same child, confined the same way, with other work."""

import json
import os
import socket
import sys
from collections.abc import Callable
from io import BytesIO

import av

from gotosocial.media import film_worker
from gotosocial.media.child import Files
from gotosocial.media.film_worker import work
from gotosocial.media.films.source import open_film
from gotosocial.media.job import Made, MediaJob

PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"
CONCAT = b"ffconcat version 1.0\nfile /etc/hostname\n"


def _reason(deed: Callable[[], object]) -> str:
    try:
        deed()
    except OSError as error:
        return error.strerror or repr(error)
    except ValueError as error:
        return repr(error)
    return "it worked"


def _as(content: bytes, container: str) -> None:
    """Open bytes as a film the way the worker opens its own."""
    descriptor = FILE
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, content, 0)
    with open_film(descriptor, container) as film:
        next(film.demux())


STATUS = os.open("/proc/self/status", os.O_RDONLY)
FILE = os.memfd_create("nosy")


def pry(files: Files, job: MediaJob) -> Made:
    """Try to get out, through Python and through libavformat, and write down how it went."""
    tried = {
        "file": _reason(lambda: open("/etc/hostname", "rb").close()),
        "socket": _reason(lambda: socket.socket().close()),
        "av file": _reason(lambda: av.open("file:/etc/hostname", format="mp3")),
        "av http": _reason(lambda: av.open("http://127.0.0.1:1/", format="mp3")),
        "av concat": _reason(lambda: _as(CONCAT, "concat")),
        "av playlist": _reason(lambda: _as(PLAYLIST, "hls")),
        "av data": _reason(lambda: av.open(BytesIO(PLAYLIST), format="hls")),
        "subfile": _reason(lambda: av.open("subfile,,start,0,end,9,,:/etc/hostname", format="mp3")),
    }
    made = work(files, job)
    os.pwrite(files.small, json.dumps(tried).encode(), 0)
    return made


def look(files: Files, job: MediaJob) -> Made:
    """Write down what there is: open descriptors, modules, memory."""
    made = work(files, job)
    seen = {
        "modules": sorted({name.partition(".")[0] for name in sys.modules}),
        "open": sum(_reason(lambda one=one: os.fstat(one)) == "it worked" for one in range(64)),
        "resident": int(os.pread(STATUS, 4096, 0).decode().partition("VmHWM:")[2].split()[0]) * 1024,
    }
    os.pwrite(files.small, json.dumps(seen).encode(), 0)
    return made


def spin(files: Files, job: MediaJob) -> Made:
    """Never end, and use the processor."""
    while True:
        pass


WORKS = {one.__name__: one for one in (pry, look, spin)}

if __name__ == "__main__":
    film_worker.main(WORKS[sys.argv[1]])
