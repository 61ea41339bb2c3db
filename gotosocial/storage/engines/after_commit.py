"""What a deed asked to be called after its COMMIT: its failure concerns nobody, for the deed is done."""

from collections.abc import Callable

from twisted.logger import Logger

_log = Logger()


def call_after_commit(call: Callable[[], object]) -> None:
    """Make the call; log what it raises."""
    try:
        call()
    except Exception:
        _log.failure("what was to follow a commit failed")
