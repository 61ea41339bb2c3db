"""One fetch of a thing at a time, and the memory of what could not be fetched."""

import gc
import weakref

import pytest

from gotosocial.errors import Malformed, Overloaded, RemoteFailed
from gotosocial.federation.dereference.once import Once
from tests.support.clocks import MovedClock


class Large:
    """Stands for a document of a megabyte."""


async def test_a_failure_is_raised_again_without_another_attempt() -> None:
    once, attempts = Once(MovedClock()), []

    async def fetch() -> None:
        attempts.append(1)
        raise Malformed("no", detail="because")

    for _ in range(3):
        with pytest.raises(Malformed, match=r"no \(because\)"):
            await once.run("https://a.example/1", fetch)
    assert len(attempts) == 1


async def test_a_remembered_failure_holds_on_to_nothing() -> None:
    """What was raised knows the frames that it came through, and these know whole documents."""
    once, met = Once(MovedClock()), []

    async def fetch() -> None:
        document = Large()
        met.append(weakref.ref(document))
        raise Malformed("no")

    with pytest.raises(Malformed):
        await once.run("https://a.example/1", fetch)
    gc.collect()
    assert [one() for one in met] == [None]
    with pytest.raises(Malformed):
        await once.run("https://a.example/1", fetch)
    assert len(met) == 1, "the failure is remembered"


def test_what_is_kept_says_the_same() -> None:
    wait = Overloaded("not now", retry_after=7, detail="busy").anew()
    failed = RemoteFailed("a.example", can_retry=True, status=500).anew()
    assert (str(wait), wait.public, wait.retry_after) == ("not now (busy)", "not now", 7)
    assert (failed.host, failed.can_retry, failed.status) == ("a.example", True, 500)
