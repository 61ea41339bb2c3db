"""No read or write of any shelf walks a whole table, unless it says so with ``scan``.

Every public method of every shelf is called in a database where everything has the id ``X``, so that each
of them finds something. A querier in between notes the statements, and the engine is asked how it would run
them. On PostgreSQL table scans are forbidden for the asking, so that what is left of them has no index.
"""

import inspect
import re
import types
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs
import pytest
from twisted.internet.defer import Deferred

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
from gotosocial.storage.database import Engine, Querier, Row
from gotosocial.storage.handover import Handover
from gotosocial.storage.stores import Database, Shelves, Transaction
from gotosocial.util.paging import Page
from tests.support import builders
from tests.support.builders import START
from tests.support.keep import keep

TINY = {"rules", "instance_texts", "delivery_shares", "json_each"}
ONLY_SCANS = {"instance_counts", "domain_accounts"}

ACCOUNT = builders.an_account("X", id="X", uri="X", url="X")
USER = builders.a_user(of=ACCOUNT, id="X", email="X")
STATUS = builders.a_status(by=ACCOUNT, id="X", uri="X", thread_id="X", tags=("X",), mentioned_ids=("X",))
REPLY = builders.a_status(by=ACCOUNT, reply_to=STATUS)
BOOST = builders.a_status(by=ACCOUNT, boost_of=STATUS)
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
    str: ("X",),
    int: (1,),
    bool: (False, True),
    datetime: (START,),
    type(None): (None,),
    Page: (Page(limit=2), Page(limit=2, max_id="Y", min_id="A")),
    Mapping[str, str]: ({"X": "X"},),
    DeliveryResult: (DeliveryResult(id=1, state=DeliveryState.WAITING, answer="X", tried_at=1),),
    DeliveryChoice: (DeliveryChoice(id=1), DeliveryChoice(object_uri="X"), DeliveryChoice(destination="X")),
    Destination: (Destination(host="X", failing_since=START),),
    Span: (Span(), Span(max_id=1, min_id=1)),
    Account: (ACCOUNT,),
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
    TimelineEntry: (ENTRY,),
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
class Scribe:
    """Passes every statement on and notes those that must not walk a table."""

    inner: Querier
    noted: dict[str, dict[str, Any]] = attrs.field(factory=dict)

    def one(self, sql: str, /, **parameters: Any) -> Deferred[Row]:
        self.noted[sql] = parameters
        return self.inner.one(sql, **parameters)

    def maybe(self, sql: str, /, **parameters: Any) -> Deferred[Row | None]:
        self.noted[sql] = parameters
        return self.inner.maybe(sql, **parameters)

    def all(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        self.noted[sql] = parameters
        return self.inner.all(sql, **parameters)

    def scan(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        return self.inner.scan(sql, **parameters)

    def value(self, sql: str, /, **parameters: Any) -> Deferred[Any]:
        self.noted[sql] = parameters
        return self.inner.value(sql, **parameters)

    def run(self, sql: str, /, **parameters: Any) -> Deferred[int]:
        self.noted[sql] = parameters
        return self.inner.run(sql, **parameters)

    def batch(self, sql: str, rows: Sequence[Mapping[str, Any]], /) -> Deferred[None]:
        self.noted[sql] = dict(rows[0])
        return self.inner.batch(sql, rows)

    def later(self, sql: str, /, **parameters: Any) -> None:
        self.noted[sql] = parameters
        self.inner.later(sql, **parameters)

    def tell(self, topic: str, key: str, /) -> None:
        self.inner.tell(topic, key)

    def afterwards(self, call: Callable[[], object], /) -> None:
        self.inner.afterwards(call)


class RollBack(Trouble):
    """Ends a transaction whose changes nobody wants."""


def shelf_names() -> list[str]:
    return [name for name, shelf in vars(Shelves).items() if hasattr(shelf, "attrname")]


def methods_of(shelf: object) -> list[str]:
    members = inspect.getmembers(type(shelf), inspect.iscoroutinefunction)
    return [name for name, _ in members if not name.startswith("_")]


def samples_of(hint: Any) -> Sequence[Any]:
    """Return values of the type; a type that is not known here is an error, so that none is forgotten."""
    if get_origin(hint) in (Sequence, Collection, list, tuple):
        return [[value] for value in samples_of(get_args(hint)[0])]
    if get_origin(hint) is types.UnionType:
        return [value for part in get_args(hint) for value in samples_of(part)]
    if get_origin(hint) is Literal:
        return get_args(hint)[:1]
    return SAMPLES[hint]


def calls_of(method: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """Yield arguments for the method until every sample of every parameter was there once."""
    hints = get_type_hints(method)
    wanted = {name: samples_of(hints[name]) for name in inspect.signature(method).parameters}
    for turn in range(max((len(values) for values in wanted.values()), default=1)):
        yield {name: values[turn % len(values)] for name, values in wanted.items()}


async def furnish(db: Database) -> None:
    kinds = (Follow, Block, Mute, Mark, MediaAttachment, Notification, Emoji, AccessToken, AuthorizationCode)
    await keep(db, ACCOUNT, USER, APPLICATION, STATUS, REPLY, BOOST, *(SAMPLES[kind][0] for kind in kinds))

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

    await db.transact(deed)


async def statements_of(db: Database, shelf_name: str) -> dict[str, dict[str, Any]]:
    """Call every method of the shelf and return what it asked of the database."""
    noted: dict[str, dict[str, Any]] = {}
    for method_name in methods_of(getattr(db, shelf_name)):
        for arguments in calls_of(getattr(getattr(db, shelf_name), method_name)):
            await _call(db, shelf_name, method_name, arguments, noted)
    return noted


async def _call(
    db: Database, shelf_name: str, method_name: str, arguments: dict[str, Any], noted: dict[str, Any]
) -> None:
    async def deed(querier: Querier) -> None:
        shelf = getattr(Transaction(Scribe(querier, noted), Handover()), shelf_name)
        await getattr(shelf, method_name)(**arguments)
        raise RollBack

    with pytest.raises(Trouble):
        await db.engine.transact(deed)


async def tables_walked(engine: Engine, sql: str, parameters: dict[str, Any]) -> set[str]:
    """Return the tables, or their aliases, that the engine would read from end to end."""
    if engine.name == "sqlite":
        rows = await engine.reads.all(f"EXPLAIN QUERY PLAN {sql}", **parameters)
        found = {match[1] for row in rows if (match := re.match(r"SCAN (?:TABLE )?(\w+)", row["detail"]))}
        found -= {"CONSTANT"}
    else:

        async def deed(t: Querier) -> list[str]:
            await t.run("SET LOCAL enable_seqscan = off")
            return [row["QUERY PLAN"] for row in await t.all(f"EXPLAIN {sql}", **parameters)]

        plan = await engine.transact(deed)
        found = {match[1] for line in plan if (match := re.search(r"Seq Scan on (\w+)", line))}
    return found - TINY - names_of_parts(sql)


def names_of_parts(sql: str) -> set[str]:
    """Return the names that the statement gives to its own parts, which are no tables."""
    before = re.findall(r"(\w+)\s*(?:\([^()]*\))?\s+AS\s*(?:MATERIALIZED\s*)?\(", sql)
    return {*before, *re.findall(r"\)\s+AS\s+(\w+)", sql)}


@pytest.mark.parametrize("shelf_name", shelf_names())
async def test_no_statement_walks_a_table(engine: Engine, shelf_name: str) -> None:
    db = Database(engine)
    await furnish(db)
    statements = await statements_of(db, shelf_name)
    walks = {sql: await tables_walked(engine, sql, values) for sql, values in statements.items()}
    assert statements or shelf_name in ONLY_SCANS
    assert not {sql: tables for sql, tables in walks.items() if tables}


async def test_a_walk_over_a_table_is_noticed(engine: Engine) -> None:
    walked = await tables_walked(engine, "SELECT id FROM accounts WHERE note = :note", {"note": ""})
    assert walked == {"accounts"}
