"""Timers of the program are moved by nothing but time that passes."""

import subprocess
import sys

PROGRAM = """
import time

set_back, day = 0.0, time.time
time.time = lambda: day() - set_back  # before Twisted is imported, which keeps the function

from twisted.internet.task import deferLater
from gotosocial.app import main
from gotosocial.app.process import Process


class Waits:
    async def run(self, config, arguments):
        global set_back
        pause = deferLater(main.reactor, 0.2)
        set_back = 3600.0
        await pause
        return 7


class Loaded:
    config = arguments = None


raise SystemExit(main._drive(Process(main.reactor, None), Waits(), Loaded()))
"""


def test_a_timer_rings_also_where_the_clock_was_set_back_by_an_hour() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (7, b"")
