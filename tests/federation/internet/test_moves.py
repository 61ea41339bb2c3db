"""Somebody moves from one instance to another (rows G1-04, U-09)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_twisted

from gotosocial.errors import Invalid, NotAllowed
from gotosocial.handlers.accounts.move import AccountAliases, AccountMover
from gotosocial.handlers.shared.moving_times import MovingTimes
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.handlers.shared.telling.moves import MoveTeller
from tests.support.instance import Person
from tests.support.neighbours import Neighbours, db_of, neighbours, requester_of


@pytest_twisted.async_yield_fixture
async def pair(kind: str, tmp_path: Path) -> AsyncIterator[Neighbours]:
    """Alice in the north, whom bob in the south follows."""
    async with neighbours(tmp_path, kind) as started:
        yield started


def aliases_of(who: Person) -> AccountAliases:
    instance = who.server.instance
    return AccountAliases(instance.shared.access, instance.near.abroad.fetchers.accounts)


def mover_of(who: Person) -> AccountMover:
    instance = who.server.instance
    return AccountMover(
        instance.shared.access,
        instance.near.abroad.fetchers.accounts,
        MovingTimes(instance.base.ulids, instance.base.clock),
        MoveTeller(Messenger(instance.near.abroad.outbox, True)),
        instance.base.addresses,
    )


async def test_followers_here_and_there_follow_to_the_new_home(pair: Neighbours) -> None:
    carol = await pair.internet.person(pair.north, "carol")
    await carol.post(f"/api/v1/accounts/{pair.alice.id}/follow")
    new = await pair.internet.person(pair.south, "newalice")
    await aliases_of(new).set(requester_of(new), [pair.alice.account.uri])
    await pair.settle()
    await mover_of(pair.alice).move(requester_of(pair.alice), new.account.uri)
    await pair.settle()
    old_there, new_here = await pair.known(pair.bob, pair.alice), await pair.known(pair.alice, new)
    assert old_there.moved_to_uri == new.account.uri
    assert await db_of(pair.bob).follows.find(pair.bob.id, new.id) is not None
    assert await db_of(pair.bob).follows.find(pair.bob.id, old_there.id) is None
    assert await db_of(carol).follows.find(carol.id, new_here.id) is not None
    assert await db_of(carol).follows.find(carol.id, pair.alice.id) is None
    account = await db_of(pair.alice).accounts.get(pair.alice.id)
    assert (account.moved_to_uri, account.followers_count) == (new.account.uri, 0)
    with pytest.raises(NotAllowed):
        await mover_of(pair.alice).move(requester_of(pair.alice), new.account.uri)


async def test_an_alias_is_an_account_of_somebody_else(pair: Neighbours) -> None:
    aliases = aliases_of(pair.alice)
    for wrong in (pair.alice.account.uri, "https://south.test/users/nobody", "nonsense"):
        with pytest.raises(Invalid):
            await aliases.set(requester_of(pair.alice), [wrong])
    await aliases.set(requester_of(pair.alice), [pair.bob.account.uri, pair.bob.account.uri])
    await pair.settle()
    there = await pair.known(pair.bob, pair.alice)
    assert there.also_known_as_uris == (pair.bob.account.uri,)
    await aliases.set(requester_of(pair.alice), [])
    assert (await db_of(pair.alice).accounts.get(pair.alice.id)).also_known_as_uris == ()


async def test_nobody_moves_to_who_does_not_know_them(pair: Neighbours) -> None:
    with pytest.raises(NotAllowed):
        await mover_of(pair.alice).move(requester_of(pair.alice), pair.bob.account.uri)
    account = await db_of(pair.alice).accounts.get(pair.alice.id)
    assert account.moved_to_uri == ""
