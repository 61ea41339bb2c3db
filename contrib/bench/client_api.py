"""The promises about the client API: requests per second, p50, p99, and the ratio to a bare Klein route.

Usage: ``python contrib/bench/client_api.py [seconds per round] [rounds] [only these, comma separated]``.

Starts the server on SQLite by its own command and the bare route, one process each; seeds 3 accounts and
120 posts through the API; then measures each figure with 16 connections, 8 tokens in rotation and a new
post every 50 requests, rate limits off, no gzip. Rounds of the bare route lie between the others, and a
figure is the median of its rounds: many short ones, because other guests of a machine come and go.
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import attrs
from load import Figures, get, measure, post
from people import Seeded, seed

BARE_PORT, PORT = 18081, 18082
WANTED = {
    "home": 0.45,
    "public": 0.45,
    "account statuses": 0.45,
    "notifications": 0.40,
    "status": 0.70,
    "account": 0.70,
    "verify_credentials": 0.70,
    "relationships": 0.65,
    "webfinger": 0.65,
    "instance": 0.65,
}
P99_MS = 40.0
RSS_MIB = 110.0


def paths(seeded: Seeded) -> dict[str, str]:
    """Return the path of every figure."""
    account, status = seeded.account_ids[0], seeded.status_ids[0]
    others = "&".join(f"id[]={one}" for one in seeded.account_ids)
    return {
        "home": "/api/v1/timelines/home?limit=20",
        "public": "/api/v1/timelines/public?limit=20",
        "account statuses": f"/api/v1/accounts/{account}/statuses?limit=20",
        "notifications": "/api/v1/notifications?limit=20",
        "status": f"/api/v1/statuses/{status}",
        "account": f"/api/v1/accounts/{account}",
        "verify_credentials": "/api/v1/accounts/verify_credentials",
        "relationships": f"/api/v1/accounts/relationships?{others}",
        "webfinger": "/.well-known/webfinger?resource=acct:one@localhost",
        "instance": "/api/v2/instance",
    }


def main() -> int:
    """Measure, print, and say whether every promise is kept."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 0.5
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 12
    only = sys.argv[3].split(",") if len(sys.argv) > 3 else list(WANTED)
    with tempfile.TemporaryDirectory() as folder:
        bare = subprocess.Popen([sys.executable, str(Path(__file__).with_name("bare.py")), str(BARE_PORT)])
        server = start(Path(folder))
        try:
            seeded = seed(PORT, server_command(Path(folder)))
            measured = measure_all(seeded, only, seconds, rounds, Pair(bare.pid, server.pid))
            return report(measured, resident_mib(server.pid))
        finally:
            for process in (server, bare):
                process.send_signal(signal.SIGTERM)
                process.wait(30)


def server_command(folder: Path) -> list[str]:
    """Return the program with the flags of the measured instance."""
    return [
        *(sys.executable, "-m", "gotosocial.app.main"),
        *("--host", "localhost", "--protocol", "http", "--bind-address", "127.0.0.1", "--port", str(PORT)),
        *("--db-type", "sqlite", "--db-address", str(folder / "bench.db")),
        *("--storage-local-base-path", str(folder / "storage"), "--advanced-rate-limit-requests", "0"),
        "--instance-expose-public-timeline=true",
    ]


def start(folder: Path) -> "subprocess.Popen[bytes]":
    """Start the server and wait until it answers."""
    log = (folder / "log").open("wb")
    server = subprocess.Popen([*server_command(folder), "server", "start"], stdout=log, stderr=log)
    for _ in range(200):
        try:
            if measure(PORT, [get("/readyz")], seconds=0.01, connections=1).bad == 0:
                return server
        except OSError:
            time.sleep(0.1)
    raise SystemExit((folder / "log").read_text())


@attrs.frozen
class Pair:
    """The two processes that are compared."""

    bare: int
    server: int


@attrs.define
class Measured:
    """All rounds of one figure; ``cpu`` is the CPU time of one request as a ratio to the bare route's."""

    rounds: list[Figures] = attrs.field(factory=list)
    ratios: list[float] = attrs.field(factory=list)
    cpu: list[float] = attrs.field(factory=list)
    micros: list[float] = attrs.field(factory=list)


def measure_all(
    seeded: Seeded, only: list[str], seconds: float, rounds: int, pair: Pair
) -> dict[str, Measured]:
    """Measure each figure in turn with the bare route."""
    results = {name: Measured() for name in only}
    posts = [
        post("/api/v1/statuses", token, b'{"status":"one more #bench post","visibility":"public"}')
        for token in seeded.tokens
    ]
    asked = {name: [get(path, token) for token in seeded.tokens] for name, path in paths(seeded).items()}
    for _ in range(rounds):
        for name, measured in results.items():
            before = cpu_seconds(pair.bare)
            bare = measure(BARE_PORT, [get("/bare")], seconds=seconds / 2)
            between, begun = cpu_seconds(pair.bare), cpu_seconds(pair.server)
            ours = measure(PORT, asked[name], extra=posts, seconds=seconds)
            spent = (cpu_seconds(pair.server) - begun) / ours.count
            measured.rounds.append(ours)
            measured.ratios.append(ours.rate / bare.rate)
            measured.cpu.append((between - before) / bare.count / spent)
            measured.micros.append(spent * 1e6)
    return results


def report(results: dict[str, Measured], rss: float) -> int:
    """Print a line for each figure and return 0 when every promise is kept.

    The last two columns help on a busy machine: the CPU time of a request, and its ratio to the bare route's.
    """
    kept = True
    titles = ("per s", "p50 ms", "p99 ms", "ratio", "wanted", "cpu us", "ratio")
    print(f"{'figure':20}" + "".join(f"{title:>8}" for title in titles))
    for name, measured in results.items():
        rate, p50, p99 = (
            statistics.median(getattr(one, what) for one in measured.rounds)
            for what in ("rate", "p50", "p99")
        )
        ratio, bad = statistics.median(measured.ratios), sum(one.bad for one in measured.rounds)
        is_kept = ratio >= WANTED[name] and p99 <= P99_MS and bad == 0
        kept = kept and is_kept
        line = f"{name:20}{rate:8.0f}{p50:8.2f}{p99:8.2f}{ratio:8.2f}{WANTED[name]:8.2f}"
        line += f"{statistics.median(measured.micros):8.0f}{statistics.median(measured.cpu):8.2f}"
        print(line + ("" if is_kept else f"  <-- {bad} answers were not 200" if bad else "  <--"))
    print(f"resident memory after the bench: {rss:.0f} MiB (wanted: under {RSS_MIB:.0f})")
    return 0 if kept and rss < RSS_MIB else 1


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mib(pid: int) -> float:
    """Return the resident memory of a process in MiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    sys.exit(main())
