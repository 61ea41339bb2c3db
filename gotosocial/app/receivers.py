"""Floor 6, the inbox: which receiver takes in which activity."""

from collections.abc import Mapping
from typing import Any

from gotosocial.activitypub.activity import (
    Accept,
    Activity,
    Add,
    Announce,
    AnnounceRequest,
    Block,
    Create,
    Delete,
    Flag,
    Follow,
    Like,
    LikeRequest,
    Move,
    Reject,
    Remove,
    ReplyRequest,
    Undo,
    Unknown,
    Update,
)
from gotosocial.app.bundles import Abroad, Foundations, Shared
from gotosocial.federation.dereference.approvals import ApprovalCheck
from gotosocial.handlers.inbox.accept import AcceptReceiver
from gotosocial.handlers.inbox.announce import AnnounceReceiver
from gotosocial.handlers.inbox.answers import AnsweredFollows
from gotosocial.handlers.inbox.block import BlockReceiver
from gotosocial.handlers.inbox.create import CreateReceiver
from gotosocial.handlers.inbox.delete import DeleteReceiver
from gotosocial.handlers.inbox.featured import FeaturedReceiver
from gotosocial.handlers.inbox.flag import FlagReceiver
from gotosocial.handlers.inbox.follow import FollowReceiver
from gotosocial.handlers.inbox.forwarded import ForwardedReceiver
from gotosocial.handlers.inbox.ignore import UnknownReceiver
from gotosocial.handlers.inbox.interaction_answers import AnsweredInteractions
from gotosocial.handlers.inbox.kept import KeptWork
from gotosocial.handlers.inbox.like import LikeReceiver
from gotosocial.handlers.inbox.move import MoveReceiver
from gotosocial.handlers.inbox.permit import Permits, ReplyPermits
from gotosocial.handlers.inbox.receive import ActivityWork
from gotosocial.handlers.inbox.received import Receiver
from gotosocial.handlers.inbox.reject import RejectReceiver
from gotosocial.handlers.inbox.relevance import Relevance
from gotosocial.handlers.inbox.requests import (
    AnnounceRequestReceiver,
    LikeRequestReceiver,
    ReplyRequestReceiver,
)
from gotosocial.handlers.inbox.senders import Senders
from gotosocial.handlers.inbox.undo import UndoReceiver
from gotosocial.handlers.inbox.update import UpdateReceiver
from gotosocial.handlers.inbox.vote import VoteCounter
from gotosocial.handlers.shared.ballot_box import BallotBox
from gotosocial.handlers.shared.moving_times import MovingTimes


def inbox_work(base: Foundations, abroad: Abroad, shared: Shared) -> KeptWork:
    """Build what works received activities through."""
    access = shared.access
    senders = Senders(abroad.fetchers.accounts, access)
    filters_spam = base.config.instance.federation_spam_filter
    relevance = Relevance(access.known, base.addresses, filters_spam, base.texts)
    forwarded = ForwardedReceiver(senders, relevance, abroad.fetchers.statuses, shared.remover)
    receivers = {
        **_relations(base, shared, senders),
        **_posts(base, abroad, shared, senders, relevance, forwarded),
        Unknown: UnknownReceiver(),
    }
    return KeptWork(ActivityWork(receivers, forwarded, base.addresses), access.db, base.clock, base.reactor)


def _relations(base: Foundations, shared: Shared, senders: Senders) -> Mapping[type[Activity], Receiver[Any]]:
    answered = AnsweredFollows(senders.access.db)
    interactions = AnsweredInteractions(
        senders,
        shared.decider.approvals,
        shared.let_in,
        shared.remover,
        shared.tellers.statuses,
        shared.tellers.marks,
    )
    return {
        Follow: FollowReceiver(senders, shared.connector, shared.tellers.follows, base.ulids),
        Accept: AcceptReceiver(senders, shared.connector, answered, interactions),
        Reject: RejectReceiver(senders, shared.connector, answered, interactions),
        Block: BlockReceiver(senders, shared.blocks, base.ulids),
        Move: MoveReceiver(senders, MovingTimes(base.ulids, base.clock)),
        Flag: FlagReceiver(senders, base.ulids),
        Undo: UndoReceiver(senders, shared.connector, shared.remover),
    }


def _posts(
    base: Foundations,
    abroad: Abroad,
    shared: Shared,
    senders: Senders,
    relevance: Relevance,
    forwarded: ForwardedReceiver,
) -> Mapping[type[Activity], Receiver[Any]]:
    statuses = abroad.fetchers.statuses
    permits = Permits(senders.access, shared.decider.approvals, ApprovalCheck(abroad.client))
    creates = CreateReceiver(
        senders,
        relevance,
        ReplyPermits(permits, statuses),
        statuses,
        VoteCounter(senders, BallotBox(base.ulids, base.clock)),
        shared.tellers.forwarder,
    )
    likes = LikeReceiver(senders, shared.decider.approvals, base.ulids)
    announces = AnnounceReceiver(senders, statuses, permits, shared.boosts, forwarded)
    featured = FeaturedReceiver(senders)
    return {
        Create: creates,
        Update: UpdateReceiver(abroad.fetchers.accounts, statuses, creates),
        Delete: DeleteReceiver(
            senders, shared.remover, shared.account_remover, shared.tellers.forwarder
        ),
        Like: likes,
        Announce: announces,
        LikeRequest: LikeRequestReceiver(senders, likes),
        AnnounceRequest: AnnounceRequestReceiver(senders, announces),
        ReplyRequest: ReplyRequestReceiver(senders, creates),
        Add: featured,
        Remove: featured,
    }
