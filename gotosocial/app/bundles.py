"""What each floor hands up to the next one while the house is built."""

from typing import Any

import attrs

from gotosocial.app.roles import Roles
from gotosocial.config.config import Config
from gotosocial.federation.client import SignedClient
from gotosocial.federation.dereference.accounts import AccountFetcher
from gotosocial.federation.dereference.counts import TotalsFetcher
from gotosocial.federation.dereference.documents import Documents as RemoteDocuments
from gotosocial.federation.dereference.emojis import EmojiKeeper
from gotosocial.federation.dereference.featured import FeaturedFetcher
from gotosocial.federation.dereference.instances import InstanceFetcher
from gotosocial.federation.dereference.statuses import StatusFetcher
from gotosocial.federation.dereference.threads import ThreadFetcher
from gotosocial.federation.domain_policy import DomainPolicy
from gotosocial.federation.gate import Gate
from gotosocial.federation.recent_actors import RecentActors
from gotosocial.federation.sender.destinations import Destinations
from gotosocial.federation.sender.outbox import Outbox
from gotosocial.federation.sender.sender import DeliverySender
from gotosocial.federation.signing import SigningKeys
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.connect_block import BlockConnector
from gotosocial.handlers.shared.connect_follow import FollowConnector
from gotosocial.handlers.shared.decide import InteractionDecider
from gotosocial.handlers.shared.documents import Documents
from gotosocial.handlers.shared.fragments import Fragments
from gotosocial.handlers.shared.let_in import LetIn
from gotosocial.handlers.shared.local_account import LocalAccountMaker
from gotosocial.handlers.shared.make_boost import BoostMaker
from gotosocial.handlers.shared.notify import Notifier
from gotosocial.handlers.shared.remove_account import AccountRemover
from gotosocial.handlers.shared.remove_status import StatusRemover
from gotosocial.handlers.shared.show import Show
from gotosocial.handlers.shared.telling.blocks import BlockTeller
from gotosocial.handlers.shared.telling.follows import FollowTeller
from gotosocial.handlers.shared.telling.forward import ReplyForwarder
from gotosocial.handlers.shared.telling.interactions import InteractionTeller
from gotosocial.handlers.shared.telling.marks import MarkTeller
from gotosocial.handlers.shared.telling.profiles import ProfileTeller
from gotosocial.handlers.shared.telling.published import PublishedTeller
from gotosocial.handlers.shared.telling.statuses import StatusTeller
from gotosocial.handlers.shared.writing import Writing
from gotosocial.http.client import HttpClient
from gotosocial.http.safe_agent import Resolver
from gotosocial.media.crew import Crew
from gotosocial.media.pipeline import MediaPipeline
from gotosocial.models.addresses import Addresses
from gotosocial.storage.blobs import BlobStore
from gotosocial.storage.bus import Bus
from gotosocial.storage.caches import Caches
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database
from gotosocial.streaming.hub import Hub
from gotosocial.util.clock import Clock
from gotosocial.util.flow import Background, Threads
from gotosocial.util.temporary import TemporaryFolder
from gotosocial.util.ulid import Ulids


@attrs.frozen(kw_only=True)
class Foundations:
    """Floors 0 and 1: time, ids, threads, addresses, what the admin wrote, what this process does."""

    config: Config
    roles: Roles
    reactor: Any
    clock: Clock
    ulids: Ulids
    background: Background
    passwords: Threads
    texts: Threads
    files: Threads
    addresses: Addresses
    resolver: Resolver | None = None
    """Finds hosts in place of the system's resolver, where somebody wants another one."""
    trusted_ca: str = ""
    """A file of certificates that outgoing requests trust besides the system's own."""


@attrs.frozen(kw_only=True)
class Cellar:
    """Floor 3: where things are kept."""

    bus: Bus
    engine: Engine
    db: Database
    caches: Caches
    fragments: Fragments
    blobs: BlobStore
    uploads: TemporaryFolder


@attrs.frozen(kw_only=True)
class Fetchers:
    """What fetches from other servers."""

    documents: RemoteDocuments
    emojis: EmojiKeeper
    accounts: AccountFetcher
    statuses: StatusFetcher
    threads: ThreadFetcher
    featured: FeaturedFetcher
    totals: TotalsFetcher
    instances: InstanceFetcher


@attrs.frozen(kw_only=True)
class Abroad:
    """Floor 5: everything between our doors and other servers."""

    http: HttpClient
    client: SignedClient
    signing: SigningKeys
    policy: DomainPolicy
    recent: RecentActors
    gate: Gate
    destinations: Destinations
    outbox: Outbox
    sender: DeliverySender
    fetchers: Fetchers


@attrs.frozen(kw_only=True)
class Neighbourhood:
    """Floor 5: what talks to others, and what works on media."""

    hub: Hub
    crew: Crew
    pipeline: MediaPipeline
    abroad: Abroad


@attrs.frozen(kw_only=True)
class Tellers:
    """Floor 6: who tells other servers what local accounts did."""

    follows: FollowTeller
    marks: MarkTeller
    blocks: BlockTeller
    statuses: StatusTeller
    interactions: InteractionTeller
    published: PublishedTeller
    forwarder: ReplyForwarder
    profiles: ProfileTeller


@attrs.frozen(kw_only=True)
class Shared:
    """Floor 6, the part that all rooms share."""

    access: Access
    show: Show
    notifier: Notifier
    connector: FollowConnector
    remover: StatusRemover
    writing: Writing
    documents: Documents
    tellers: Tellers
    boosts: BoostMaker
    let_in: LetIn
    decider: InteractionDecider
    account_remover: AccountRemover
    blocks: BlockConnector
    maker: LocalAccountMaker
