"""The server as it is, but the names of the crowd lead to the crowd, and the crowd follows the first account.

Usage: ``python contrib/bench/sending_server.py FOLDER [flags of the server]``. Everybody in the crowd is
looked up as any stranger would be, then their follows are written. Then there is a file ``FOLDER/ready``.
"""

import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from crowd import ACTORS, actor_uri
from crowd_side import CrowdResolver
from twisted.internet import reactor

from gotosocial.app.build import lay_foundations
from gotosocial.app.commands.arguments import parse
from gotosocial.app.instance import Instance, build_instance
from gotosocial.config.load import load
from gotosocial.models.follow import Follow
from gotosocial.storage.stores import Transaction
from gotosocial.util import flow, log


async def let_all_follow(instance: Instance) -> None:
    """Look the crowd up and let everybody follow the local account."""
    db, base = instance.cellar.db, instance.base
    author = await db.accounts.find_by_name("one")
    assert author is not None
    for number in range(ACTORS):
        account = await instance.near.abroad.fetchers.accounts.by_uri(actor_uri(number))
        follow = Follow(
            id=base.ulids.new(),
            uri=f"{account.uri}/follow",
            account_id=account.id,
            target_id=author.id,
            created_at=base.clock.now(),
        )

        async def deed(t: Transaction, follow: Follow = follow) -> None:
            await t.follows.insert(follow)

        await db.transact(deed)


async def serve(prepare: Callable[[Instance], Awaitable[None]]) -> None:
    """Serve until killed; the folder says ``ready`` when everything is prepared."""
    folder, asked = Path(sys.argv[1]), parse(sys.argv[2:])
    config = load(asked.flags, {}).config
    log.begin(sys.stdout, level=config.logs.level, shape=config.logs.format, timestamp="")
    trusted = str(folder / "authority.pem")
    instance = build_instance(lay_foundations(config, reactor, resolver=CrowdResolver(), trusted_ca=trusted))
    await instance.start()
    await prepare(instance)
    (folder / "ready").write_text("ready")
    signal.signal(
        signal.SIGTERM, lambda *_: reactor.callFromThread(lambda: flow.start(instance.stop()).addBoth(end))
    )


def end(result: object) -> None:
    """End the process."""
    reactor.stop()


def run(prepare: Callable[[Instance], Awaitable[None]]) -> None:
    """Run the reactor around it."""

    def begin() -> None:
        flow.start(serve(prepare)).addErrback(lambda failure: (failure.printTraceback(), reactor.stop()))

    reactor.callWhenRunning(begin)
    reactor.run()


if __name__ == "__main__":
    run(let_all_follow)
