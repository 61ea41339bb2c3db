"""Accounts by ActivityPub ids and local names through the caches: found again for nothing, never stale."""

import attrs
import pytest

from gotosocial.storage.caches import make_caches
from gotosocial.storage.known_accounts import KnownAccounts
from gotosocial.storage.stores import Database
from tests.support.builders import an_account
from tests.support.counting import CountingEngine
from tests.support.databases import Opened
from tests.support.keep import keep

EVE = an_account("eve", "there.example")
ALICE = an_account("alice")


@pytest.fixture
def engine(database: Opened) -> CountingEngine:
    return CountingEngine(database.engine)


@pytest.fixture
def known(database: Opened, engine: CountingEngine) -> KnownAccounts:
    return KnownAccounts(Database(engine), make_caches(database.bus, 10_000_000))


async def test_who_was_found_is_found_again_without_a_statement(
    known: KnownAccounts, engine: CountingEngine
) -> None:
    await keep(known.db, EVE, ALICE)
    for _ in range(2):
        await known.find_by_uri(EVE.uri)
        await known.find_by_uris([EVE.uri, ALICE.uri])
        await known.find_local("alice")
    engine.statements.clear()
    assert await known.find_by_uri(EVE.uri) == EVE
    assert await known.find_by_uris([ALICE.uri, EVE.uri]) == {ALICE.uri: ALICE, EVE.uri: EVE}
    assert await known.find_local("ALICE") == ALICE
    assert engine.statements == []


async def test_a_change_is_seen_at_once(known: KnownAccounts) -> None:
    await keep(known.db, EVE)
    for _ in range(2):
        assert await known.find_by_uri(EVE.uri) == EVE
    changed = attrs.evolve(EVE, display_name="Eve the Second")
    await known.db.transact(lambda t: t.accounts.update(changed))
    assert await known.find_by_uri(EVE.uri) == changed
    assert await known.find_by_uris([EVE.uri]) == {EVE.uri: changed}


async def test_who_was_unknown_may_be_known_a_moment_later(known: KnownAccounts) -> None:
    assert await known.find_by_uri(EVE.uri) is None
    assert await known.find_by_uris([EVE.uri]) == {}
    assert await known.find_local("alice") is None
    await keep(known.db, EVE, ALICE)
    assert await known.find_by_uri(EVE.uri) == EVE
    assert await known.find_by_uris([EVE.uri, "https://there.example/nobody"]) == {EVE.uri: EVE}
    assert await known.find_local("alice") == ALICE


async def test_a_remote_account_is_nobody_here(known: KnownAccounts) -> None:
    await keep(known.db, EVE)
    assert await known.find_local("eve") is None
    assert await known.find_local(EVE.uri) is None
