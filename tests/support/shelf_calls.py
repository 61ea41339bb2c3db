"""Calls every method of every shelf, and notes what each of them asks of the database.

Everything has the id ``X`` in the database that ``furnish`` fills, so that each method finds something. A
parameter of a type that has no sample here is an error, so that no new method is forgotten.
"""

import ast
import inspect
import sys
import types
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs
import pytest
from twisted.internet.defer import Deferred

from gotosocial import storage
from gotosocial.errors import Trouble
from gotosocial.models.account import Account
from gotosocial.models.account_settings import AccountSettings
from gotosocial.models.account_statuses import AccountStatuses
from gotosocial.models.application import Application
from gotosocial.models.block import Block
from gotosocial.models.delivery import (
    DeliveryChoice,
    DeliveryResult,
    DeliveryState,
    OutgoingActivity,
    Span,
)
from gotosocial.models.destination import Destination
from gotosocial.models.domain_permission import DomainPermission
from gotosocial.models.emoji import Emoji
from gotosocial.models.emoji_list import EmojiFilter, EmojiSpan
from gotosocial.models.follow import Follow
from gotosocial.models.instance import InstanceTexts, Rule
from gotosocial.models.interaction_request import InteractionRequest
from gotosocial.models.job_row import JobRow
from gotosocial.models.kept_file import KeptFile
from gotosocial.models.mark import Mark
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.move import Move
from gotosocial.models.mute import Mute
from gotosocial.models.notification import Notification
from gotosocial.models.origin import Origin
from gotosocial.models.poll import Poll, PollVote
from gotosocial.models.public_key_row import PublicKeyRow
from gotosocial.models.remote_instance import RemoteInstance
from gotosocial.models.remote_totals import RemoteTotals
from gotosocial.models.report import Report
from gotosocial.models.status import Status
from gotosocial.models.status_edit import StatusEdit
from gotosocial.models.timeline_entry import TimelineEntry
from gotosocial.models.token import AccessToken, AuthorizationCode
from gotosocial.models.user import User
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.handover import Handover
from gotosocial.storage.stores import Database, Shelves, Transaction
from gotosocial.util.paging import Page
from tests.support import builders
from tests.support.builders import START
from tests.support.keep import keep

STORAGE = Path(storage.__file__).parent
ACCOUNT = builders.an_account("X", id="X", uri="X", url="X")
USER = builders.a_user(of=ACCOUNT, id="X", email="X")
STATUS = builders.a_status(by=ACCOUNT, id="X", uri="X", thread_id="X", tags=("X",), mentioned_ids=("X",))
REPLY = builders.a_status(by=ACCOUNT, reply_to=STATUS)
BOOST = builders.a_status(by=ACCOUNT, boost_of=STATUS)
ORPHAN = builders.a_status(by=ACCOUNT, in_reply_to_uri="X", is_monologue=False)
ACTIVITY = OutgoingActivity(id="X", uri="X", object_uri="X", signer_id="X", body="X", made_at=START)
APPLICATION = builders.an_application(id="X", client_id="X")
ENTRY = TimelineEntry(timeline="X", status_id="X", account_id="X", original_id="X")

POLL = builders.a_poll(STATUS, id="X")
VOTE = PollVote(id="X", poll_id="X", account_id="X", choices=(0,), created_at=START)
REQUEST = builders.a_request("reply", by=ACCOUNT, of=STATUS, id="X", interaction_uri="X")
EDIT = StatusEdit(id="X", status_id="X", written_at=START)
MOVE = Move(id="X", uri="X", origin_uri="X", target_uri="X", tried_at=START)
REPORT = Report(
    id="X", uri="X", account_id="X", target_id="X", comment="X", created_at=START, updated_at=START
)

SAMPLES: dict[Any, Sequence[Any]] = {
    str: ("X", ""),
    int: (1,),
    bool: (False, True),
    datetime: (START,),
    type(None): (None,),
    Origin: tuple(Origin),
    Page: (Page(limit=2), Page(limit=2, max_id="Y", min_id="A")),
    Mapping[str, str]: ({"X": "X"},),
    DeliveryResult: (DeliveryResult(id=1, state=DeliveryState.WAITING, answer="X", tried_at=1),),
    DeliveryChoice: (DeliveryChoice(id=1), DeliveryChoice(object_uri="X"), DeliveryChoice(destination="X")),
    OutgoingActivity: (ACTIVITY,),
    Destination: (Destination(host="X", failing_since=START),),
    Span: (Span(), Span(max_id=1, min_id=1)),
    Account: (ACCOUNT, builders.an_account("Y", id="Y", uri="Y", url="Y")),
    AccountSettings: (AccountSettings(account_id="X"),),
    AccountStatuses: (
        AccountStatuses(),
        AccountStatuses(exclude_replies=True, exclude_reblogs=True),
        AccountStatuses(only_media=True, only_public=True),
        AccountStatuses(tagged="X"),
        AccountStatuses(tagged="X", exclude_replies=True, exclude_reblogs=True, only_media=True),
    ),
    User: (USER,),
    Status: (STATUS, BOOST),
    Application: (APPLICATION,),
    AccessToken: (builders.a_token(APPLICATION, USER, id="X", digest="X"),),
    AuthorizationCode: (builders.a_code(APPLICATION, USER, digest="X"),),
    Follow: (builders.a_follow(by=ACCOUNT, of=ACCOUNT, id="X", uri="X"),),
    Block: (builders.a_block(by=ACCOUNT, of=ACCOUNT, id="X", uri="X"),),
    Mute: (builders.a_mute(by=ACCOUNT, of=ACCOUNT, id="X"),),
    Mark: (builders.a_favourite(by=ACCOUNT, of=STATUS, id="X", uri="X"),),
    MediaAttachment: (builders.a_media(of=ACCOUNT, id="X", status_id="X"),),
    Notification: (builders.a_notification("favourite", to=ACCOUNT, by=ACCOUNT, id="X", status_id="X"),),
    Emoji: (builders.an_emoji("X", id="X", uri="X"),),
    EmojiFilter: (EmojiFilter(), EmojiFilter(domain="X", is_disabled=False, shortcode="X")),
    EmojiSpan: (EmojiSpan(), EmojiSpan(after=("X", "X")), EmojiSpan(before=("X", "X"))),
    KeptFile: (
        KeptFile(id="X", kind="emoji", keys=("X",), size=1, is_cached=True, can_return=True, used_at=START),
        KeptFile(id="X", kind="avatar", keys=("X",), size=1, is_cached=True, can_return=True, used_at=START),
    ),
    InstanceTexts: (InstanceTexts(updated_at=START),),
    Rule: (Rule(id="X", text="X", position=1),),
    RemoteInstance: (RemoteInstance(domain="X", created_at=START),),
    RemoteTotals: (RemoteTotals(counted_at=START),),
    TimelineEntry: (ENTRY, attrs.evolve(ENTRY, timeline="Y")),
    Poll: (POLL,),
    PollVote: (VOTE,),
    InteractionRequest: (REQUEST,),
    StatusEdit: (EDIT,),
    Move: (MOVE,),
    Report: (REPORT,),
    PublicKeyRow: (PublicKeyRow(uri="X", owner_uri="X", host="X", key="X", fetched_at=START),),
    DomainPermission: (DomainPermission(id="X", kind="block", domain="X", created_at=START),),
    JobRow: (JobRow(id="X", kind="X", lane="X", payload="X", attempts=0),),
}


@attrs.frozen
class Noted:
    """A statement: which method asked it, with which parameters, and whether it may be slow."""

    method: str
    parameters: dict[str, Any]
    may_be_slow: bool = False


@attrs.frozen
class Notes:
    """What was asked: statements by their text, and the places in ``storage/`` that asked."""

    statements: dict[str, Noted] = attrs.field(factory=dict)
    places: set[tuple[str, int]] = attrs.field(factory=set)


@attrs.frozen
class Scribe:
    """Passes every statement on and notes it."""

    inner: Querier
    notes: Notes
    method: str

    def one(self, sql: str, /, **parameters: Any) -> Deferred[Row]:
        self._note(sql, parameters)
        return self.inner.one(sql, **parameters)

    def maybe(self, sql: str, /, **parameters: Any) -> Deferred[Row | None]:
        self._note(sql, parameters)
        return self.inner.maybe(sql, **parameters)

    def all(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        self._note(sql, parameters)
        return self.inner.all(sql, **parameters)

    def scan(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        self._note(sql, parameters, may_be_slow=True)
        return self.inner.scan(sql, **parameters)

    def value(self, sql: str, /, **parameters: Any) -> Deferred[Any]:
        self._note(sql, parameters)
        return self.inner.value(sql, **parameters)

    def run(self, sql: str, /, **parameters: Any) -> Deferred[int]:
        self._note(sql, parameters)
        return self.inner.run(sql, **parameters)

    def batch(self, sql: str, rows: Sequence[Mapping[str, Any]], /) -> Deferred[None]:
        self._note(sql, dict(rows[0]) if rows else None)
        return self.inner.batch(sql, rows)

    def later(self, sql: str, /, **parameters: Any) -> None:
        self._note(sql, parameters)
        self.inner.later(sql, **parameters)

    def tell(self, topic: str, key: str, /) -> None:
        self.inner.tell(topic, key)

    def afterwards(self, call: Callable[[], object], /) -> None:
        self.inner.afterwards(call)

    def _note(self, sql: str, parameters: dict[str, Any] | None, *, may_be_slow: bool = False) -> None:
        if parameters is not None:
            self.notes.statements.setdefault(sql, Noted(self.method, parameters, may_be_slow))
        asking = sys._getframe(2)
        self.notes.places.add((Path(asking.f_code.co_filename).name, asking.f_lineno))


class RollBack(Trouble):
    """Ends a transaction whose changes nobody wants."""


def shelf_names() -> list[str]:
    return [name for name, shelf in vars(Shelves).items() if hasattr(shelf, "attrname")]


def methods_of(shelf: object) -> list[str]:
    members = inspect.getmembers(type(shelf), inspect.isfunction)
    return [name for name, _ in members if not name.startswith("_")]


def samples_of(hint: Any) -> Sequence[Any]:
    """Return values of the type; a type that is not known here is an error, so that none is forgotten."""
    if get_origin(hint) in (Sequence, Collection, list, tuple):
        values = samples_of(get_args(hint)[0])
        return [*([value] for value in values), list(values)]
    if get_origin(hint) is types.UnionType:
        return [value for part in get_args(hint) for value in samples_of(part)]
    if get_origin(hint) is Literal:
        return get_args(hint)[:1]
    return SAMPLES[hint]


def calls_of(method: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """Yield arguments for the method until every sample was there once, and each optional one alone."""
    hints, parameters = get_type_hints(method), inspect.signature(method).parameters
    wanted = {name: samples_of(hints[name]) for name in parameters}
    for turn in range(max((len(values) for values in wanted.values()), default=1)):
        yield {name: values[turn % len(values)] for name, values in wanted.items()}
    optional = [name for name, one in parameters.items() if one.default is not one.empty]
    for chosen in optional:
        yield {name: values[0] for name, values in wanted.items() if name not in optional or name == chosen}
    if optional:
        yield {name: values[0] for name, values in wanted.items() if name not in optional}


async def furnish(db: Database) -> None:
    kinds = (Follow, Block, Mute, Mark, MediaAttachment, Notification, Emoji, AccessToken, AuthorizationCode)
    await keep(db, ACCOUNT, USER, APPLICATION, STATUS, REPLY, BOOST, ORPHAN)
    await keep(db, *(SAMPLES[kind][0] for kind in kinds))

    async def deed(t: Transaction) -> None:
        await t.follow_requests.insert(SAMPLES[Follow][0])
        await t.timelines.insert([ENTRY])
        t.outgoing_activities.add(ACTIVITY)
        await t.deliveries.insert("X", {"X": "X"})
        await t.jobs.insert(SAMPLES[JobRow][0])
        await t.polls.insert(POLL)
        await t.polls.put_vote(VOTE, "X")
        await t.interaction_requests.insert(REQUEST)
        await t.status_edits.insert(EDIT)
        await t.moves.put(MOVE)
        await t.reports.insert(REPORT)
        await t.public_keys.upsert(SAMPLES[PublicKeyRow][0])
        await t.emojis.insert(builders.an_emoji("Y", id="Y", uri="Y", domain="X"))

    await db.transact(deed)


async def ask_everything(db: Database) -> Notes:
    """Call every method of every shelf and return what they asked of the database."""
    notes = Notes()
    for shelf_name in shelf_names():
        for method_name in methods_of(getattr(db, shelf_name)):
            for arguments in calls_of(getattr(getattr(db, shelf_name), method_name)):
                await _call(db, shelf_name, method_name, arguments, notes)
    return notes


async def _call(
    db: Database, shelf_name: str, method_name: str, arguments: dict[str, Any], notes: Notes
) -> None:
    async def deed(querier: Querier) -> None:
        scribe = Scribe(querier, notes, f"{shelf_name}.{method_name}")
        outcome = getattr(getattr(Transaction(scribe, Handover()), shelf_name), method_name)(**arguments)
        if outcome is not None:
            await outcome
        raise RollBack

    with pytest.raises(Trouble):
        await db.engine.transact(deed)


def asking_places() -> set[tuple[str, int]]:
    """Return file and line of everything in ``storage/`` that asks a querier."""
    kinds = ("one", "maybe", "all", "scan", "value", "run", "batch", "later")
    return {
        (path.name, node.lineno)
        for path in STORAGE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in kinds
        and ast.unparse(node.func.value) in ("querier", "self.querier")
    }
