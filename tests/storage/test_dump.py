"""The dump by which tests see that nothing has changed sees every change."""

from itertools import pairwise

import attrs

from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database
from tests.support.builders import an_account, an_application
from tests.support.dump import Watch, changed, dump
from tests.support.keep import keep


async def test_a_dump_sees_every_change_and_nothing_else(engine: Engine) -> None:
    db, watch = Database(engine), Watch(engine)
    alice, app = an_account("alice"), an_application()
    looks = [await watch.look()]
    assert len(looks[0]) > 40
    await keep(db, alice)
    looks.append(await watch.look())
    await db.accounts.update(attrs.evolve(alice, display_name="Alice"))
    looks.append(await watch.look())
    await keep(db, app)
    looks.append(await watch.look())
    seen = [changed(before, after) for before, after in pairwise(looks)]
    assert ["accounts" in tables for tables in seen] == [True, True, False]
    assert seen[2] == ["applications"]
    assert await watch.look() == looks[-1] == await dump(engine)


async def test_some_tables_are_not_looked_at(engine: Engine) -> None:
    watch = Watch(engine, without=("applications",))
    before = await watch.look()
    await keep(Database(engine), an_application())
    assert not changed(before, await watch.look())
