"""Waiting for files, and noting that they are looked at: once for many, and not for ever."""

import pytest_twisted
from twisted.internet.task import Clock

from gotosocial.handlers.media.arrivals import MOST_WAITING, SECONDS, Arrivals
from gotosocial.handlers.media.uses import NOTED_FOR, Uses
from gotosocial.storage.bus import LOST
from gotosocial.util import flow
from gotosocial.util.flow import Background
from tests.support.builders import a_media, an_account, an_emoji
from tests.support.clocks import MovedClock
from tests.support.instance import Running
from tests.support.keep import keep
from tests.support.waiting import until


class Waiters:
    """Arrivals of a server whose jobs do not run, and the requests that wait for them."""

    def __init__(self, server: Running) -> None:
        self.server = server
        self.clock = Clock()
        self.arrivals = Arrivals(server.instance.cellar.db, self.clock)
        self.arrivals.listen(server.instance.cellar.bus)
        self.done: list[str] = []

    def ask(self, row_id: str, *, is_emoji: bool = False) -> None:
        async def wait() -> None:
            await self.arrivals.fetch(row_id, is_emoji=is_emoji)
            self.done.append(row_id)

        flow.start(wait())

    async def jobs(self) -> list[tuple[str, str]]:
        sql = "SELECT kind, unique_key FROM jobs WHERE kind LIKE 'Fetch%' ORDER BY unique_key"
        rows = await self.server.instance.cellar.db.querier.all(sql)
        return [(row["kind"], row["unique_key"]) for row in rows]


@pytest_twisted.async_fixture
async def waiters(server: Running) -> Waiters:
    await server.instance.runner.stopService()
    return Waiters(server)


async def test_many_wait_for_one_fetch_and_the_bus_tells_all(waiters: Waiters) -> None:
    bus = waiters.server.instance.cellar.bus
    for _ in range(3):
        waiters.ask("A")
    waiters.ask("E", is_emoji=True)
    await until(lambda: len(waiters.clock.getDelayedCalls()) == 4)
    assert await waiters.jobs() == [("FetchMedia", "A"), ("FetchEmoji", "E")]
    bus.deliver("media", "B")
    assert waiters.done == []
    bus.deliver("media", "A")
    assert waiters.done == ["A"] * 3
    bus.deliver("emoji_files", "E")
    assert waiters.done[3:] == ["E"]
    assert waiters.clock.getDelayedCalls() == []


async def test_nobody_waits_for_ever(waiters: Waiters) -> None:
    waiters.ask("A")
    await until(lambda: bool(waiters.clock.getDelayedCalls()))
    waiters.clock.advance(SECONDS - 0.1)
    assert waiters.done == []
    waiters.clock.advance(0.2)
    assert waiters.done == ["A"]
    # Whoever comes later waits anew, for the same job.
    waiters.ask("A")
    await until(lambda: bool(waiters.clock.getDelayedCalls()))
    waiters.server.instance.cellar.bus.deliver(LOST, "")
    assert waiters.done == ["A", "A"]
    assert await waiters.jobs() == [("FetchMedia", "A")]


async def test_only_so_many_wait(waiters: Waiters) -> None:
    for number in range(MOST_WAITING):
        waiters.ask(f"{number}")
    await until(lambda: len(waiters.clock.getDelayedCalls()) == MOST_WAITING)
    waiters.ask("late")
    await until(lambda: waiters.done == ["late"])
    assert ("FetchMedia", "late") in await waiters.jobs()
    waiters.clock.advance(SECONDS + 1)
    assert len(waiters.done) == MOST_WAITING + 1


async def test_a_look_is_noted_once_a_minute(server: Running) -> None:
    db, clock, background = server.instance.cellar.db, MovedClock(), Background()
    them = an_account("them", "far.example")
    far = {"remote_url": "https://far.example/x"}
    media = [a_media(of=them, **far) for _ in range(3)]
    emoji = an_emoji("x", "far.example", **far)
    await keep(db, them, *media, emoji)
    uses = Uses(db, background, clock)

    async def used_since(seconds: float) -> set[str]:
        sql = (
            "SELECT id FROM media_attachments WHERE used_at >= :since"
            " UNION SELECT id FROM emojis WHERE used_at >= :since"
        )
        rows = await db.querier.all(sql, since=clock.millis() - int(seconds * 1000))
        return {row["id"] for row in rows}

    for one in media[:2]:
        uses.note(one.id, is_emoji=False)
    uses.note(emoji.id, is_emoji=True)
    await background.drain()
    assert await used_since(10) == {media[0].id, media[1].id, emoji.id}
    clock.ahead = NOTED_FOR - 30
    uses.note(media[0].id, is_emoji=False)
    uses.note(media[2].id, is_emoji=False)
    await background.drain()
    assert await used_since(10) == {media[2].id}
    clock.ahead = NOTED_FOR + 30
    uses.note(media[0].id, is_emoji=False)
    await background.drain()
    assert await used_since(10) == {media[0].id}


async def test_what_is_looked_at_all_the_time_stays_when_the_cache_turns_over_in_an_hour(
    server: Running,
) -> None:
    db, clock, background = server.instance.cellar.db, MovedClock(), Background()
    them = an_account("them", "far.example")
    far = {"remote_url": "https://far.example/x"}
    wanted = a_media(of=them, created_at=clock.now(), **far)
    await keep(db, them, wanted)
    uses = Uses(db, background, clock)
    others = []
    for minutes in range(0, 60, 10):
        clock.ahead = 60.0 * minutes
        others.append(a_media(of=them, created_at=clock.now(), **far))
        await keep(db, others[-1])
        clock.ahead += 120
        uses.note(wanted.id, is_emoji=False)
        await background.drain()
    clock.ahead += 60
    unused = await db.kept_files.list_unused(clock.now(), 100)
    assert [one.id for one in unused] == [one.id for one in [*others, wanted]]
