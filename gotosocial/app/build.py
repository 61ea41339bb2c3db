"""The composition root: configuration in, wired instance out, one function per floor, bottom first.

Nothing is looked up by name and nothing is global: whoever needs a thing gets it here. The bundles exist
only in this package and in tests.
"""

import os
import sys
from pathlib import Path
from typing import Any

from gotosocial.app.abroad import go_abroad
from gotosocial.app.bundles import Abroad, Cellar, Foundations, Neighbourhood, Shared, Tellers
from gotosocial.app.doors import hang_doors
from gotosocial.app.media_store import media_origins, open_blobs
from gotosocial.app.page_doors import page_templates
from gotosocial.app.roles import Roles
from gotosocial.config.config import Config
from gotosocial.config.sections.database import Database as DatabaseSection
from gotosocial.config.sections.logs import Logs
from gotosocial.handlers.auth.authenticate import Authenticator
from gotosocial.handlers.instance.prepare import InstanceSecrets
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.approvals import Approvals
from gotosocial.handlers.shared.connect_block import BlockConnector
from gotosocial.handlers.shared.connect_follow import FollowConnector
from gotosocial.handlers.shared.decide import InteractionDecider
from gotosocial.handlers.shared.documents import Documents
from gotosocial.handlers.shared.fragments import make_fragments
from gotosocial.handlers.shared.let_in import LetIn
from gotosocial.handlers.shared.local_account import LocalAccountMaker
from gotosocial.handlers.shared.make_boost import BoostMaker
from gotosocial.handlers.shared.notify import Notifier
from gotosocial.handlers.shared.remove_account import AccountRemover
from gotosocial.handlers.shared.remove_status import StatusRemover
from gotosocial.handlers.shared.show import Show
from gotosocial.handlers.shared.strangers import Strangers
from gotosocial.handlers.shared.telling.blocks import BlockTeller
from gotosocial.handlers.shared.telling.follows import FollowTeller
from gotosocial.handlers.shared.telling.forward import ReplyForwarder
from gotosocial.handlers.shared.telling.interactions import InteractionTeller
from gotosocial.handlers.shared.telling.marks import MarkTeller
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.handlers.shared.telling.profiles import ProfileTeller
from gotosocial.handlers.shared.telling.published import PublishedTeller
from gotosocial.handlers.shared.telling.statuses import StatusTeller
from gotosocial.handlers.shared.writing import Writing
from gotosocial.http.kept import KeptReplies
from gotosocial.http.mount import Plumbing, mount
from gotosocial.http.safe_agent import Resolver
from gotosocial.http.settings import HttpSettings
from gotosocial.http.site import Site
from gotosocial.media.crew import Crew
from gotosocial.media.pipeline import MediaPipeline
from gotosocial.models.addresses import Addresses
from gotosocial.rest.maintenance import Absence, MaintenanceDoors, Nobody
from gotosocial.rest.web.error_page import ErrorPage
from gotosocial.storage.bus import ENTRIES, TOPICS, Bus
from gotosocial.storage.caches import make_caches
from gotosocial.storage.database import Engine
from gotosocial.storage.engines.sqlite import SqliteEngine
from gotosocial.storage.engines.sqlite_connect import SqliteOptions
from gotosocial.storage.query_log import LoggedEngine
from gotosocial.storage.stores import Database
from gotosocial.streaming.hub import Hub
from gotosocial.util.clock import SystemClock
from gotosocial.util.flow import Background, Threads
from gotosocial.util.temporary import TemporaryFolder
from gotosocial.util.ulid import Ulids


def lay_foundations(
    config: Config, reactor: Any, *, resolver: Resolver | None = None, trusted_ca: str = ""
) -> Foundations:
    """Floors 0 and 1: time, ids, threads, addresses."""
    clock = SystemClock()
    general = config.general
    return Foundations(
        config=config,
        roles=Roles.of(config.processes.roles),
        reactor=reactor,
        clock=clock,
        ulids=Ulids(clock),
        background=Background(),
        passwords=Threads(reactor, "passwords", 2),
        texts=Threads(reactor, "texts", 1),
        files=Threads(reactor, "files", 2 if config.storage.backend == "local" else 8),
        addresses=Addresses(general.origin, general.host, general.account_domain),
        resolver=resolver,
        trusted_ca=trusted_ca,
    )


def dig_cellar(base: Foundations) -> Cellar:
    """Floor 3: the database, its bus and caches, and the media bytes."""
    bus = Bus()
    engine = logged(base.config.logs, _engine(base, bus))
    storage = Path(base.config.storage.local_base_path)
    budget = base.config.cache.memory_target
    return Cellar(
        bus=bus,
        engine=engine,
        db=Database(engine),
        caches=make_caches(bus, budget * 2 // 5),
        fragments=make_fragments(bus, budget * 3 // 5),
        blobs=open_blobs(base, base.config.storage.backend),
        uploads=TemporaryFolder(storage / "tmp"),
    )


def meet_neighbours(base: Foundations, cellar: Cellar) -> Neighbourhood:
    """Floor 5: what talks and what works on media."""
    wanted = base.config.media.ffmpeg_pool_size
    crew = Crew(base.reactor, wanted if wanted > 0 else _cpus())
    return Neighbourhood(
        hub=Hub(cellar.bus),
        crew=crew,
        pipeline=MediaPipeline(crew, cellar.uploads, base.config.media.thumb_max_pixels),
        abroad=go_abroad(base, cellar),
    )


def furnish_shared(base: Foundations, cellar: Cellar, abroad: Abroad) -> Shared:
    """Floor 6, the part that all rooms share."""
    access = Access(cellar.db, cellar.caches)
    notifier = Notifier(base.ulids, base.clock)
    connector = FollowConnector(notifier)
    documents = Documents(access, base.addresses)
    remover = StatusRemover(cellar.db)
    tellers, let_in = _tellers(base, abroad, documents), LetIn(notifier)
    approvals = Approvals(notifier, tellers.interactions, base.addresses, base.ulids, base.clock)
    return Shared(
        access=access,
        show=Show(access, cellar.fragments, base.addresses, base.clock),
        notifier=notifier,
        connector=connector,
        remover=remover,
        account_remover=AccountRemover(cellar.db, connector, remover, base.clock),
        writing=Writing(
            cellar.db, base.addresses, base.texts, Strangers(abroad.fetchers.accounts, base.reactor)
        ),
        documents=documents,
        tellers=tellers,
        boosts=BoostMaker(notifier, base.addresses, base.ulids),
        let_in=let_in,
        decider=InteractionDecider(approvals, let_in, remover),
        blocks=BlockConnector(connector),
        maker=LocalAccountMaker(base.addresses, base.ulids, base.passwords),
    )


def _tellers(base: Foundations, abroad: Abroad, documents: Documents) -> Tellers:
    messenger = Messenger(abroad.outbox, base.config.instance.deliver_to_shared_inboxes)
    statuses, marks = StatusTeller(messenger), MarkTeller(messenger)
    return Tellers(
        follows=FollowTeller(messenger, base.addresses, base.ulids),
        marks=marks,
        blocks=BlockTeller(messenger),
        statuses=statuses,
        interactions=InteractionTeller(messenger),
        published=PublishedTeller(documents, statuses, marks),
        forwarder=ReplyForwarder(messenger),
        profiles=ProfileTeller(documents, messenger, base.ulids),
    )


def open_site(
    base: Foundations, cellar: Cellar, near: Neighbourhood, shared: Shared, secrets: InstanceSecrets
) -> Site:
    """Floor 7: all doors, behind the plumbing."""
    templates = page_templates(base)
    kept, kept_things = KeptReplies(base.clock), KeptReplies(base.clock)
    for topic in TOPICS:
        cellar.bus.subscribe(topic, kept.changed)
        if topic not in ENTRIES:
            cellar.bus.subscribe(topic, kept_things.changed)
    plumbing = Plumbing(
        settings=http_settings(base, cellar),
        authenticator=Authenticator(cellar.db, cellar.caches, base.background, base.clock),
        render_error=ErrorPage(templates).render,
        write_log=sys.stdout.write,
        clock=base.clock,
        reactor=base.reactor,
        kept=kept,
        kept_things=kept_things,
    )
    return mount(hang_doors(base, cellar, near, shared, secrets, templates), plumbing)


def closed_site(base: Foundations, cellar: Cellar, absence: Absence) -> Site:
    """Floor 7 where nobody is served: health checks, and 503 for all else. It needs no database."""
    plumbing = Plumbing(
        settings=http_settings(base, cellar),
        authenticator=Nobody(),
        render_error=absence.page,
        write_log=sys.stdout.write,
        clock=base.clock,
        reactor=base.reactor,
    )
    return mount([MaintenanceDoors(absence)], plumbing)


def http_settings(base: Foundations, cellar: Cellar) -> HttpSettings:
    """Return what the plumbing takes from the configuration."""
    config = base.config
    return HttpSettings(
        origin=config.general.origin,
        trusted_proxies=tuple(map(str, config.general.trusted_proxies)),
        request_id_header=config.logs.request_id_header,
        rate_limit=config.advanced.rate_limit_requests,
        rate_limit_exceptions=tuple(map(str, config.advanced.rate_limit_exceptions)),
        throttle_multiplier=config.advanced.throttling_multiplier,
        throttle_retry_after=config.advanced.throttling_retry_after,
        csp_extra_uris=(*config.advanced.csp_extra_uris, *media_origins(config.storage)),
        log_format="json" if config.logs.format == "json" else "logfmt",
        log_client_ip=config.logs.client_ip,
        log_requests=config.logs.level in ("trace", "debug", "info"),
        log_timestamp_format=config.logs.timestamp_format,
        max_file=config.media.local_max_size,
        temp_dir=str(cellar.uploads.path),
    )


def logged(logs: Logs, engine: Engine) -> Engine:
    """Return an engine that logs its statements where the admin wants to see them, else the engine itself."""
    is_shown = logs.db_queries and logs.level in ("trace", "debug")
    return LoggedEngine(engine) if is_shown else engine


def _engine(base: Foundations, bus: Bus) -> Engine:
    database = base.config.database
    if database.type == "sqlite":
        options = SqliteOptions(
            path=database.path,
            journal_mode=database.sqlite_journal_mode,
            synchronous=database.sqlite_synchronous,
            cache_bytes=database.sqlite_cache_size,
            busy_timeout=database.sqlite_busy_timeout,
        )
        return SqliteEngine(base.reactor, bus, options)
    return _postgres(base, bus, database)


def _postgres(base: Foundations, bus: Bus, database: DatabaseSection) -> Engine:
    # Imported here because psycopg2 and txpostgres cost 5 MiB, which an instance on SQLite does not need.
    from gotosocial.storage.engines.postgres import PostgresEngine
    from gotosocial.storage.engines.postgres_connect import PostgresOptions

    options = PostgresOptions(
        host=database.address,
        port=database.port,
        user=database.user,
        password=database.password,
        database=database.database,
        tls_mode=database.tls_mode,
        tls_ca_file=database.tls_ca_cert,
        connection_string=database.postgres_connection_string,
        connections=max(1, database.max_open_conns_multiplier) * _cpus(),
    )
    return PostgresEngine(base.reactor, bus, options)


def _cpus() -> int:
    return os.cpu_count() or 1
