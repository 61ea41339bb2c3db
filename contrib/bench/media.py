"""The promises about media: time for a picture, the reactor's heartbeat, memory, other people's timelines.

Usage: ``python contrib/bench/media.py [rounds]``.

A picture of 12 megapixels is stored, stripped, thumbnailed and blurhashed by the pipeline, and by a straight
script with Pillow in a process of its own. Then a server on SQLite is started by its own command: ten such
pictures are uploaded at once while the home timeline is read, and a large file is downloaded over one
connection. Memory is read from the kernel, for the server and for every child.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from client_api import PORT, resident_mib, server_command, start
from heartbeat import resident_mib as most_mib
from load import Figures, get, measure
from people import seed
from PIL import Image, ImageFilter

HERE = Path(__file__).parent
SIDES = (4000, 3000)
AT_ONCE = 10
LARGE_MIB = 32
RATIO, BEAT_MS, P99_MS = 2.0, 20.0, 100.0
SERVER_MIB, CHILD_MIB, RATE_MB = 150.0, 300.0, 300.0


def main() -> int:
    """Measure, print, and say whether every promise is kept."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        picture = folder / "picture.jpeg"
        draw(picture)
        straight = float(run("straight.py", picture, rounds))
        ours = json.loads(run("heartbeat.py", picture, rounds))
        kept = [
            told("straight script, seconds", straight),
            told("pipeline, seconds", ours["seconds"]),
            told("ratio", ours["seconds"] / straight, most=RATIO),
            told("heartbeat p99.9, ms", ours["late"], most=BEAT_MS),
            told("largest child, MiB", ours["child"], most=CHILD_MIB),
        ]
        server = start(folder)
        try:
            kept += measure_server(folder, picture, server.pid)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
    print("every promise is kept" if all(kept) else "a promise is broken")
    return 0 if all(kept) else 1


def draw(path: Path) -> None:
    """Draw a picture with as much detail as a photograph, and EXIF."""
    noise = Image.effect_noise((SIDES[0] // 4, SIDES[1] // 4), 60)
    parts = [noise.rotate(90 * turn).resize(SIDES, Image.Resampling.BICUBIC) for turn in range(3)]
    photo = Image.merge("RGB", parts).filter(ImageFilter.GaussianBlur(1))
    exif = Image.Exif()
    exif[0x010F] = "bench"
    photo.save(path, quality=90, exif=exif)
    print(f"the picture has {SIDES[0]} x {SIDES[1]} pixels and {path.stat().st_size / 1e6:.1f} MB")


def run(script: str, *arguments: object) -> str:
    """Run one of the programs beside this one and return what it prints."""
    command = [sys.executable, str(HERE / script), *(str(one) for one in arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def told(name: str, value: float, *, most: float = 0.0, least: float = 0.0) -> bool:
    """Print a figure and return whether it is what was promised."""
    is_kept = (not most or value <= most) and value >= least
    promise = f"(at most {most:g})" if most else f"(at least {least:g})" if least else ""
    print(f"{name:34}{value:10.3f}  {promise}{'' if is_kept else '  BROKEN'}")
    return is_kept


def measure_server(folder: Path, picture: Path, pid: int) -> list[bool]:
    """Upload while timelines are read, then download."""
    token = seed(PORT, server_command(folder)).tokens[0]
    home = [get("/api/v1/timelines/home?limit=20", token)]
    quiet = measure(PORT, home, seconds=3, connections=4)
    with watched(pid) as largest:
        busy = with_uploads(home, token, picture)
    address = upload(token, large_file(folder))
    return [
        told("home alone, p99 in ms", quiet.p99),
        told("home with ten uploads, p99 in ms", busy.p99, most=P99_MS),
        told("home, answers that were not 200", busy.bad, most=0.5),
        told("server's largest child, MiB", largest[0], most=CHILD_MIB),
        told("file over one connection, MB/s", download(address), least=RATE_MB),
        told("server, MiB", resident_mib(pid), most=SERVER_MIB),
    ]


def with_uploads(requests: list[bytes], token: str, picture: Path) -> Figures:
    """Read timelines while ten pictures are uploaded at once, until the last one is answered."""
    threads = [threading.Thread(target=upload, args=(token, picture)) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    seen: list[Figures] = []
    while not seen or any(thread.is_alive() for thread in threads):
        seen.append(measure(PORT, requests, seconds=1, connections=4))
    for thread in threads:
        thread.join()
    return max(seen, key=lambda figures: figures.p99)


@contextmanager
def watched(pid: int) -> Iterator[list[int]]:
    """Watch the children of a process and note the largest one, in MiB."""
    largest, is_over = [0], threading.Event()

    def watch() -> None:
        while not is_over.wait(0.02):
            told_by = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            largest[0] = max([largest[0], *(most_mib(int(child)) for child in told_by)])

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield largest
    finally:
        is_over.set()
        thread.join()


def upload(token: str, path: Path) -> str:
    """Upload a file and return the path of its address."""
    head = (
        f'--bench\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    headers = {
        "Host": "localhost", "User-Agent": "bench", "Authorization": f"Bearer {token}",
        "Content-Type": "multipart/form-data; boundary=bench",
    }  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    body = head + path.read_bytes() + b"\r\n--bench--\r\n"
    with suppress(BrokenPipeError):  # a refusal comes before the last byte is sent, and can still be read
        connection.request("POST", "/api/v1/media", body, headers)
    response = connection.getresponse()
    answer = json.loads(response.read())
    if response.status != 200:
        raise SystemExit(f"an upload was answered {response.status}: {answer}")
    address: str = answer["url"]
    return "/" + address.split("/", 3)[3]


def large_file(folder: Path) -> Path:
    """Write a sound without compression, which is kept as it is."""
    path, size = folder / "large.wav", LARGE_MIB * 1024 * 1024
    form = b"WAVEfmt \x10\0\0\0\1\0\2\0\x80\xbb\0\0\0\xee\2\0\4\0\x10\0data" + size.to_bytes(4, "little")
    path.write_bytes(b"RIFF" + (size + 36).to_bytes(4, "little") + form + os.urandom(size))
    return path


def download(address: str) -> float:
    """Fetch the file again and again over one connection and return megabytes per second."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    room = memoryview(bytearray(1 << 20))
    total, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < 3:
        connection.request("GET", address, headers={"Host": "localhost", "User-Agent": "bench"})
        response = connection.getresponse()
        while count := response.readinto(room):
            total += count
    return total / 1e6 / (time.perf_counter() - begun)


if __name__ == "__main__":
    raise SystemExit(main())
