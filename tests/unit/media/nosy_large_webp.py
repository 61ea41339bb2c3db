"""A program that stands in for the child of very large WebPs and writes down what memory its work took."""

import os

from gotosocial.media.child import Files
from gotosocial.media.job import Made, MediaJob
from gotosocial.media.large_webp import main, work

STATUS = os.open("/proc/self/status", os.O_RDONLY)


def weigh(files: Files, job: MediaJob) -> Made:
    """Do the work, and put the resident memory in place of the thumbnail."""
    made = work(files, job)
    told = os.pread(STATUS, 4096, 0).decode()
    resident = int(told.partition("VmHWM:")[2].split()[0]) * 1024
    os.pwrite(files.small, f"{resident}\n".encode(), 0)
    return made


if __name__ == "__main__":
    main(weigh)
