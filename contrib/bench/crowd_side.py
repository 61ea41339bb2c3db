"""Starts the crowd, and finds its names: what benches that talk with it have in common."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
from crowd import HOSTS

from gotosocial.http.safe_agent import Place

TLS_PORT, CONTROL_PORT = 18083, 18084


@attrs.frozen
class CrowdResolver:
    """Leads the names of the crowd to its port, and no other name anywhere."""

    port: int = TLS_PORT

    async def resolve(self, host: str, port: int) -> Sequence[Place]:
        """Return the one place."""
        return (Place("127.0.0.1", self.port),) if host in HOSTS else ()


def start_crowd(folder: Path) -> "subprocess.Popen[bytes]":
    """Start the crowd and wait until it serves; its keys are in the folder."""
    command = [sys.executable, str(Path(__file__).with_name("crowd.py")), str(folder)]
    crowd = subprocess.Popen([*command, str(TLS_PORT), str(CONTROL_PORT)], stdout=subprocess.PIPE)
    assert crowd.stdout is not None
    if crowd.stdout.readline() != b"ready\n":
        raise SystemExit("the crowd did not start")
    return crowd


def counts() -> dict[str, Any]:
    """Return what has come in."""
    with urllib.request.urlopen(f"http://127.0.0.1:{CONTROL_PORT}/counts", timeout=60) as answer:
        told: dict[str, Any] = json.load(answer)
        return told


def reset() -> None:
    """Let the crowd count from the start."""
    url = f"http://127.0.0.1:{CONTROL_PORT}/reset"
    urllib.request.urlopen(urllib.request.Request(url, method="POST"), timeout=60).close()


def wait_for(deliveries: int, *, seconds: float = 120.0) -> dict[str, Any]:
    """Wait until so many were accepted, and return the counts."""
    until = time.monotonic() + seconds
    while (told := counts())["accepted"] < deliveries:
        if time.monotonic() > until:
            raise SystemExit(f"only {told} of {deliveries} have arrived")
        time.sleep(0.05)
    return told
