"""Two instances of the tiny internet with one person each, who know each other.

    async with neighbours(tmp_path) as pair:
        post = await pair.alice.publish("hello")
        await pair.settle()
        seen = await pair.seen(pair.bob, post)

Alice lives in the north, bob in the south, and bob follows alice.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import attrs

from gotosocial.jobs.kinds import Job, StatusPublished
from gotosocial.jobs.queue import enqueue
from gotosocial.models.account import Account
from gotosocial.models.interaction_policy import FOLLOWERS, PUBLIC, InteractionPolicy, PolicyRules
from gotosocial.models.poll import Poll
from gotosocial.models.requester import Requester
from gotosocial.models.status import Status
from gotosocial.models.visibility import Visibility
from gotosocial.storage.database import Querier
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock
from tests.support.builders import a_poll, a_status, an_id
from tests.support.instance import Person, Running
from tests.support.tiny_internet import TinyInternet, an_internet


@attrs.frozen
class Neighbours:
    """Alice in the north and bob in the south."""

    internet: TinyInternet
    alice: Person
    bob: Person

    @property
    def north(self) -> Running:
        """Alice's instance."""
        return self.alice.server

    @property
    def south(self) -> Running:
        """Bob's instance."""
        return self.bob.server

    async def settle(self) -> None:
        """Let everything arrive."""
        await self.internet.settle()

    async def known(self, who: Person, whom: Person) -> Account:
        """Return somebody as somebody else's instance knows them."""
        return await self.internet.known(who.server, whom)

    async def follow(self, who: Person, whom: Person) -> None:
        """Let somebody follow somebody else, who may live elsewhere."""
        fetchers = who.server.instance.near.abroad.fetchers
        account = await fetchers.accounts.by_uri(whom.account.uri)
        assert (await who.post(f"/api/v1/accounts/{account.id}/follow")).status == 200
        await self.settle()

    async def seen(self, who: Person, post: dict[str, Any]) -> Status:
        """Return a post as somebody's instance has stored it."""
        found = await db_of(who).statuses.find_by_uri(post["uri"])
        assert found is not None, f"{post['uri']} is not known there"
        return found

    async def is_there(self, who: Person, post: dict[str, Any]) -> bool:
        """Tell whether somebody's instance has a post."""
        return await db_of(who).statuses.find_by_uri(post["uri"]) is not None

    async def notifications(self, who: Person) -> list[str]:
        """Return the types of what somebody was notified of, newest first."""
        return [one["type"] for one in (await who.get("/api/v1/notifications")).json]

    async def home(self, who: Person) -> list[str]:
        """Return the URIs at somebody's home, newest first."""
        return [one["uri"] for one in (await who.get("/api/v1/timelines/home")).json]


def db_of(who: Person) -> Database:
    """Return the database of somebody's instance."""
    return who.server.instance.cellar.db


def requester_of(who: Person) -> Requester:
    """Return somebody as deeds know them."""
    return Requester(
        token_id="",
        application_id="",
        user_id=who.user.id,
        account_id=who.id,
        scopes=frozenset({"read", "write"}),
    )


def asking(*, likes: bool = True, replies: bool = True, boosts: bool = True) -> InteractionPolicy:
    """Return a policy under which these things need approval; the others are free."""

    def rules(asks: bool) -> PolicyRules:
        return PolicyRules(with_approval=(PUBLIC,)) if asks else PolicyRules(always=(PUBLIC,))

    return InteractionPolicy(can_favourite=rules(likes), can_reply=rules(replies), can_reblog=rules(boosts))


def only(*words: str) -> InteractionPolicy:
    """Return a policy that allows everything to these, and nothing to others."""
    rules = PolicyRules(always=words or (FOLLOWERS,))
    return InteractionPolicy(can_favourite=rules, can_reply=rules, can_reblog=rules)


async def publish_poll(who: Person, *options: str, **changes: Any) -> tuple[Status, Poll]:
    """Publish a post with a poll, as the deed for it would; ``changes`` are the poll's."""
    poll_id = an_id()
    addresses = who.server.instance.base.addresses
    status = a_status(by=who.account, text="what?", poll_id=poll_id)
    status = attrs.evolve(
        status, uri=addresses.status(who.account.username, status.id), activity_type="Question"
    )
    poll = a_poll(status, *options, id=poll_id, **changes)

    async def deed(t: Transaction) -> None:
        await t.statuses.insert(status)
        await t.polls.insert(poll)
        await enqueue(t, StatusPublished(status_id=status.id))

    await db_of(who).transact(deed)
    return status, poll


async def hurry(who: Person, kind: type[Job]) -> None:
    """Let jobs of a kind be due now that are put off."""

    async def deed(querier: Querier) -> None:
        await querier.run("UPDATE jobs SET run_at = 0 WHERE kind = :kind", kind=kind.kind())

    await who.server.instance.cellar.engine.transact(deed)


async def set_policy(who: Person, policy: InteractionPolicy, visibility: str = "public") -> None:
    """Let somebody's next posts have a policy."""

    async def deed(t: Transaction) -> None:
        settings = await t.account_settings.get(who.id)
        policies = {**settings.policies, Visibility(visibility): policy}
        await t.account_settings.update(attrs.evolve(settings, policies=policies))

    await db_of(who).transact(deed)


@asynccontextmanager
async def neighbours(
    folder: Path, kind: str = "sqlite", *, clock: Clock | None = None
) -> AsyncIterator[Neighbours]:
    """Start both instances, which may share a clock; the northern one runs on the engine."""
    async with an_internet(folder) as internet:
        north = await internet.instance("north.test", kind, clock=clock)
        south = await internet.instance("south.test", clock=clock)
        pair = Neighbours(
            internet, await internet.person(north, "alice"), await internet.person(south, "bob")
        )
        await pair.follow(pair.bob, pair.alice)
        yield pair
