"""Programs that stand in for the media worker: the same child, confined the same way, with other work.

The first argument names the work: try to open a file and a socket, hang, spin, eat memory, crash, babble. The
second one, for work that is held, names the pipe that lets it go on.
"""

import ctypes
import json
import os
import socket
import sys
import time
from collections.abc import Callable

from gotosocial.media.child import Files
from gotosocial.media.job import Drawn, Made, MediaJob
from gotosocial.media.worker import main, work


def _reason(deed: Callable[[], object]) -> str:
    try:
        deed()
    except OSError as error:
        return error.strerror or repr(error)
    return "it worked"


def _is_open(number: int) -> bool:
    return _reason(lambda: os.fstat(number)) == "it worked"


def pry(files: Files, job: MediaJob) -> Made:
    """Try to get out, and write down how it went."""
    tried = {
        "file": _reason(lambda: open("/etc/hostname", "rb").close()),
        "new file": _reason(lambda: os.close(os.open("/tmp/nosy", os.O_CREAT | os.O_WRONLY))),
        "socket": _reason(lambda: socket.socket().close()),
        "pair": _reason(lambda: socket.socketpair()[0].close()),
        "pipe": _reason(lambda: os.close(os.pipe()[0])),
        "copy": _reason(lambda: os.close(os.dup(1))),
        "large file": _reason(lambda: os.pwrite(files.original, b"x", 1 << 30)),
    }
    made = work(files, job)
    os.pwrite(files.small, json.dumps(tried).encode().ljust(os.fstat(files.small).st_size), 0)
    return made


def look(files: Files, job: MediaJob) -> Made:
    """Write down what was inherited: the environment, open descriptors, imported modules."""
    made = work(files, job)
    open_ones = [number for number in range(64) if _is_open(number)]
    seen = {"environment": dict(os.environ), "open": open_ones, "modules": sorted(sys.modules)}
    os.pwrite(files.small, json.dumps(seen).encode(), 0)
    return made


def sleep(files: Files, job: MediaJob) -> Made:
    """Never end."""
    while True:
        time.sleep(60)


def spin(files: Files, job: MediaJob) -> Made:
    """Never end, and use the processor."""
    while True:
        pass


def eat(files: Files, job: MediaJob) -> Made:
    """Take memory until there is none."""
    taken = []
    while True:
        taken.append(bytearray(16 * 1024 * 1024))


def crash(files: Files, job: MediaJob) -> Made:
    """Read where nothing is, as a broken decoder would."""
    ctypes.string_at(1)
    raise AssertionError


def babble(files: Files, job: MediaJob) -> Made:
    """Say much more than an answer."""
    while True:
        os.write(1, b"x" * 65536)


def lie(files: Files, job: MediaJob) -> Made:
    """Answer with what no picture has."""
    return Made("image", "exe", Drawn(-1, 7, 9999, 1, "exe", "<script>"))


def weigh(files: Files, job: MediaJob) -> Made:
    """Write down how much memory the work took."""
    made = work(files, job)
    told = os.pread(STATUS, 4096, 0).decode()
    resident = int(told.partition("VmHWM:")[2].split()[0]) * 1024
    os.pwrite(files.small, f"{resident}\n".encode(), 0)
    return made


def hold(files: Files, job: MediaJob) -> Made:
    """Wait until the test lets it go on, then work."""
    os.read(GATE, 1)
    return work(files, job)


STATUS = os.open("/proc/self/status", os.O_RDONLY)
GATE = os.open(sys.argv[2], os.O_RDWR) if len(sys.argv) > 2 else -1
WORKS = {one.__name__: one for one in (pry, look, sleep, spin, eat, crash, babble, lie, weigh, hold)}

if __name__ == "__main__":
    main(WORKS[sys.argv[1]])
