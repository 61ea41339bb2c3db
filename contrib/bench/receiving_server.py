"""The server as it is, but the names of the crowd lead to the crowd, half of which the first account follows.

Usage: ``python contrib/bench/receiving_server.py FOLDER [flags of the server]``. Every second actor is looked
up as any stranger would be, then the follow is written. Nobody has heard of the others yet. Then there is a
file ``FOLDER/ready``.
"""

from crowd import ACTORS, actor_uri
from sending_server import run

from gotosocial.app.instance import Instance
from gotosocial.models.follow import Follow
from gotosocial.storage.stores import Transaction


async def follow_half(instance: Instance) -> None:
    """Let the local account follow every second actor."""
    db, base = instance.cellar.db, instance.base
    reader = await db.accounts.find_by_name("one")
    assert reader is not None
    for number in range(0, ACTORS, 2):
        account = await instance.near.abroad.fetchers.accounts.by_uri(actor_uri(number))
        follow = Follow(
            id=base.ulids.new(),
            uri=f"{reader.uri}/follow/{number}",
            account_id=reader.id,
            target_id=account.id,
            created_at=base.clock.now(),
        )

        async def deed(t: Transaction, follow: Follow = follow) -> None:
            await t.follows.insert(follow)

        await db.transact(deed)


if __name__ == "__main__":
    run(follow_half)
