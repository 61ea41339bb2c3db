"""Shutting the child in: after ``confine`` it can open nothing, start nothing and grow only so far.

What is open already (the picture, the two files to write, the pipe to the parent) stays usable. Runs in the
child only, once everything is imported: an import would have to open a file.
"""

import os
import resource

from gotosocial.media.job import Limits

_ROOM = 1024 * 1024
_POLITE = 10


def confine(limits: Limits, source_size: int) -> None:
    """Set the limits on this process for good; ``source_size`` bounds what it may write."""
    largest_file = 2 * source_size + 8 * _ROOM
    bounds = {
        resource.RLIMIT_NOFILE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: largest_file,
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_CPU: limits.cpu_seconds,
    }
    for which, most in bounds.items():
        resource.setrlimit(which, (most, most))
    os.nice(_POLITE)
