"""Who knocks too often waits: addresses that prove nothing, and hosts that prove too much."""

from collections.abc import AsyncIterator
from pathlib import Path

import attrs
import orjson
import pytest
import pytest_twisted

from gotosocial.errors import TooMany
from gotosocial.federation.gate_limits import GENEROUS, GateLimits
from gotosocial.handlers.inbox import crowding
from gotosocial.http.addresses import NetworkSet, networks
from gotosocial.http.limits import RateLimiter
from gotosocial.util.clock import SystemClock
from tests.support.gated import Gated, gated
from tests.support.instance import HOST
from tests.support.peer import ACTIVITY_JSON, Peer, PeerActor, Served, rsa_key
from tests.support.wire import ask

LIMIT = 3


@pytest_twisted.async_yield_fixture
async def strict(kind: str, tmp_path: Path) -> AsyncIterator[Gated]:
    """Inboxes with a rate limit of three."""
    async with gated(kind, tmp_path, advanced={"rate_limit_requests": LIMIT}) as here:
        yield here


async def send(here: Gated, actor: PeerActor, **how: object) -> int:
    answer = await actor.post(here, "/inbox", actor.create(actor.note()), **how)
    return answer.status


async def test_who_fails_too_often_is_not_looked_at_any_more(strict: Gated, peer: Peer) -> None:
    eve = peer.person()
    wrong = attrs.evolve(eve.signer, private=rsa_key(1))
    assert [await send(strict, eve, signer=wrong) for _ in range(LIMIT)] == [401] * LIMIT
    asked = len(peer.asked)
    late = await eve.post(strict, "/inbox", eve.create(eve.note()))
    assert (late.status, int(late.headers["retry-after"]) > 0, len(peer.asked)) == (429, True, asked)


async def test_whose_keys_never_come_is_not_waited_for_any_more(strict: Gated, peer: Peer) -> None:
    """A key that hangs holds one of the places in which keys are fetched, for all others too."""
    for number in range(LIMIT + 1):
        peer.answers[peer.person(f"slow{number}").path] = Served(status=503)
    senders = [PeerActor(peer, f"slow{number}", rsa_key(), {}) for number in range(LIMIT + 1)]
    assert [await send(strict, one) for one in senders] == [503] * LIMIT + [429]
    assert peer.asked_for(senders[-1].path) == []


async def test_all_hosts_below_a_domain_have_one_limit(strict: Gated) -> None:
    for number in range(LIMIT * GENEROUS):
        strict.gate.limits.count_host(f"n{number}.evil.example")
    with pytest.raises(TooMany):
        strict.gate.limits.count_host("another.evil.example")
    strict.gate.limits.count_host("good.example")


async def test_who_proves_himself_is_not_counted(strict: Gated, peer: Peer) -> None:
    eve = peer.person()
    assert {await send(strict, eve) for _ in range(3 * LIMIT)} == {202}


async def test_unsigned_requests_are_refused_but_not_counted(strict: Gated, peer: Peer) -> None:
    eve = peer.person()
    body = orjson.dumps(eve.create(eve.note()))
    headers = {"Host": HOST, "Content-Type": ACTIVITY_JSON}
    statuses = [(await ask(strict.port, "POST", "/inbox", headers, body)).status for _ in range(2 * LIMIT)]
    assert set(statuses) == {401}
    assert await send(strict, eve) == 202


async def test_a_host_has_its_own_generous_limit(strict: Gated, peer: Peer) -> None:
    eve = peer.person()
    assert await send(strict, eve) == 202
    for _ in range(LIMIT * GENEROUS - 1):
        strict.gate.limits.count_host(peer.host)
    assert await send(strict, eve) == 429
    assert len(await strict.jobs()) == 1


def test_addresses_on_the_admins_list_are_not_counted() -> None:
    limits = GateLimits(RateLimiter(SystemClock()), NetworkSet(networks(["192.0.2.0/24"])), 1)
    for _ in range(5):
        limits.count_failure("192.0.2.7")
        limits.check_client("192.0.2.7")


async def test_a_crowd_waits_in_its_own_lane(here: Gated, peer: Peer) -> None:
    eve, now = peer.person(), here.base.clock.now()
    for number in range(crowding.CROWDED - 1):
        await here.db.seen_activities.insert(f"D{number}", peer.host, now)
    assert [await send(here, eve) for _ in range(2)] == [202, 202]
    assert await here.lanes() == ["inbound", "crowded"]


async def test_a_host_with_far_too_much_waiting_is_sent_away(here: Gated, peer: Peer) -> None:
    eve, now = peer.person(), here.base.clock.now()
    rows = [{"digest": f"D{number}", "host": peer.host, "now": 1} for number in range(crowding.FULL)]
    await here.cellar.engine.transact(
        lambda q: q.batch(
            "INSERT INTO seen_activities (digest, host, received_at) VALUES (:digest, :host, :now)", rows
        )
    )
    answer = await eve.post(here, "/inbox", eve.create(eve.note()))
    assert (answer.status, answer.headers["retry-after"]) == (503, "300")
    await here.db.seen_activities.done("D1", now)
    assert await here.jobs() == []
