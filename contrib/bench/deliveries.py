"""The promises about deliveries: how many leave per second, what each costs, and the ratio to bare treq.

Usage: ``python contrib/bench/deliveries.py [deliveries per round] [rounds]``.

Starts the crowd (``crowd.py``) and, for each way, one process of the server on SQLite. A post of the first
account goes to all 200 followers, or to the 50 servers that they live on. One delivery is one POST that the
crowd has accepted, its signature checked. The CPU of the whole process counts: posting, the fan-out, sending.
The yardstick is treq, posting bytes of the same size without a signature, in the same round.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import attrs
from client_api import PORT, cpu_seconds, resident_mib, server_command
from crowd import ACTORS, HOSTS
from crowd_side import TLS_PORT, reset, start_crowd, wait_for
from people import PASSWORD, Visitor, sign_in

RATE, CPU_MS, RSS_MIB = 900.0, 1.1, 160.0
WAYS = {"each inbox": ACTORS, "shared inboxes": len(HOSTS)}


@attrs.define
class Measured:
    """All rounds of one way."""

    rates: list[float] = attrs.field(factory=list)
    millis: list[float] = attrs.field(factory=list)
    ratios: list[float] = attrs.field(factory=list)
    cpu_ratios: list[float] = attrs.field(factory=list)
    rss: float = 0.0


def main() -> int:
    """Measure, print, and say whether every promise is kept."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    return report({way: measure(way, count, rounds) for way in WAYS})


def measure(way: str, count: int, rounds: int) -> Measured:
    """Start a crowd and a server."""
    with tempfile.TemporaryDirectory() as name:
        crowd = start_crowd(Path(name))
        try:
            return measure_rounds(Path(name), way, count, rounds)
        finally:
            crowd.kill()
            crowd.wait()


def measure_rounds(folder: Path, way: str, count: int, rounds: int) -> Measured:
    """Start a server, and measure its rounds beside those of treq."""
    measured = Measured()
    command = [*server_command(folder), f"--host=localhost:{PORT}"]
    account = ("--username", "one", "--email", "one@localhost.example", "--password", PASSWORD)
    subprocess.run([*command, "admin", "account", "create", *account], check=True, capture_output=True)
    server = start(folder, [*command[3:], f"--instance-deliver-to-shared-inboxes={way == 'shared inboxes'}"])
    try:
        token = sign_in(PORT, "one@localhost.example")
        one_round(server.pid, token, way, len(HOSTS) * 4)
        for _ in range(rounds):
            bare_rate, bare_millis = bare_treq(folder, count)
            rate, millis = one_round(server.pid, token, way, count)
            measured.rates.append(rate)
            measured.millis.append(millis)
            measured.ratios.append(rate / bare_rate)
            measured.cpu_ratios.append(millis / bare_millis)
        measured.rss = resident_mib(server.pid)
    finally:
        server.terminate()
        server.wait(60)
    return measured


def start(folder: Path, flags: list[str]) -> "subprocess.Popen[bytes]":
    """Start the server and wait until everybody follows."""
    script = str(Path(__file__).with_name("sending_server.py"))
    client = ["--http-client-allow-ips=127.0.0.0/8", "--log-level=warn"]
    command = [sys.executable, script, str(folder), *(flag.lower() for flag in flags), *client]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    while not (folder / "ready").exists():
        if server.poll() is not None:
            raise SystemExit((folder / "log").read_text())
        time.sleep(0.1)
    return server


def one_round(pid: int, token: str, way: str, count: int) -> tuple[float, float]:
    """Post until so many deliveries follow; return deliveries per second and CPU milliseconds of each."""
    posts = max(1, count // WAYS[way])
    reset()
    begun, cpu = time.time(), cpu_seconds(pid)
    visitor = Visitor(PORT)
    for number in range(posts):
        wanted = {"status": f"post {number} {'words ' * 60}", "visibility": "public"}
        visitor.json("POST", "/api/v1/statuses", token, wanted)
    told = wait_for(posts * WAYS[way])
    if told["rejected"]:
        raise SystemExit(f"the crowd rejected some: {told}")
    delivered = told["accepted"]
    return delivered / (told["last"] - begun), (cpu_seconds(pid) - cpu) / delivered * 1000


def bare_treq(folder: Path, count: int) -> tuple[float, float]:
    """Return posts per second and CPU milliseconds of each, as treq makes them."""
    reset()
    script = str(Path(__file__).with_name("bare_treq.py"))
    command = [sys.executable, script, str(folder), str(TLS_PORT), str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told = wait_for(count)
    return told["accepted"] / (told["last"] - told["first"]), float(done.stdout) / count * 1000


def report(results: dict[str, Measured]) -> int:
    """Print a line for each way and return 0 when every promise is kept."""
    kept = True
    titles = ("per s", "wanted", "ratio", "cpu ms", "wanted", "ratio", "RSS MiB")
    print(f"{'deliveries':20}" + "".join(f"{title:>9}" for title in titles))
    for way, measured in results.items():
        rate, millis, ratio, cpu_ratio = (
            statistics.median(one)
            for one in (measured.rates, measured.millis, measured.ratios, measured.cpu_ratios)
        )
        is_kept = rate >= RATE and millis <= CPU_MS and measured.rss < RSS_MIB
        kept = kept and is_kept
        line = f"{way:20}{rate:9.0f}{RATE:9.0f}{ratio:9.2f}{millis:9.2f}{CPU_MS:9.2f}{cpu_ratio:9.2f}"
        print(f"{line}{measured.rss:9.0f}" + ("" if is_kept else "  <--"))
    print("ratios are to treq, which posts as many bytes without signatures, in the same rounds")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
