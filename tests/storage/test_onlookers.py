"""Many people look at one status for the price of one."""

from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.onlookers import who_see
from gotosocial.storage.bus import Bus
from gotosocial.storage.caches import make_caches
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database
from tests.support.builders import a_block, a_follow, a_status, an_account
from tests.support.counting import CountingEngine
from tests.support.keep import keep


async def test_who_is_mentioned_is_looked_at_together(engine: Engine, bus: Bus) -> None:
    counting = CountingEngine(engine)
    db = Database(counting)
    author, far = an_account("author"), an_account("far", "far.example")
    people = [an_account(f"friend{number}") for number in range(12)]
    friends, (follower, stranger) = people[:10], people[10:]
    status = a_status(by=author, visibility="mutuals_only")
    mentioned = {one: a_status(by=author, visibility="mutuals_only") for one in (2, 10)}
    await keep(db, author, far, *people, status, *mentioned.values())
    await keep(db, *(a_follow(by=one, of=author) for one in (*friends, follower)))
    await keep(db, *(a_follow(by=author, of=one) for one in friends), a_block(by=author, of=friends[0]))

    asked = {}
    for count, wanted in mentioned.items():
        access = Access(db, make_caches(bus, 1_000_000))
        (seen,) = await access.seen((wanted.id,), None)
        counting.statements.clear()
        chosen = [*friends[:count], follower, stranger, far]
        found = await who_see(access, seen, [one.id for one in chosen])
        assert sorted(found) == sorted(one.id for one in friends[1:count])
        asked[count] = len(counting.statements)
    assert asked[2] == asked[10]


async def test_nobody_is_looked_at_for_nothing(engine: Engine, bus: Bus) -> None:
    counting = CountingEngine(engine)
    db = Database(counting)
    author = an_account("author")
    status = a_status(by=author)
    await keep(db, author, status)
    access = Access(db, make_caches(bus, 1_000_000))
    (seen,) = await access.seen((status.id,), None)
    counting.statements.clear()
    assert await who_see(access, seen, ()) == []
    assert counting.statements == []
