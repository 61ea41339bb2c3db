"""A cache never keeps what changed while it was being read."""

import gc

import pytest
from twisted.internet.defer import CancelledError, Deferred

from gotosocial.storage.bus import Bus
from gotosocial.storage.cache import Cache
from gotosocial.util.flow import start


class Shelf:
    """Rows whose reads end when the test says so."""

    def __init__(self) -> None:
        self.reads: list[Deferred[str | None]] = []
        self.many: list[tuple[list[str], Deferred[dict[str, str]]]] = []

    def load(self) -> Deferred[str | None]:
        self.reads.append(Deferred())
        return self.reads[-1]

    def load_many(self, keys: list[str]) -> Deferred[dict[str, str]]:
        self.many.append((keys, Deferred()))
        return self.many[-1][1]


@pytest.fixture
def cache() -> Cache[str, str]:
    return Cache(10)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


async def test_what_was_loaded_is_kept(cache: Cache[str, str], shelf: Shelf) -> None:
    first = start(cache.get_or_load("a", shelf.load))
    assert cache.get("a") is None
    shelf.reads[0].callback("value")
    assert await first == "value"
    assert cache.get("a") == "value"
    assert await cache.get_or_load("a", shelf.load) == "value"
    assert len(shelf.reads) == 1


async def test_nothing_is_not_kept(cache: Cache[str, str], shelf: Shelf) -> None:
    first = start(cache.get_or_load("a", shelf.load))
    shelf.reads[0].callback(None)
    assert await first is None
    assert len(cache) == 0
    start(cache.get_or_load("a", shelf.load))
    assert len(shelf.reads) == 2


@pytest.mark.parametrize("how", ["drop", "clear", "message", "lost"])
async def test_a_fill_that_overlaps_an_invalidation_is_thrown_away(
    cache: Cache[str, str], shelf: Shelf, how: str
) -> None:
    bus = Bus()
    cache.listen(bus, "thing")
    old = start(cache.get_or_load("a", shelf.load))
    {
        "drop": lambda: cache.drop("a"),
        "clear": cache.clear,
        "message": lambda: bus.deliver("thing", "a"),
        "lost": bus.lost,
    }[how]()
    new = start(cache.get_or_load("a", shelf.load))
    shelf.reads[0].callback("old")
    assert await old == "old"
    assert cache.get("a") is None
    assert not new.called
    shelf.reads[1].callback("new")
    assert await new == "new"
    assert cache.get("a") == "new"


async def test_an_older_fill_does_not_replace_what_was_put(cache: Cache[str, str], shelf: Shelf) -> None:
    old = start(cache.get_or_load("a", shelf.load))
    cache.put("a", "new")
    shelf.reads[0].callback("old")
    assert await old == "old"
    assert cache.get("a") == "new"


async def test_the_same_key_is_loaded_once(cache: Cache[str, str], shelf: Shelf) -> None:
    answers = [start(cache.get_or_load("a", shelf.load)) for _ in range(3)]
    assert len(shelf.reads) == 1
    shelf.reads[0].callback("value")
    assert [await answer for answer in answers] == ["value"] * 3


async def test_a_failed_load_fails_all_who_share_it_and_nobody_else(
    cache: Cache[str, str], shelf: Shelf
) -> None:
    answers = [start(cache.get_or_load("a", shelf.load)) for _ in range(2)]
    shelf.reads[0].errback(KeyError("no"))
    for answer in answers:
        with pytest.raises(KeyError):
            await answer
    again = start(cache.get_or_load("a", shelf.load))
    shelf.reads[1].callback("value")
    assert await again == "value"


async def test_many_keys_take_one_load_for_those_that_are_missing(
    cache: Cache[str, str], shelf: Shelf
) -> None:
    cache.put("b", "B")
    found = start(cache.get_many(["a", "b", "c", "a"], shelf.load_many))
    keys, reading = shelf.many[0]
    assert keys == ["a", "c"]
    reading.callback({"a": "A"})
    assert await found == {"a": "A", "b": "B"}
    assert (cache.get("a"), cache.get("c")) == ("A", None)
    assert await cache.get_many(["a", "b"], shelf.load_many) == {"a": "A", "b": "B"}
    assert len(shelf.many) == 1


async def test_of_many_keys_only_those_that_changed_are_thrown_away(
    cache: Cache[str, str], shelf: Shelf
) -> None:
    found = start(cache.get_many(["a", "b"], shelf.load_many))
    cache.drop("a")
    shelf.many[0][1].callback({"a": "old", "b": "B"})
    assert await found == {"a": "old", "b": "B"}
    assert (cache.get("a"), cache.get("b")) == (None, "B")


async def test_two_loads_of_many_may_overlap_an_invalidation(cache: Cache[str, str], shelf: Shelf) -> None:
    first = start(cache.get_many(["a"], shelf.load_many))
    second = start(cache.get_many(["a"], shelf.load_many))
    cache.drop("a")
    shelf.many[1][1].callback({"a": "old"})
    shelf.many[0][1].callback({"a": "old"})
    assert await first == await second == {"a": "old"}
    assert cache.get("a") is None


async def test_a_failed_load_of_many_fails_those_who_wait_for_one_of_them(
    cache: Cache[str, str], shelf: Shelf
) -> None:
    many = start(cache.get_many(["a"], shelf.load_many))
    one = start(cache.get_or_load("a", shelf.load))
    assert shelf.reads == []
    shelf.many[0][1].errback(KeyError("no"))
    for answer in (many, one):
        with pytest.raises(KeyError):
            await answer


def test_entries_and_bytes_are_bounded() -> None:
    cache: Cache[str, str] = Cache(3, 10, len)
    for key in "abcd":
        cache.put(key, "xx")
    assert [cache.get(key) for key in "abcd"] == [None, "xx", "xx", "xx"]
    cache.put("big", "x" * 8)
    assert [cache.get(key) for key in ("b", "c", "d", "big")] == [None, None, "xx", "x" * 8]


def test_what_is_inserted_is_kept_after_its_commit(cache: Cache[str, str]) -> None:
    keep = cache.born("a", "value")
    assert cache.get("a") is None
    cache.drop("a")
    keep()
    assert cache.get("a") == "value"


@pytest.mark.parametrize("change", ["drop", "clear"])
def test_what_somebody_changed_before_our_commit_was_heard_of_is_not_kept(
    cache: Cache[str, str], change: str
) -> None:
    keep = cache.born("a", "value")
    {"drop": lambda: cache.drop("a"), "clear": cache.clear}[change]()
    cache.drop("a")
    keep()
    assert cache.get("a") is None


def test_a_deed_that_runs_again_keeps_its_last_value(cache: Cache[str, str]) -> None:
    first, second = cache.born("a", "first", tellings=0), cache.born("a", "second", tellings=0)
    first()
    assert cache.get("a") is None
    second()
    assert cache.get("a") == "second"


def test_an_insertion_that_failed_leaves_nothing_behind(cache: Cache[str, str]) -> None:
    cache.born("a", "value")
    gc.collect()
    assert len(cache._births) == 0


async def test_who_shares_a_load_does_not_fail_because_another_leaves(
    cache: Cache[str, str], shelf: Shelf
) -> None:
    first, second, third = (start(cache.get_or_load("a", shelf.load)) for _ in range(3))
    first.cancel()
    with pytest.raises(CancelledError):
        await first
    assert len(shelf.reads) == 2
    shelf.reads[1].callback("value")
    assert (await second, await third, cache.get("a")) == ("value", "value", "value")
