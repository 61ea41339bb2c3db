"""The promises about what arrives: how many Creates are accepted and worked through, and what each costs.

Usage: ``python contrib/bench/inbound.py [Creates per round] [rounds]``.

Starts the crowd (``crowd.py``), one process of the server on SQLite, and the bare route. The 200 actors of
the crowd each send posts that mention the local account, which follows half of them; every request is signed
before the round begins. A Create is worked through when its notification is there and, for those that are
followed, its entry in the home timeline; that is looked up in the database file, which costs the server
nothing. The CPU of the whole process counts, from the first request until the last such job has ended.

The first round is one post of each actor, of whom half are strangers: their keys and documents are fetched
from the crowd over TLS. It is printed and nothing is promised for it. In the others everybody is known.
"""

import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import attrs
from client_api import BARE_PORT, PORT, cpu_seconds, server_command
from crowd import ACTORS
from crowd_side import start_crowd
from load import get, measure, send_all
from people import PASSWORD
from signed_posts import Signer, signer_of

ACCEPTED, WORKED, CPU_MS, RSS_MIB = 600.0, 250.0, 4.5, 160.0
FETCHING = "SELECT COUNT(*) FROM jobs WHERE lane = 'fetching'"
LEFT = """
SELECT (SELECT COUNT(*) FROM notifications), (SELECT COUNT(*) FROM timeline_entries),
  (SELECT COUNT(*) FROM jobs WHERE lane IN ('inbound', 'crowded', 'own'))
"""


@attrs.frozen
class Round:
    """What one round saw: Creates per second, CPU milliseconds of each, and both of the bare route."""

    accepted: float
    worked: float
    millis: float
    bare_rate: float
    bare_millis: float


@attrs.frozen
class Place:
    """Where the server is, and who signs."""

    pid: int
    bare_pid: int
    folder: Path
    signer: Signer

    def state(self) -> tuple[int, int, int]:
        """Return how many notifications, entries of timelines and jobs there are."""
        notifications, entries, jobs = self.look(LEFT)
        return notifications, entries, jobs

    def rest(self) -> None:
        """Wait until the server has asked all that it wants to know of those whom it has met."""
        while self.look(FETCHING) != (0,):
            time.sleep(0.5)

    def look(self, sql: str) -> tuple[int, ...]:
        """Return one row of the database."""
        with closing(sqlite3.connect(f"file:{self.folder / 'bench.db'}?mode=ro", uri=True)) as db:
            row: tuple[int, ...] = db.execute(sql).fetchone()
            return row

    def wait(self, notifications: int, entries: int) -> float:
        """Wait until so many are there and every job has ended; return when that was."""
        until = time.time() + 120
        while (state := self.state()) != (notifications, entries, 0):
            if time.time() > until:
                raise SystemExit(f"{state} where {notifications, entries, 0} was to come")
            time.sleep(0.02)
        return time.time()


def main() -> int:
    """Measure, print, and say whether every promise is kept."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        crowd = start_crowd(folder)
        bare = subprocess.Popen([sys.executable, str(Path(__file__).with_name("bare.py")), str(BARE_PORT)])
        server = start(folder)
        try:
            signer = signer_of(folder, f"localhost:{PORT}", f"http://localhost:{PORT}/users/one")
            place = Place(server.pid, bare.pid, folder, signer)
            first = one_round(place, ACTORS, "first")
            place.rest()
            measured = [one_round(place, count, f"round{number}") for number in range(rounds)]
            return report(first, measured, peak_mib(server.pid))
        finally:
            for process in (server, bare, crowd):
                process.terminate()
                process.wait(60)


def start(folder: Path) -> "subprocess.Popen[bytes]":
    """Make the account, start the server, and wait until it follows half of the crowd."""
    command = [*server_command(folder), f"--host=localhost:{PORT}"]
    account = ("--username", "one", "--email", "one@localhost.example", "--password", PASSWORD)
    subprocess.run([*command, "admin", "account", "create", *account], check=True, capture_output=True)
    script = str(Path(__file__).with_name("receiving_server.py"))
    client = ["--http-client-allow-ips=127.0.0.0/8", "--log-level=warn"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, script, str(folder), *command[3:], *client], stdout=log, stderr=log
        )
    while not (folder / "ready").exists():
        if server.poll() is not None:
            raise SystemExit((folder / "log").read_text())
        time.sleep(0.1)
    return server


def one_round(place: Place, count: int, name: str) -> Round:
    """Send so many Creates, and wait until all have been worked through."""
    requests = [place.signer.request(number % ACTORS, f"{name}-{number}") for number in range(count)]
    followed = sum(1 for number in range(count) if number % ACTORS % 2 == 0)
    bare_cpu = cpu_seconds(place.bare_pid)
    bare = measure(BARE_PORT, [get("/bare")], seconds=1.0)
    bare_cpu = cpu_seconds(place.bare_pid) - bare_cpu
    notifications, entries, _ = place.state()
    begun, cpu = time.time(), cpu_seconds(place.pid)
    sent = send_all(PORT, requests)
    if sent.bad:
        raise SystemExit(f"{sent.bad} of {count} were not accepted")
    ended = place.wait(notifications + count, entries + followed)
    return Round(
        accepted=sent.rate,
        worked=count / (ended - begun),
        millis=(cpu_seconds(place.pid) - cpu) / count * 1000,
        bare_rate=bare.rate,
        bare_millis=bare_cpu / bare.count * 1000,
    )


def report(first: Round, rounds: list[Round], rss: float) -> int:
    """Print a line for each figure and return 0 when every promise is kept."""
    print(f"{'Creates':28}{'seen':>9}{'wanted':>9}{'ratio':>9}")
    kept = [
        line("accepted per s", [(one.accepted, one.bare_rate) for one in rounds], ACCEPTED, is_least=True),
        line("worked through per s", [(one.worked, one.bare_rate) for one in rounds], WORKED, is_least=True),
        line("CPU ms of each", [(one.millis, one.bare_millis) for one in rounds], CPU_MS, is_least=False),
        line("peak memory, MiB", [(rss, 0.0)], RSS_MIB, is_least=False),
    ]
    print(f"one of each actor, half unknown: {first.worked:.0f} per s, {first.millis:.2f} ms CPU of each")
    print("ratios are to a bare Klein route in the same rounds; that of the CPU is to one request of it")
    return 0 if all(kept) else 1


def line(what: str, seen: list[tuple[float, float]], wanted: float, *, is_least: bool) -> bool:
    """Print the median of a figure beside what is wanted; tell whether the promise is kept."""
    figure = statistics.median(ours for ours, _ in seen)
    ratios = [ours / bare for ours, bare in seen if bare]
    ratio = f"{statistics.median(ratios):9.2f}" if ratios else " " * 9
    is_kept = figure >= wanted if is_least else figure <= wanted
    print(f"{what:28}{figure:9.2f}{wanted:9.1f}{ratio}" + ("" if is_kept else "  <--"))
    return is_kept


def peak_mib(pid: int) -> float:
    """Return the most resident memory that a process has had, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(one.split()[1]) for one in lines if one.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    sys.exit(main())
