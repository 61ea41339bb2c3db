"""Shutting the child in: after ``confine`` it can open nothing, start nothing and grow only so far.

What is open already (the file to read, the two to write, the pipe to the parent) stays usable. Runs in the
child only, once everything is imported: an import would have to open a file.

A program that is replaced by another (execve) could open nothing either. Threads are processes to the
kernel, so that decoders must do without them; HEIC's needs one and gets it.
"""

import os
import resource

from gotosocial.media.job import Limits

_POLITE = 10
_SECONDS_AT_FIRST = 30


def confine(limits: Limits, source_size: int, *, may_thread: bool = False) -> None:
    """Set the limits on this process for good; ``source_size`` bounds what it may write.

    The CPU time is bounded twice: the hard limit is the job's, the soft one is what a short file needs.
    """
    first = min(limits.cpu_seconds, _SECONDS_AT_FIRST)
    memory = _address_space() + limits.memory
    bounds = {
        resource.RLIMIT_NOFILE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (2 * source_size + limits.output,) * 2,
        resource.RLIMIT_AS: (memory, memory),
        # The hard limit kills without a word; the soft one comes first and says why.
        resource.RLIMIT_CPU: (first, limits.cpu_seconds + 1),
    }
    if not may_thread:
        bounds[resource.RLIMIT_NPROC] = (0, 0)
    for which, most in bounds.items():
        resource.setrlimit(which, most)
    os.nice(_POLITE)


def extend(seconds: float) -> None:
    """Allow so much CPU time in all, never more than the hard limit."""
    first, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (max(first, min(most - 1, int(seconds))), most))


def _address_space() -> int:
    with open("/proc/self/statm", "rb") as told:
        return int(told.read().split()[0]) * resource.getpagesize()
