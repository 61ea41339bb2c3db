"""Which work belongs to which kind of job."""

from typing import Any

from gotosocial.app.bundles import Abroad, Cellar, Foundations, Neighbourhood, Shared
from gotosocial.app.media_works import media_consequences, media_errands
from gotosocial.app.receivers import inbox_work
from gotosocial.handlers.consequences.account_gone import AccountGoneConsequence
from gotosocial.handlers.consequences.account_moved import AccountMovedConsequence
from gotosocial.handlers.consequences.domain_blocked import (
    DomainBlockedConsequence,
    DomainUnblockedConsequence,
)
from gotosocial.handlers.consequences.follow_started import FollowStartedConsequence
from gotosocial.handlers.consequences.poll_changed import PollChangedConsequence
from gotosocial.handlers.consequences.profile_changed import ProfileChangedConsequence
from gotosocial.handlers.consequences.status_edited import StatusEditedConsequence
from gotosocial.handlers.consequences.status_gone import StatusGoneConsequence
from gotosocial.handlers.consequences.status_published import StatusPublishedConsequence
from gotosocial.handlers.fetching.fetch_instance import InstanceErrand
from gotosocial.handlers.fetching.fetch_thread import ThreadErrand
from gotosocial.handlers.fetching.refresh_account import AccountDetails, AccountRefresher, FeaturedRefresher
from gotosocial.handlers.housekeeping.ask_again import FollowAsker
from gotosocial.handlers.housekeeping.close_polls import PollCloser
from gotosocial.handlers.housekeeping.prune_deliveries import DeliveryPruner
from gotosocial.handlers.housekeeping.prune_expired import Pruner
from gotosocial.handlers.housekeeping.trim_timelines import TimelineTrimmer
from gotosocial.jobs.kinds import (
    AccountGone,
    AccountMoved,
    ActivityReceived,
    AskAgain,
    ClosePolls,
    DomainBlocked,
    DomainUnblocked,
    FetchFeatured,
    FetchInstance,
    FetchThread,
    FollowStarted,
    Job,
    PollChanged,
    ProfileChanged,
    PruneDeliveries,
    PruneExpired,
    RefreshAccount,
    StatusEdited,
    StatusGone,
    StatusPublished,
    TrimTimelines,
)
from gotosocial.jobs.work import Errand, Works

Errands = dict[type[Job], Errand[Any]]


def assign_works(base: Foundations, cellar: Cellar, near: Neighbourhood, shared: Shared) -> Works:
    """Give every kind of job the one that does it."""
    abroad = near.abroad
    inbox = inbox_work(base, abroad, shared)
    return Works(
        consequences=media_consequences(),
        errands={
            StatusPublished: StatusPublishedConsequence(
                shared.access, shared.notifier, shared.tellers.published, base.clock
            ),
            FollowStarted: FollowStartedConsequence(shared.access, base.clock),
            TrimTimelines: TimelineTrimmer(shared.access.db),
            PruneExpired: Pruner(shared.access.db, base.clock, base.addresses.origin),
            PruneDeliveries: DeliveryPruner(shared.access.db, base.clock),
            ClosePolls: PollCloser(shared.access, shared.notifier, base.clock),
            AskAgain: FollowAsker(shared.access, shared.tellers.follows, base.clock),
            ActivityReceived: inbox,
            **_changed(base, shared),
            **_gone(abroad, shared),
            **_fetching(base, abroad, shared),
            **media_errands(base, cellar, near),
        },
        given_up={ActivityReceived: inbox.given_up},
    )


def _changed(base: Foundations, shared: Shared) -> Errands:
    """Return what follows from changes of what was published before."""
    published = shared.tellers.published
    return {
        StatusEdited: StatusEditedConsequence(shared.access, shared.notifier, published, base.ulids),
        PollChanged: PollChangedConsequence(shared.access, published, base.ulids),
        AccountMoved: AccountMovedConsequence(
            shared.access, shared.connector, shared.tellers.follows, base.addresses, base.ulids
        ),
        ProfileChanged: ProfileChangedConsequence(shared.access, shared.tellers.profiles),
    }


def _gone(abroad: Abroad, shared: Shared) -> Errands:
    """Return what removes things of other servers."""
    db = shared.access.db
    return {
        AccountGone: AccountGoneConsequence(shared.account_remover),
        StatusGone: StatusGoneConsequence(shared.remover),
        DomainBlocked: DomainBlockedConsequence(db, abroad.policy, shared.account_remover),
        DomainUnblocked: DomainUnblockedConsequence(db, abroad.policy),
    }


def _fetching(base: Foundations, abroad: Abroad, shared: Shared) -> Errands:
    """Return what fetches things of other servers."""
    fetchers = abroad.fetchers
    details = AccountDetails(fetchers.featured, fetchers.totals)
    return {
        RefreshAccount: AccountRefresher(fetchers.accounts, details),
        FetchFeatured: FeaturedRefresher(fetchers.accounts, details),
        FetchThread: ThreadErrand(shared.access.db, fetchers.threads),
        FetchInstance: InstanceErrand(fetchers.instances),
    }
