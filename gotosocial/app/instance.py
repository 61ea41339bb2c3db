"""The running house: what starts in which order, and stops in the reverse one.

port, where everybody is told to wait -> database -> schema -> what must exist -> jobs -> doors
port closed, requests finished -> job in hand finished -> children gone -> database closed
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

import attrs
from twisted.internet.defer import maybeDeferred
from twisted.logger import Logger

from gotosocial.app.build import closed_site, dig_cellar, furnish_shared, meet_neighbours, open_site
from gotosocial.app.bundles import Cellar, Foundations, Neighbourhood, Shared
from gotosocial.app.listen import Listener
from gotosocial.app.media_works import plan_cleaning
from gotosocial.app.one_server import OneServer
from gotosocial.app.roles import Role
from gotosocial.app.works import assign_works
from gotosocial.handlers.instance.prepare import InstancePreparer, InstanceSecrets
from gotosocial.http.site import Site
from gotosocial.jobs.runner import Runner
from gotosocial.jobs.schedule import RECURRING, plant
from gotosocial.rest.maintenance import STARTING
from gotosocial.storage.engines.sqlite_connect import MEMORY
from gotosocial.storage.schema.migrate import migrate
from gotosocial.util import flow

STOP_SECONDS = 20.0
"""How long jobs that run may go on after the process was asked to stop."""
_log = Logger()


@attrs.define
class Instance:
    """A whole instance in one process."""

    base: Foundations
    cellar: Cellar
    near: Neighbourhood
    shared: Shared
    runner: Runner
    listener: Listener | None = None
    _undo: list[Callable[[], Awaitable[object]]] = attrs.field(factory=list, init=False)

    async def start(self) -> str:
        """Start everything and return the address to open; what was started is stopped again on failure."""
        try:
            return await self._start()
        except BaseException:
            await self.stop()
            raise

    async def prepare(self) -> InstanceSecrets:
        """Open the database, bring its schema up to date and make what must exist."""
        self._undo.append(self._stop_threads)
        await self.cellar.engine.start()
        self._undo.append(self.cellar.engine.stop)
        await migrate(self.cellar.engine, self.base.clock)
        maker = self.shared.maker
        preparer = InstancePreparer(self.cellar.db, self.base.addresses, maker, self.base.clock)
        return await preparer.prepare()

    async def stop(self) -> None:
        """Stop in the reverse order of starting; safe to call twice."""
        while self._undo:
            undo = self._undo.pop()
            try:
                await undo()
            except Exception:
                _log.failure("a part of the instance did not stop in order")

    async def _start(self) -> str:
        address = self._listen()
        self._serve_alone()
        secrets = await self.prepare()
        await self.base.files.run(self.cellar.uploads.sweep)
        await self.cellar.blobs.start()
        self._undo.append(self.near.crew.stop)
        self._undo.append(self.base.background.drain)
        await self._go_abroad()
        await self._start_jobs()
        self._start_sending()
        self._open(open_site(self.base, self.cellar, self.near, self.shared, secrets))
        return address

    def _listen(self) -> str:
        """Open the port first: a second start ends here, before it changes anything, and who asks is told."""
        site = closed_site(self.base, self.cellar, STARTING)
        self.listener = Listener(self.base.config, self.base.reactor, site)
        address = self.listener.start()
        self._undo.append(self.listener.stop)
        return address

    def _open(self, site: Site) -> None:
        """Serve; from now on the port is what is closed first."""
        if self.listener is not None:
            self._undo.append(self.listener.stop)
            last = self.listener.give_to(site)
            self.base.background.spawn("take leave of who was told to wait", self.listener.take_leave(last))

    def _serve_alone(self) -> None:
        """Keep a second server away from a database that is for one."""
        database = self.base.config.database
        if database.type == "sqlite" and database.path != MEMORY:
            sole = OneServer(Path(database.path))
            self._undo.append(sole.release)
            sole.claim()

    async def _go_abroad(self) -> None:
        """Read with whom we talk, and how they stand, before anything is sent or let in."""
        abroad = self.near.abroad
        self._undo.append(self._close_client)
        await abroad.policy.start()
        await abroad.destinations.load()

    async def _start_jobs(self) -> None:
        roles = self.base.roles
        await plant(self.cellar.db, roles.own(RECURRING))
        if Role.MEDIA in roles:
            await plan_cleaning(self.base, self.cellar).plan()
        await self.runner.take_over()
        self.runner.startService()
        self._undo.append(self._stop_runner)

    def _start_sending(self) -> None:
        if Role.FEDERATION_SENDER in self.base.roles:
            sender = self.near.abroad.sender
            sender.startService()
            self._undo.append(lambda: flow.shield(sender.stopService()))

    async def _close_client(self) -> None:
        self.near.abroad.http.close()

    async def _stop_runner(self) -> None:
        stopping = flow.shield(self.runner.stopService())
        try:
            await flow.timeout(stopping, STOP_SECONDS, self.base.reactor)
        except TimeoutError:
            _log.warn("jobs are still running; their leases end, and they run again after the next start")

    async def _stop_threads(self) -> None:
        for threads in (self.base.passwords, self.base.texts, self.base.files):
            await maybeDeferred(threads.stop)


def build_instance(base: Foundations) -> Instance:
    """Wire an instance without starting anything."""
    return build_upon(base, dig_cellar(base))


def build_upon(base: Foundations, cellar: Cellar) -> Instance:
    """Wire an instance over a cellar that is there already."""
    near = meet_neighbours(base, cellar)
    shared = furnish_shared(base, cellar, near.abroad)
    runner = Runner(
        db=cellar.db,
        works=assign_works(base, cellar, near, shared),
        clock=base.clock,
        reactor=base.reactor,
        bus=cellar.bus,
        shares=base.roles.shares(),
    )
    return Instance(base, cellar, near, shared, runner)
