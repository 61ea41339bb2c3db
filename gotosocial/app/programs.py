"""The processes of one instance as ``synctl`` sees them: their configuration, pid file and log, side by side.

    config.yaml      the main process: gotosocial.pid, gotosocial.log
    workers/*.yaml   one worker each, laid out in the same way

A pid is believed only while the process behind it runs this configuration: pids are given out again.
"""

import os
import subprocess
import sys
from pathlib import Path

import attrs


@attrs.frozen(kw_only=True)
class Program:
    """One process: what it is called, its configuration file, and the files beside it."""

    name: str
    config: Path

    @property
    def folder(self) -> Path:
        """Where the configuration lies and the process runs."""
        return self.config.parent

    @property
    def pid_file(self) -> Path:
        """The file that holds the pid while the process runs."""
        return self.folder / f"{self.name}.pid"

    @property
    def log_file(self) -> Path:
        """The file that takes what the process writes; new lines are added at its end."""
        return self.folder / f"{self.name}.log"

    @property
    def lock_file(self) -> Path:
        """The file that is locked while the process is started or stopped."""
        return self.folder / f".{self.name}.lock"

    def arguments(self) -> list[str]:
        """The command line that serves this configuration."""
        module = [sys.executable, "-m", "gotosocial.app.main"]
        return [*module, "--config-path", str(self.config), "server", "start"]

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the process on its own, so that it outlives the one that started it, and keep its pid."""
        with self.log_file.open("ab") as log:
            started = subprocess.Popen(
                self.arguments(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        fresh = self.pid_file.with_suffix(".pid.new")
        fresh.write_text(f"{started.pid}\n")
        fresh.replace(self.pid_file)
        return started

    def pid(self) -> int | None:
        """Return the pid of the running process, or None; a pid file that tells nothing true is removed."""
        try:
            pid = int(self.pid_file.read_text())
        except FileNotFoundError:
            return None
        except ValueError:
            pid = 0
        if pid > 0 and str(self.config) in command_of(pid):
            return pid
        self.pid_file.unlink(missing_ok=True)
        return None

    def last_lines(self, start: int, count: int = 8) -> list[str]:
        """Return the last lines that were added to the log after byte ``start``."""
        with self.log_file.open("rb") as log:
            log.seek(max(start, self.log_size() - 65536))
            return log.read().decode("utf-8", "replace").splitlines()[-count:]

    def log_size(self) -> int:
        """Return the bytes in the log."""
        return self.log_file.stat().st_size if self.log_file.exists() else 0


def main_program(config: str) -> Program:
    """Return the main process of the instance with this configuration file."""
    return Program(name="gotosocial", config=Path(config).resolve())


def command_of(pid: int) -> list[str]:
    """Return the command line of a process, empty when there is none (or only its remains)."""
    try:
        return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).split("\0")
    except (FileNotFoundError, ProcessLookupError):
        if Path("/proc/self").exists():
            return []
    shown = subprocess.run(
        ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return shown.stdout.split()
