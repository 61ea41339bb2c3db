"""The media pipeline on a reactor whose heart beats every 5 ms: how long it takes, how late beats are.

Usage: ``python contrib/bench/heartbeat.py PICTURE ROUNDS``; prints JSON: median seconds for one picture,
p99.9 of the beats' lateness in milliseconds while ten are worked on at once, the largest child in MiB.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from twisted.internet import reactor as installed
from twisted.internet.task import deferLater

from gotosocial.media.crew import Crew
from gotosocial.media.pipeline import MediaPipeline
from gotosocial.storage.blobs import BlobKey
from gotosocial.storage.blobs_local import LocalBlobs
from gotosocial.util import flow
from gotosocial.util.clock import SystemClock
from gotosocial.util.flow import Threads
from gotosocial.util.temporary import TemporaryFolder
from gotosocial.util.ulid import Ulids

BEAT = 0.005
AT_ONCE = 10
REACTOR: Any = installed


class Heart:
    """Beats, notes how late each beat came, and looks at the children."""

    def __init__(self, crew: Crew) -> None:
        self.late: list[float] = []
        self.largest = 0
        self._crew = crew
        self._expected = time.perf_counter() + BEAT
        REACTOR.callLater(BEAT, self._beat)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, now - self._expected))
        if len(self.late) % 10 == 0:
            self.largest = max([self.largest, *(resident_mib(pid) for pid in self._crew.children())])
        self._expected = time.perf_counter() + BEAT
        REACTOR.callLater(BEAT, self._beat)

    def worst(self, share: float) -> float:
        """Return the lateness, in milliseconds, that so large a share of the beats does not exceed."""
        return sorted(self.late)[min(len(self.late) - 1, int(len(self.late) * share))] * 1000


def resident_mib(pid: int) -> int:
    """Return the most memory that a process had."""
    try:
        told = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return int(told.partition("VmHWM:")[2].split()[0]) // 1024 if "VmHWM" in told else 0


async def main(picture: str, rounds: int) -> None:
    """Measure, print, stop."""
    with tempfile.TemporaryDirectory() as name:
        folder = TemporaryFolder(Path(name) / "temporary")
        folder.sweep()
        crew = Crew(REACTOR)
        pipeline = MediaPipeline(crew, folder)
        threads = Threads(REACTOR, "files", 2)
        ids, owner = Ulids(SystemClock()), Ulids(SystemClock()).new()
        blobs = LocalBlobs(Path(name) / "blobs", threads)

        async def one() -> float:
            begun = time.perf_counter()
            media = ids.new()
            async with pipeline.picture(picture) as facts:
                for size, path in (("original", facts.original_path), ("small", facts.small_path)):
                    key = BlobKey(
                        owner_id=owner, role="attachment", size=size, media_id=media, extension="jpeg"
                    )
                    await blobs.put_file(key, path)
            return time.perf_counter() - begun

        await blobs.start()
        await one()
        times = [await one() for _ in range(rounds)]
        heart = Heart(crew)
        await flow.gather(*(one() for _ in range(AT_ONCE)))
        late = heart.worst(0.999)
        await crew.stop()
        threads.stop()
        print(json.dumps({"seconds": statistics.median(times), "late": late, "child": heart.largest}))


async def run() -> None:
    """Run and stop the reactor, whatever happens."""
    try:
        await deferLater(REACTOR, 0.1, lambda: None)
        await main(sys.argv[1], int(sys.argv[2]))
    finally:
        REACTOR.stop()


if __name__ == "__main__":
    REACTOR.callWhenRunning(lambda: flow.start(run()).addErrback(lambda why: print(why, file=sys.stderr)))
    REACTOR.run()
