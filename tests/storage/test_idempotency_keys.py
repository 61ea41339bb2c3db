"""Idempotency keys."""

from datetime import timedelta

import pytest

from gotosocial.storage.database import Duplicate, Engine
from gotosocial.storage.stores import Database
from tests.support.builders import a_time, an_account
from tests.support.keep import keep


async def test_a_key_belongs_to_one_account(engine: Engine) -> None:
    db = Database(engine)
    alice, bob = an_account("alice"), an_account("bob")
    await keep(db, alice, bob)
    now = a_time()
    await db.idempotency_keys.insert(alice.id, "key", "S", now)
    assert await db.idempotency_keys.find(alice.id, "key", now) == "S"
    assert await db.idempotency_keys.find(bob.id, "key", now) is None
    assert await db.idempotency_keys.find(alice.id, "other", now) is None
    with pytest.raises(Duplicate):
        await db.idempotency_keys.insert(alice.id, "key", "T", now)
    await db.idempotency_keys.insert(bob.id, "key", "T", now)


async def test_an_old_key_is_forgotten(engine: Engine) -> None:
    db = Database(engine)
    alice = an_account()
    await keep(db, alice)
    now = a_time()
    await db.idempotency_keys.insert(alice.id, "old", "S", now)
    await db.idempotency_keys.insert(alice.id, "new", "T", now + timedelta(minutes=1))
    assert await db.idempotency_keys.find(alice.id, "old", now + timedelta(seconds=1)) is None
    assert await db.idempotency_keys.prune(now + timedelta(seconds=1)) == 1
    assert await db.idempotency_keys.find(alice.id, "old", now) is None
    assert await db.idempotency_keys.find(alice.id, "new", now) == "T"
