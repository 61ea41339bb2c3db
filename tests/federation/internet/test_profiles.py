"""A profile that says something else is told to the servers of its followers."""

from typing import Any

import pytest_twisted

from tests.support.instance import Person
from tests.support.tiny_internet import TinyInternet


@pytest_twisted.async_fixture
async def pair(internet: TinyInternet, kind: str) -> tuple[Person, Person]:
    """Alice in the north, whom bob in the south follows."""
    alice = await internet.person(await internet.instance("north.test", kind), "alice")
    bob = await internet.person(await internet.instance("south.test"), "bob")
    await bob.server.instance.near.abroad.fetchers.accounts.by_handle("alice", "north.test")
    known = await internet.known(bob.server, alice)
    await bob.post(f"/api/v1/accounts/{known.id}/follow")
    await internet.settle()
    return alice, bob


async def edit(alice: Person, **changes: Any) -> None:
    answer = await alice.ask("PATCH", "/api/v1/accounts/update_credentials", changes)
    assert answer.status == 200, answer.body


async def deliveries(alice: Person) -> int:
    """Count what is on its way to other servers or has arrived."""
    return sum((await alice.server.instance.cellar.db.delivery_reports.count_by_state()).values())


async def test_a_new_name_is_seen_by_followers(internet: TinyInternet, pair: tuple[Person, Person]) -> None:
    alice, bob = pair
    await edit(alice, display_name="Alice the Second", note="hello")
    await edit(alice, display_name="Alice the Third")
    await internet.settle()
    known = await internet.known(bob.server, alice)
    assert (known.display_name, known.note) == ("Alice the Third", "<p>hello</p>")


async def test_what_others_do_not_see_is_not_told(
    internet: TinyInternet, pair: tuple[Person, Person]
) -> None:
    alice, _ = pair
    before = await deliveries(alice)
    await edit(alice, source={"privacy": "private"})
    await internet.settle()
    assert await deliveries(alice) == before
    await edit(alice, discoverable=True)
    await internet.settle()
    assert await deliveries(alice) == before + 1
