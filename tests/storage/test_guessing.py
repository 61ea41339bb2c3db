"""Guesses at passwords that come all at once get no further than those that come one after the other."""

from gotosocial.errors import TooMany
from gotosocial.handlers.auth.slow_guessing import FIRST_WAIT, FREE_ATTEMPTS, GuessingBrake
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database
from gotosocial.util.flow import gather
from tests.support.clocks import MovedClock


async def is_let_in(brake: GuessingBrake, client: str = "203.0.113.7") -> bool:
    try:
        await brake.attempt("alice@here.example", client)
    except TooMany:
        return False
    return True


async def test_a_hundred_guesses_at_once_are_five(engine: Engine) -> None:
    clock = MovedClock()
    brake = GuessingBrake(Database(engine), clock)
    for _ in range(2):
        let_in = await gather(*(is_let_in(brake) for _ in range(100)))
        assert sum(let_in) == FREE_ATTEMPTS
        clock.ahead += 86_400


async def test_after_a_wait_a_hundred_guesses_at_once_are_one(engine: Engine) -> None:
    clock = MovedClock()
    brake = GuessingBrake(Database(engine), clock)
    assert sum([await is_let_in(brake) for _ in range(10)]) == FREE_ATTEMPTS
    clock.ahead += FIRST_WAIT.total_seconds() + 1
    assert sum(await gather(*(is_let_in(brake) for _ in range(100)))) == 1
