"""A process that is asked to stop lets a server finish and cancels everything else."""

import io

from twisted.internet.defer import CancelledError, Deferred
from twisted.python.failure import Failure

from gotosocial.app.process import Process
from gotosocial.util import flow


def started(process: Process, coroutine: object) -> list[object]:
    """Start a command and return the list in which its outcome will stand."""
    outcome: list[object] = []
    deferred = flow.start(coroutine)  # type: ignore[arg-type]  # any coroutine of these tests
    process.watch(deferred)
    deferred.addBoth(outcome.append)
    return outcome


def a_process() -> Process:
    return Process(None, io.StringIO())


async def serve(process: Process, drained: Deferred[None]) -> int:
    await process.until_stopped()
    await drained
    return 7


def test_a_server_goes_on_to_its_end() -> None:
    process, drained = a_process(), Deferred[None]()
    outcome = started(process, serve(process, drained))
    process.ask_to_stop()
    assert outcome == []
    drained.callback(None)
    assert outcome == [7]


def test_a_server_that_is_asked_twice_is_cancelled() -> None:
    process, drained = a_process(), Deferred[None]()
    outcome = started(process, serve(process, drained))
    process.ask_to_stop()
    process.ask_to_stop()
    assert isinstance(outcome[0], Failure)
    assert outcome[0].check(CancelledError)


def test_any_other_command_is_cancelled_at_once() -> None:
    async def wait() -> None:
        await Deferred[None]()

    process = a_process()
    outcome = started(process, wait())
    process.ask_to_stop()
    assert isinstance(outcome[0], Failure)
    assert outcome[0].check(CancelledError)


def test_what_a_command_says_is_printed() -> None:
    process = a_process()
    process.say("hello")
    assert process.out.getvalue() == "hello\n"  # type: ignore[attr-defined]  # it is a StringIO here
