"""A server may have as many connections as the system permits, not as many as it starts with."""

import subprocess
import sys

import pytest

PROGRAM = """
import resource, sys
from gotosocial.app.open_files import permit_many_files

resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]), int(sys.argv[2])))
permit_many_files()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(("soft", "hard", "raised"), [(64, 512, 512), (512, 512, 512), (0, 4, 4)])
def test_the_limit_of_open_files_is_raised_as_far_as_that_is_permitted(
    soft: int, hard: int, raised: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(soft), str(hard)], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{raised} {hard}\n"
