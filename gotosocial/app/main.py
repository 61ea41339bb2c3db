"""The program ``gotosocial``: from the command line to a command that runs on the reactor.

The reactor is imported here and nowhere else, before anything that could choose another one. A command is
a coroutine; the process ends when it returns, with its number as exit code. SIGINT and SIGTERM let a command
that waits for them (a server) go on to its end, and cancel any other.

Twisted measures waiting by the time of day. Ours is set back by an hour now and then, by hand or by a clock
that was wrong, and all timers would wait for an hour longer; so the reactor is given the monotonic clock.
"""

import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence

from twisted.internet import reactor
from twisted.internet.defer import CancelledError
from twisted.logger import Logger
from twisted.python.failure import Failure

from gotosocial.app.commands.arguments import Asked, check_arguments, check_flags, parse
from gotosocial.app.commands.command import Command
from gotosocial.app.commands.help import config_text, help_text
from gotosocial.app.commands.registry import find
from gotosocial.app.process import Process
from gotosocial.config.load import Loaded, load
from gotosocial.config.sections.general import installed_version
from gotosocial.errors import Trouble
from gotosocial.util import flow, log

INTERRUPTED = 130
UNREAD = 141
_log = Logger()


def main() -> None:
    """Run the program and leave with its exit code."""
    sys.exit(run(sys.argv[1:], os.environ))


def run(argv: Sequence[str], environment: Mapping[str, str]) -> int:
    """Do what the command line asks for; return the exit code."""
    process = Process(reactor, sys.stdout)
    try:
        asked = parse(argv)
        if asked.about:
            return _tell(process, asked)
        kind = find(asked.words)
        check_flags(kind, asked.flags)
        loaded = load(asked.flags, environment, check=kind.checks)
        check_arguments(kind, loaded.arguments)
    except Trouble as trouble:
        return _complain(trouble)
    _begin_log(kind, loaded)
    for warning in loaded.warnings:
        _log.warn("{warning}", warning=warning)
    return _drive(process, kind(process), loaded)


def _tell(process: Process, asked: Asked) -> int:
    if asked.about == "version":
        process.say(f"gotosocial {installed_version()}")
    else:
        process.say(config_text() if asked.about == "help-config" else help_text(asked.words))
    return 0


def _begin_log(kind: type[Command], loaded: Loaded) -> None:
    logs = loaded.config.logs
    if kind.serves:
        log.begin(sys.stdout, level=logs.level, shape=logs.format, timestamp=logs.timestamp_format)
    else:
        level = logs.level if logs.level in ("trace", "debug", "error", "fatal") else "warn"
        log.begin(sys.stderr, level=level, shape="plain", timestamp="")


def _drive(process: Process, command: Command, loaded: Loaded) -> int:
    process.reactor.seconds = time.monotonic
    outcome: list[int | Failure] = []

    def begin() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: process.reactor.callFromThread(process.ask_to_stop))
        running = flow.start(command.run(loaded.config, loaded.arguments))
        process.watch(running)
        running.addBoth(end)

    def end(result: int | Failure) -> None:
        outcome.append(result)
        process.reactor.stop()

    process.reactor.callWhenRunning(begin)
    process.reactor.run()
    return _exit_code(outcome[0]) if outcome else 1


def _exit_code(outcome: int | Failure) -> int:
    if not isinstance(outcome, Failure):
        return outcome
    if isinstance(outcome.value, Trouble):
        return _complain(outcome.value)
    if outcome.check(CancelledError):
        return INTERRUPTED
    if outcome.check(BrokenPipeError):
        # Whoever read the output has seen enough, as head does. What is left must not be written at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD
    _log.failure("unexpected error", failure=outcome)
    return 1


def _complain(trouble: Trouble) -> int:
    detail = f" ({trouble.detail})" if trouble.detail else ""
    print(f"gotosocial: {trouble.public}{detail}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    main()
