"""A program that gives a picture to a child which never ends, prints the child's process id, and waits.

The argument names the picture. Whoever started it kills it.
"""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from gotosocial.media.job import Limits, MediaJob

NOSY = Path(__file__).with_name("nosy_worker.py")


def main(picture: str) -> None:
    """Start the child, give it its job, and stay."""
    door, theirs = socket.socketpair()
    child = subprocess.Popen([sys.executable, "-s", "-P", str(NOSY), "sleep"], stdin=theirs)
    theirs.close()
    files = [os.open(picture, os.O_RDONLY), os.memfd_create("original"), os.memfd_create("small")]
    socket.send_fds(door, [json.dumps(MediaJob("jpeg", 64, Limits())._asdict()).encode()], files)
    door.recv(1)  # the child has closed its end: it has its job
    print(child.pid, flush=True)
    time.sleep(600)


if __name__ == "__main__":
    main(sys.argv[1])
