"""What those hear who ask for a connection while the server is away, by a clock that the test moves."""

import attrs
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from gotosocial.errors import Overloaded
from gotosocial.storage.engines.postgres_connect import Link, PostgresOptions
from gotosocial.storage.engines.postgres_pool import Pool
from gotosocial.util import flow

AWAY = PostgresOptions(host="/no/such/folder", user="nobody", database="nothing", connections=2)


def ask(pool: Pool, heard: list[Link | Failure]) -> None:
    asked: Deferred[Link] = flow.start(pool.acquire())
    asked.addBoth(heard.append)


def pass_time(clock: Clock, seconds: float) -> None:
    clock.pump([0.1] * round(seconds * 10))


def test_all_who_ask_while_the_server_is_away_hear_so_in_ten_seconds_however_many_they_are() -> None:
    clock = Clock()
    pool = Pool(clock, AWAY)
    heard: list[Link | Failure] = []
    for _ in range(9):
        ask(pool, heard)
    pass_time(clock, 9)
    assert heard == []
    pass_time(clock, 3)
    assert [isinstance(one, Failure) and one.check(Overloaded) for one in heard] == [Overloaded] * 9


def test_who_asks_later_waits_as_long() -> None:
    clock = Clock()
    pool = Pool(clock, AWAY)
    early: list[Link | Failure] = []
    late: list[Link | Failure] = []
    for _ in range(3):
        ask(pool, early)
    pass_time(clock, 6)
    for _ in range(3):
        ask(pool, late)
    pass_time(clock, 6)
    assert (len(early), len(late)) == (3, 0)
    pass_time(clock, 6)
    assert [isinstance(one, Failure) and one.check(Overloaded) for one in late] == [Overloaded] * 3


def test_who_gets_no_connection_for_long_because_nobody_gives_one_back_hears_so() -> None:
    clock = Clock()
    pool = Pool(clock, attrs.evolve(AWAY, connections=0))
    heard: list[Link | Failure] = []
    for _ in range(3):
        ask(pool, heard)
    pass_time(clock, 29)
    assert heard == []
    pass_time(clock, 2)
    assert [isinstance(one, Failure) and one.check(Overloaded) for one in heard] == [Overloaded] * 3
