"""The processes of one instance as ``synctl`` sees them: their configuration, pid file and log, side by side.

    config.yaml      the main process: gotosocial.pid, gotosocial.log
    workers/*.yaml   one worker each, laid out in the same way; to come, nobody reads them yet

A pid is believed only while the process behind it is the server with this configuration: pids are given out
again, and an editor with the same file open is not the server.
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
        # -P: what is installed runs, not a folder of that name beside the configuration, such as the sources.
        module = [sys.executable, "-P", "-m", "gotosocial.app.main"]
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
        """Return the pid of the running process, or None.

        A pid file that tells nothing true is removed. It stays where it tells of a ``neighbour``.
        """
        noted = self._noted()
        if noted is None:
            return None
        config = self._served_by(noted)
        if config is None:
            self.pid_file.unlink(missing_ok=True)
        return noted if config == self.config else None

    def neighbour(self) -> tuple[int, Path] | None:
        """Return the process that has the pid file for another configuration in this folder, and that one."""
        noted = self._noted()
        config = None if noted is None else self._served_by(noted)
        return None if noted is None or config in (None, self.config) else (noted, config)

    def _noted(self) -> int | None:
        """Return what stands in the pid file, 0 where it is no number, None where there is no file."""
        try:
            return int(self.pid_file.read_text())
        except FileNotFoundError:
            return None
        except ValueError:
            return 0

    def _served_by(self, pid: int) -> Path | None:
        """Return the configuration that a process serves, or None where it is not this program."""
        ours = self.arguments()
        theirs = command_of(pid) if pid > 0 else []
        place = ours.index(str(self.config))
        if len(theirs) != len(ours):
            return None
        # Not the first word: the interpreter of an older installation may have another path.
        is_ours = theirs[1:place] == ours[1:place] and theirs[place + 1 :] == ours[place + 1 :]
        return Path(theirs[place]) if is_ours else None

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
        line = os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes())
        return line.removesuffix("\0").split("\0") if line else []
    except (FileNotFoundError, ProcessLookupError):
        if Path("/proc/self").exists():
            return []
    shown = subprocess.run(
        ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return shown.stdout.split()
