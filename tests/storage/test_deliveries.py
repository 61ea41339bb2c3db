"""Shelves of deliveries: lines in order, hosts, shares, and who gets what is sent to all followers."""

from gotosocial.federation.sender.recipients import inbox_of, inboxes_of, inboxes_of_followers
from gotosocial.models.delivery import DeliveryResult, DeliveryState, OutgoingActivity
from gotosocial.models.destination import Destination
from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Engine
from gotosocial.storage.deliveries import MOST_HOSTS_TOLD
from gotosocial.storage.stores import Database, Transaction
from tests.support.builders import START, a_follow, an_account
from tests.support.keep import keep


async def queue(db: Database, name: str, *hosts: str) -> None:
    async def deed(t: Transaction) -> None:
        t.outgoing_activities.add(
            OutgoingActivity(
                id=name, uri=name, object_uri=f"about {name}", signer_id="A", body="{}", made_at=START
            )
        )
        await t.deliveries.insert(name, {f"https://{host}/inbox": host for host in hosts})

    await db.transact(deed)


async def waiting(db: Database, host: str) -> list[str]:
    return [row.activity_id for row in await db.deliveries.waiting(host, 100)]


def result(number: int, state: DeliveryState, retry_at: int = 0) -> DeliveryResult:
    return DeliveryResult(id=number, state=state, answer="words", tried_at=5, retry_at=retry_at)


async def test_each_host_has_its_line_in_the_order_of_writing(engine: Engine) -> None:
    db = Database(engine)
    for name in ("one", "two", "three"):
        await queue(db, name, "a.test", "b.test")
    assert await waiting(db, "a.test") == ["one", "two", "three"]
    assert await db.deliveries.hosts() == ["a.test", "b.test"]
    assert await db.deliveries.waiting("c.test", 100) == []
    assert [row.activity_id for row in await db.deliveries.waiting("a.test", 2)] == ["one", "two"]


async def test_who_has_a_time_of_its_own_lets_others_pass_and_comes_back_in_its_place(engine: Engine) -> None:
    db = Database(engine)
    for name in ("one", "two"):
        await queue(db, name, "a.test")
    [first, second] = await db.deliveries.waiting("a.test", 100)
    await db.deliveries.settle([result(first.id, DeliveryState.WAITING, retry_at=70)])
    assert await waiting(db, "a.test") == ["two"]
    assert await db.deliveries.next_retry_at() == 70
    assert await db.deliveries.release(69, 100) == []
    assert await db.deliveries.release(70, 100) == ["a.test"]
    assert await waiting(db, "a.test") == ["one", "two"]
    assert await db.deliveries.next_retry_at() is None
    [first, second] = await db.deliveries.waiting("a.test", 100)
    assert (first.attempts, second.attempts) == (1, 0)


async def test_what_has_ended_stays_ended_and_is_counted(engine: Engine) -> None:
    db = Database(engine)
    await queue(db, "one", "a.test", "b.test")
    [row] = await db.deliveries.waiting("a.test", 100)
    await db.deliveries.settle([result(row.id, DeliveryState.DELIVERED)])
    await db.deliveries.settle([result(row.id, DeliveryState.FAILED)])
    counts = await db.delivery_reports.count_by_state()
    assert counts == {"waiting": 1, "delivered": 1, "gone": 0, "failed": 0, "dropped": 0}
    assert await db.deliveries.hosts() == ["b.test"]


async def test_only_what_waits_is_withdrawn(engine: Engine) -> None:
    db = Database(engine)
    await queue(db, "one", "a.test", "b.test")
    await queue(db, "two", "a.test")
    [row, _] = await db.deliveries.waiting("a.test", 100)
    await db.deliveries.settle([result(row.id, DeliveryState.DELIVERED)])
    assert await db.deliveries.withdraw("about one") == 1
    assert await db.deliveries.withdraw("about nothing") == 0
    assert await waiting(db, "b.test") == []
    assert await waiting(db, "a.test") == ["two"]
    assert (await db.delivery_reports.count_by_state())["delivered"] == 1


async def test_what_was_given_up_is_withdrawn_too_since_it_could_be_retried(engine: Engine) -> None:
    db = Database(engine)
    await queue(db, "one", "a.test", "b.test", "c.test", "d.test")
    ends = {"a.test": DeliveryState.FAILED, "b.test": DeliveryState.GONE, "c.test": DeliveryState.DROPPED}
    for host, end in ends.items():
        [row] = await db.deliveries.waiting(host, 100)
        await db.deliveries.settle([result(row.id, end)])
    assert await db.deliveries.withdraw("about one") == 4
    assert set((await db.delivery_reports.count_by_state()).values()) == {0}


async def test_the_bus_hears_of_every_host_in_few_messages(engine: Engine, bus: Bus) -> None:
    heard: list[str] = []
    bus.subscribe("deliveries", heard.append)
    hosts = [f"h{number:03}.test" for number in range(MOST_HOSTS_TOLD * 2 + 1)]
    await queue(Database(engine), "one", *hosts)
    assert len(heard) == 3
    assert " ".join(heard).split(" ") == hosts
    await Database(engine).deliveries.withdraw("about one")
    assert heard[3:] == [""]


async def test_hosts_fail_and_are_well(engine: Engine) -> None:
    db = Database(engine)
    await queue(db, "one", "a.test")
    await db.destinations.well("b.test", START, was_failing=False)
    failing = Destination(
        host="a.test", failing_since=START, retry_at=START, failures=3, last_error="x" * 900
    )
    await db.destinations.failed(failing)
    [found] = await db.destinations.list_failing()
    assert (found.host, found.failures, found.failing_since) == ("a.test", 3, START)
    assert len(found.last_error) == 500
    assert await db.destinations.resume("a.test")
    assert not await db.destinations.resume("a.test")
    assert await db.destinations.list_failing() == []
    known = await db.destinations.get_many(["a.test", "b.test", "c.test"])
    assert {host: one.last_ok_at for host, one in known.items()} == {"a.test": None, "b.test": START}


async def test_a_share_belongs_to_one_until_its_lease_ends(engine: Engine) -> None:
    shares = Database(engine).delivery_shares
    await shares.claim([0, 1, 2], "first", now=100, held_until=200)
    await shares.claim([2, 3], "second", now=150, held_until=250)
    assert (await shares.held("first", 150), await shares.held("second", 150)) == ([0, 1, 2], [3])
    await shares.claim([0, 1], "first", now=190, held_until=290)
    await shares.claim([0, 1, 2, 3], "second", now=201, held_until=301)
    assert (await shares.held("first", 210), await shares.held("second", 210)) == ([0, 1], [2, 3])
    await shares.release("first")
    await shares.claim([0], "third", now=220, held_until=320)
    assert await shares.held("third", 220) == [0]
    assert await shares.held("third", 320) == []


async def test_followers_share_an_inbox_where_their_server_has_one(engine: Engine) -> None:
    db = Database(engine)
    author, local = an_account("author"), an_account("local")
    far = [an_account(name, "far.test") for name in ("ann", "ben", "cat")]
    alone = an_account("dan", "alone.test", shared_inbox_uri="")
    gone = an_account("eve", "gone.test", suspended_at=START)
    people = [local, *far, alone, gone]
    await keep(db, author, *people, *(a_follow(by=one, of=author) for one in people))
    shared = await inboxes_of_followers(db, author.id, shared=True)
    assert sorted(shared) == [alone.inbox_uri, "https://far.test/inbox"]
    each = await inboxes_of_followers(db, author.id, shared=False)
    assert sorted(each) == sorted([alone.inbox_uri, *(one.inbox_uri for one in far)])
    assert await inboxes_of_followers(db, local.id, shared=True) == []
    assert inbox_of(far[0], shared=True) == "https://far.test/inbox"
    assert inbox_of(far[0], shared=False) == far[0].inbox_uri
    assert inbox_of(local, shared=True) == ""
    assert inboxes_of([*far, local, alone], shared=True) == ["https://far.test/inbox", alone.inbox_uri]


async def test_the_line_of_a_host_is_read_by_its_index_alone(engine: Engine) -> None:
    db = Database(engine)
    for number in range(50):
        await queue(db, f"n{number}", *(f"h{host}.test" for host in range(20)))
    for host in range(20):
        rows = await db.deliveries.waiting(f"h{host}.test", 100)
        await db.deliveries.settle([result(row.id, DeliveryState.DELIVERED) for row in rows[:-1]])
    sql = (
        "SELECT id FROM deliveries WHERE destination = :host AND state = 'waiting' AND retry_at = 0"
        " ORDER BY id LIMIT 64"
    )
    if engine.name == "postgres":
        await engine.reads.run("ANALYZE deliveries")
        plan = [row["QUERY PLAN"] for row in await engine.reads.all(f"EXPLAIN {sql}", host="h7.test")]
    else:
        plan = [row["detail"] for row in await engine.reads.all(f"EXPLAIN QUERY PLAN {sql}", host="h7.test")]
    assert any("deliveries_waiting" in line for line in plan), plan
    assert not any("SORT" in line.upper() or "TEMP B-TREE" in line for line in plan), plan
