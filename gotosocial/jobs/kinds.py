"""Every kind of job: facts that were committed, and tasks to be done.

A fact is named in the past tense and says what happened; a consequence in ``handlers/`` knows what follows.
A task is named as an order. The class carries the policy, its fields are the payload. The name of the class
and of its fields is what the database keeps: renaming one needs a migration of the rows that wait.
"""

from enum import StrEnum
from typing import ClassVar, TypeVar

import attrs
import orjson

from gotosocial.errors import Trouble


class Lane(StrEnum):
    """Where a job waits. Each lane has a share of its own, so that none holds up another."""

    OWN = "own"
    """What people here have just done."""
    INBOUND = "inbound"
    """What other servers sent."""
    CROWDED = "crowded"
    """The same, of servers of which much waits already."""
    FETCHING = "fetching"
    """What is fetched from other servers."""
    MEDIA = "media"
    """Files of other servers, which are large, and what is worked on for long."""
    HOUSEKEEPING = "housekeeping"
    """What nobody waits for."""


class Hopeless(Trouble):
    """The job can never succeed; it is given up without another attempt."""

    default = "this job can never succeed"


@attrs.frozen(kw_only=True)
class Job:
    """A job by its fields, which are texts, numbers and flags. Times of the policy are in seconds."""

    lane: ClassVar[Lane] = Lane.OWN
    max_attempts: ClassVar[int] = 12
    """Failures before the job is given up. With the delays below that takes about three hours."""
    first_delay: ClassVar[float] = 5
    cap: ClassVar[float] = 3600
    """The longest wait between two attempts."""
    time_limit: ClassVar[float] = 600
    """How long one attempt may take before it is stopped and counts as failed."""
    every: ClassVar[float | None] = None
    """How often the job recurs; it then never ends and is never given up."""

    @classmethod
    def kind(cls) -> str:
        """Return the name under which the database keeps jobs of this class."""
        return cls.__name__


K = TypeVar("K", bound=Job)


@attrs.frozen(kw_only=True)
class StatusPublished(Job):
    """A status or a boost was published here, or arrived from elsewhere."""

    time_limit: ClassVar[float] = 3600
    status_id: str


@attrs.frozen(kw_only=True)
class FollowStarted(Job):
    """A follow stands now: the author's latest posts belong into the follower's home timeline."""

    account_id: str
    target_id: str


@attrs.frozen(kw_only=True)
class ActivityReceived(Job):
    """Another server sent an activity and has our word that it will be worked through.

    ``actor_uri``, ``key_uri`` and ``host`` are of its sender, whom the gate has proved. ``inbox_of`` is the
    id of a local account, or empty for the shared inbox. ``digest`` is its row in ``seen_activities``.
    """

    lane: ClassVar[Lane] = Lane.INBOUND
    body: str
    actor_uri: str
    key_uri: str
    host: str
    inbox_of: str
    digest: str


@attrs.frozen(kw_only=True)
class AccountGone(Job):
    """A remote account exists no more: its own server says so, or gave its name to another one."""

    lane: ClassVar[Lane] = Lane.HOUSEKEEPING
    time_limit: ClassVar[float] = 3600
    account_id: str


@attrs.frozen(kw_only=True)
class StatusGone(Job):
    """A remote status exists no more: its own server says so."""

    lane: ClassVar[Lane] = Lane.INBOUND
    status_id: str


@attrs.frozen(kw_only=True)
class StatusEdited(Job):
    """A status says something else than before; the new words are written already.

    ``newly_mentioned``: the ids of accounts that it did not mention before, with spaces between them.
    """

    lane: ClassVar[Lane] = Lane.INBOUND
    status_id: str
    newly_mentioned: str = ""


@attrs.frozen(kw_only=True)
class AccountMoved(Job):
    """An account lives under another one's name now: its followers here follow that one."""

    time_limit: ClassVar[float] = 3600
    account_id: str
    target_id: str


@attrs.frozen(kw_only=True)
class PollChanged(Job):
    """Votes came into a local poll, or it is closed: other servers hear how it stands."""

    poll_id: str


@attrs.frozen(kw_only=True)
class ProfileChanged(Job):
    """The profile of a local account says something else than before: other servers hear of it."""

    account_id: str


@attrs.frozen(kw_only=True)
class RefreshAccount(Job):
    """Fetch a remote account again that somebody looks at, and what belongs to it."""

    lane: ClassVar[Lane] = Lane.FETCHING
    max_attempts: ClassVar[int] = 2
    account_id: str


@attrs.frozen(kw_only=True)
class FetchFeatured(Job):
    """Fetch the pinned statuses and the totals of a remote account."""

    lane: ClassVar[Lane] = Lane.FETCHING
    max_attempts: ClassVar[int] = 2
    account_id: str


@attrs.frozen(kw_only=True)
class FetchThread(Job):
    """Fetch what stands above and below a remote status that somebody has opened, or that is new here."""

    lane: ClassVar[Lane] = Lane.FETCHING
    max_attempts: ClassVar[int] = 2
    status_id: str


@attrs.frozen(kw_only=True)
class FetchInstance(Job):
    """Ask a server who it is."""

    lane: ClassVar[Lane] = Lane.FETCHING
    max_attempts: ClassVar[int] = 2
    domain: str


@attrs.frozen(kw_only=True)
class PortraitsChanged(Job):
    """The profile of a remote account names other pictures than those that are known here."""

    lane: ClassVar[Lane] = Lane.FETCHING
    account_id: str


@attrs.frozen(kw_only=True)
class FetchMedia(Job):
    """Fetch the file of an attachment, avatar or header of another server, unless it is here.

    ``tries``: how often its server failed before. A file that cannot be had is a row with an error, not a job
    that is given up.
    """

    lane: ClassVar[Lane] = Lane.MEDIA
    time_limit: ClassVar[float] = 2 * 3600
    media_id: str
    tries: int = 0


@attrs.frozen(kw_only=True)
class WorkOnUpload(Job):
    """Make a film that was uploaded here one of our files."""

    lane: ClassVar[Lane] = Lane.MEDIA
    time_limit: ClassVar[float] = 2 * 3600
    media_id: str


@attrs.frozen(kw_only=True)
class FetchEmoji(Job):
    """Fetch the picture of a custom emoji of another server, unless it is here; see ``FetchMedia``."""

    lane: ClassVar[Lane] = Lane.MEDIA
    emoji_id: str
    tries: int = 0


@attrs.frozen(kw_only=True)
class EmojisArrived(Job):
    """Pictures of emojis came here a short while ago: statuses and accounts are shown with them now."""

    lane: ClassVar[Lane] = Lane.MEDIA


@attrs.frozen(kw_only=True)
class RefetchMedia(Job):
    """Try again to fetch what could not be had, of one domain or of all (empty)."""

    lane: ClassVar[Lane] = Lane.MEDIA
    domain: str = ""


@attrs.frozen(kw_only=True)
class CleanMedia(Job):
    """Clean media: by a schedule, or because an admin asks for it.

    ``days``: how long media of other servers stay; -1 for what the configuration says, on schedule. ``due``:
    for when it was planned, in milliseconds since the epoch; ``times``: by which times.
    """

    lane: ClassVar[Lane] = Lane.MEDIA
    max_attempts: ClassVar[int] = 1000
    time_limit: ClassVar[float] = 12 * 3600
    days: int = -1
    due: int = 0
    times: str = ""

    @property
    def is_scheduled(self) -> bool:
        """Whether another one follows at the next set time."""
        return self.days < 0


@attrs.frozen(kw_only=True)
class MakeRoom(Job):
    """Take media of other servers away where they have more bytes than they may."""

    lane: ClassVar[Lane] = Lane.MEDIA
    every: ClassVar[float | None] = 600


@attrs.frozen(kw_only=True)
class SweepFiles(Job):
    """Remove the files of an account whose rows are gone."""

    lane: ClassVar[Lane] = Lane.MEDIA
    account_id: str


@attrs.frozen(kw_only=True)
class DomainBlocked(Job):
    """The admins blocked a domain: everything from there goes, and nobody from there comes back.

    ``block_id`` is empty where an allow that had held the domain open was taken away.
    """

    lane: ClassVar[Lane] = Lane.HOUSEKEEPING
    time_limit: ClassVar[float] = 6 * 3600
    domain: str
    block_id: str


@attrs.frozen(kw_only=True)
class DomainUnblocked(Job):
    """The admins let a domain in again; accounts that this block suspended may speak again."""

    lane: ClassVar[Lane] = Lane.HOUSEKEEPING
    time_limit: ClassVar[float] = 3600
    domain: str
    block_id: str


@attrs.frozen(kw_only=True)
class PruneExpired(Job):
    """Drop what has expired: idempotency keys, authorization codes, counts of failed sign-ins."""

    lane: ClassVar[Lane] = Lane.HOUSEKEEPING
    every: ClassVar[float | None] = 3600


@attrs.frozen(kw_only=True)
class AskAgain(Job):
    """Send requests to follow once more that other servers have not answered."""

    lane: ClassVar[Lane] = Lane.HOUSEKEEPING
    every: ClassVar[float | None] = 900


@attrs.frozen(kw_only=True)
class ClosePolls(Job):
    """Tell those who voted in polls whose time is over."""

    lane: ClassVar[Lane] = Lane.HOUSEKEEPING
    every: ClassVar[float | None] = 60


@attrs.frozen(kw_only=True)
class TrimTimelines(Job):
    """Drop the oldest entries of timelines that have grown too long."""

    lane: ClassVar[Lane] = Lane.HOUSEKEEPING
    every: ClassVar[float | None] = 86_400


@attrs.frozen(kw_only=True)
class PruneDeliveries(Job):
    """Forget deliveries that ended a week ago, and give up those that have waited for a month."""

    lane: ClassVar[Lane] = Lane.HOUSEKEEPING
    every: ClassVar[float | None] = 3600


KINDS: tuple[type[Job], ...] = (
    *(PortraitsChanged, FetchMedia, FetchEmoji, EmojisArrived, RefetchMedia, WorkOnUpload),
    *(CleanMedia, MakeRoom, SweepFiles),
    *(StatusPublished, FollowStarted, PollChanged, ProfileChanged, AccountMoved),
    *(ActivityReceived, DomainBlocked, DomainUnblocked),
    *(AccountGone, StatusGone, StatusEdited, RefreshAccount, FetchFeatured, FetchThread, FetchInstance),
    *(PruneExpired, PruneDeliveries, TrimTimelines, ClosePolls, AskAgain),
)
"""Every kind; a test proves that each of them has exactly one that does it."""


def write_job(job: Job) -> str:
    """Return the fields of the job as JSON."""
    return orjson.dumps(attrs.asdict(job)).decode()


def read_job(kind: type[K], payload: str) -> K:
    """Read a job; fields that the class has no more are left out. Raises Hopeless where one is missing."""
    known = {field.name for field in attrs.fields(kind)}
    try:
        values = orjson.loads(payload)
        return kind(**{name: value for name, value in values.items() if name in known})
    except (TypeError, ValueError, AttributeError) as error:
        raise Hopeless(f"the payload of {kind.kind()} cannot be read", detail=str(error)) from error
