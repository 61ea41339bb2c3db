"""What a killed server leaves of uploads that were on their way goes at the next start."""

import subprocess
import sys
from pathlib import Path

from gotosocial.http.bodies import Multipart
from gotosocial.util.temporary import TemporaryFolder

HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="cat.jpeg"\r\n\r\n'
KILLED = f"""
import os, sys
from gotosocial.http.bodies import Multipart

sink = Multipart("x", 1000, sys.argv[1])
sink.write({HEAD!r} + b"half of a cat")
os.kill(os.getpid(), 9)
"""


def test_half_an_upload_of_a_killed_process_goes_at_the_next_start(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert ended.returncode == -9
    assert len(list(tmp_path.iterdir())) == 1
    assert TemporaryFolder(tmp_path).sweep() == 1
    assert list(tmp_path.iterdir()) == []


def test_an_upload_on_its_way_is_a_file_of_its_own_that_goes_with_it(tmp_path: Path) -> None:
    sinks = [Multipart("x", 1000, str(tmp_path)) for _ in range(2)]
    for sink in sinks:
        sink.write(HEAD + b"half of a cat")
    assert len(list(tmp_path.iterdir())) == 2
    for sink in sinks:
        sink.close()
    assert list(tmp_path.iterdir()) == []
