"""The yardstick for pictures: the same steps, written straight down with Pillow, in one warm process.

Usage: ``python contrib/bench/straight.py PICTURE ROUNDS``; prints the median of seconds for one picture.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from gotosocial.media.blurhash import encode


def once(source: Path, folder: Path) -> None:
    """Store the picture without metadata, with a thumbnail, and compute its blurhash."""
    with Image.open(source) as picture:
        picture.load()
        picture.save(folder / "clean.jpeg", quality=90, icc_profile=picture.info.get("icc_profile"))
        small = picture.copy()
    small.thumbnail((512, 512))
    small.save(folder / "small.jpeg", quality=80)
    tiny = small.resize((32, 24))
    encode(tiny.tobytes(), 32, 24)
    for name in ("clean.jpeg", "small.jpeg"):
        descriptor = os.open(folder / name, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def main() -> None:
    """Measure and print."""
    times = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(int(sys.argv[2])):
            begun = time.perf_counter()
            once(Path(sys.argv[1]), Path(folder))
            times.append(time.perf_counter() - begun)
    print(statistics.median(times))


if __name__ == "__main__":
    main()
