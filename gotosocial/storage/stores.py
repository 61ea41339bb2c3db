"""All shelves under their names: ``db.statuses``, and ``t.statuses`` within a transaction.

``Database`` reads and writes outside transactions, each write being one of its own. ``transact`` hands a
``Transaction`` to a deed, with the same shelves over the transaction's querier. A shelf is made when it is
first used.
"""

from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TypeVar

from twisted.internet.defer import Deferred

from gotosocial.storage.access_tokens import AccessTokens
from gotosocial.storage.account_counts import AccountCounts
from gotosocial.storage.account_notes import AccountNotes
from gotosocial.storage.account_settings import AccountSettingsShelf
from gotosocial.storage.accounts import Accounts
from gotosocial.storage.applications import Applications
from gotosocial.storage.authorization_codes import AuthorizationCodes
from gotosocial.storage.blocks import Blocks
from gotosocial.storage.bookmarks import Bookmarks
from gotosocial.storage.database import Engine, Querier
from gotosocial.storage.deliveries import Deliveries
from gotosocial.storage.delivery_reports import DeliveryReports
from gotosocial.storage.delivery_shares import DeliveryShares
from gotosocial.storage.destinations import Destinations
from gotosocial.storage.domain_accounts import DomainAccounts
from gotosocial.storage.domain_permissions import DomainAllows, DomainBlocks
from gotosocial.storage.emojis import Emojis
from gotosocial.storage.favourites import Favourites
from gotosocial.storage.follow_requests import FollowRequests
from gotosocial.storage.follower_hosts import FollowerHosts
from gotosocial.storage.follower_inboxes import FollowerInboxes
from gotosocial.storage.follows import Follows
from gotosocial.storage.handover import HandedOver, Handover
from gotosocial.storage.idempotency_keys import IdempotencyKeys
from gotosocial.storage.instance_counts import InstanceCountsShelf
from gotosocial.storage.instance_texts import InstanceTextsShelf
from gotosocial.storage.instances import Instances
from gotosocial.storage.interaction_requests import InteractionRequests
from gotosocial.storage.jobs_shelf import JobRows
from gotosocial.storage.kept_files import KeptFiles
from gotosocial.storage.markers import Markers
from gotosocial.storage.marks import MarksShelf
from gotosocial.storage.media import Media
from gotosocial.storage.mentions import Mentions
from gotosocial.storage.moves import Moves
from gotosocial.storage.mutes import Mutes
from gotosocial.storage.notifications import Notifications
from gotosocial.storage.outgoing_activities import OutgoingActivities
from gotosocial.storage.polls import Polls
from gotosocial.storage.public_keys import PublicKeys
from gotosocial.storage.remote_totals import RemoteTotalsShelf
from gotosocial.storage.reports import Reports
from gotosocial.storage.rules import Rules
from gotosocial.storage.secrets import Secrets
from gotosocial.storage.seen_activities import SeenActivities
from gotosocial.storage.sign_in_failures import SignInFailures
from gotosocial.storage.status_audiences import StatusAudiences
from gotosocial.storage.status_edits import StatusEdits
from gotosocial.storage.status_pages import StatusPages
from gotosocial.storage.statuses import Statuses
from gotosocial.storage.tags import Tags
from gotosocial.storage.thread_mutes import ThreadMutes
from gotosocial.storage.threads import Threads
from gotosocial.storage.timelines import Timelines
from gotosocial.storage.tombstones import Tombstones
from gotosocial.storage.unused_emojis import UnusedEmojis
from gotosocial.storage.users import Users
from gotosocial.storage.viewers import Viewers

T = TypeVar("T")


class _Shelf(cached_property[T]):
    """A shelf by its class, over the querier of the object that carries it."""

    def __init__(self, make: Callable[[Querier], T]) -> None:
        def first_use(shelves: "Shelves") -> T:
            return make(shelves.querier)

        super().__init__(first_use)


class Shelves:
    """Every shelf, over one querier. The names are those of the files."""

    def __init__(self, querier: Callable[[], Querier]) -> None:
        self._querier = querier

    @property
    def querier(self) -> Querier:
        """What the shelves ask; Database and Transaction each have their own."""
        return self._querier()

    access_tokens = _Shelf(AccessTokens)
    account_counts = _Shelf(AccountCounts)
    account_notes = _Shelf(AccountNotes)
    account_settings = _Shelf(AccountSettingsShelf)
    accounts = _Shelf(Accounts)
    applications = _Shelf(Applications)
    authorization_codes = _Shelf(AuthorizationCodes)
    blocks = _Shelf(Blocks)
    bookmarks = _Shelf(Bookmarks)
    deliveries = _Shelf(Deliveries)
    delivery_reports = _Shelf(DeliveryReports)
    delivery_shares = _Shelf(DeliveryShares)
    destinations = _Shelf(Destinations)
    domain_accounts = _Shelf(DomainAccounts)
    domain_allows = _Shelf(DomainAllows)
    domain_blocks = _Shelf(DomainBlocks)
    emojis = _Shelf(Emojis)
    favourites = _Shelf(Favourites)
    follow_requests = _Shelf(FollowRequests)
    follower_hosts = _Shelf(FollowerHosts)
    follower_inboxes = _Shelf(FollowerInboxes)
    follows = _Shelf(Follows)
    idempotency_keys = _Shelf(IdempotencyKeys)
    instance_counts = _Shelf(InstanceCountsShelf)
    instance_texts = _Shelf(InstanceTextsShelf)
    instances = _Shelf(Instances)
    interaction_requests = _Shelf(InteractionRequests)
    jobs = _Shelf(JobRows)
    kept_files = _Shelf(KeptFiles)
    markers = _Shelf(Markers)
    marks = _Shelf(MarksShelf)
    media = _Shelf(Media)
    mentions = _Shelf(Mentions)
    moves = _Shelf(Moves)
    mutes = _Shelf(Mutes)
    notifications = _Shelf(Notifications)
    outgoing_activities = _Shelf(OutgoingActivities)
    polls = _Shelf(Polls)
    public_keys = _Shelf(PublicKeys)
    remote_totals = _Shelf(RemoteTotalsShelf)
    reports = _Shelf(Reports)
    rules = _Shelf(Rules)
    secrets = _Shelf(Secrets)
    seen_activities = _Shelf(SeenActivities)
    sign_in_failures = _Shelf(SignInFailures)
    status_audiences = _Shelf(StatusAudiences)
    status_edits = _Shelf(StatusEdits)
    status_pages = _Shelf(StatusPages)
    statuses = _Shelf(Statuses)
    tags = _Shelf(Tags)
    thread_mutes = _Shelf(ThreadMutes)
    threads = _Shelf(Threads)
    timelines = _Shelf(Timelines)
    tombstones = _Shelf(Tombstones)
    unused_emojis = _Shelf(UnusedEmojis)
    users = _Shelf(Users)
    viewers = _Shelf(Viewers)


class Transaction(Shelves):
    """The shelves within one transaction; a deed awaits nothing else.

    ``handed_over`` holds the new jobs that a runner of this process is given after the COMMIT.
    """

    def __init__(self, querier: Querier, handover: Handover) -> None:
        super().__init__(lambda: querier)
        self.handed_over = HandedOver(handover, querier)

    def tell(self, topic: str, key: str) -> None:
        """Say on the bus, after the COMMIT, that the thing with this key has changed."""
        self.querier.tell(topic, key)

    def afterwards(self, call: Callable[[], object]) -> None:
        """Call this in our process once the transaction is committed."""
        self.querier.afterwards(call)


class Database(Shelves):
    """The shelves outside transactions, and the way into one. The engine is started by its owner.

    ``handover`` is where a runner of this process says that it takes the jobs that are made here.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(lambda: engine.reads)
        self.engine = engine
        self.handover = Handover()

    def transact(self, deed: Callable[[Transaction], Awaitable[T]]) -> Deferred[T]:
        """Run the deed in a transaction; fire with its result after the COMMIT.

        The deed may run more than once, so it changes nothing but the database. Raises Contention or
        StorageFull where nothing could be written.
        """

        async def within(querier: Querier) -> T:
            return await deed(Transaction(querier, self.handover))

        within.__qualname__ = getattr(deed, "__qualname__", within.__qualname__)
        return self.engine.transact(within)
