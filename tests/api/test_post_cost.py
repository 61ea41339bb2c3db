"""What a post asks of the database: a transaction to publish it, one to bring it home, no needless reads."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.task import deferLater

from gotosocial.models.account_settings import AccountSettings
from gotosocial.models.interaction_policy import InteractionPolicy, PolicyRules
from gotosocial.models.marks import NO_MARKS
from gotosocial.models.visibility import Visibility
from gotosocial.util import flow
from tests.support.counting import Counted, counted
from tests.support.instance import Person

FORMS: tuple[dict[str, Any], ...] = (
    {"status": "plain"},
    {"status": "for @bob about #cats and #Dogs", "visibility": "private", "language": "de"},
    {"status": "**bold**", "content_type": "text/markdown", "spoiler_text": "careful", "sensitive": True},
    {"status": "@bob", "visibility": "direct"},
    {"status": "with the policy of the settings", "visibility": "public"},
)
KNOWN = re.compile(
    r"FROM (statuses|favourites|jobs|account_settings|applications)\b|FROM accounts .*WHERE a\.id IN"
)
"""Reads of what is known: what was just written, and what has not changed."""
TOGGLE = ("follow", "unfollow", "follow")
AUTHOR = PolicyRules(always=("author",))
POLICY = InteractionPolicy(
    can_favourite=AUTHOR, can_reply=PolicyRules(always=("followers",)), can_reblog=AUTHOR
)


@pytest_twisted.async_yield_fixture
async def here(kind: str, tmp_path: Path) -> AsyncIterator[Counted]:
    async with counted(kind, tmp_path) as started:
        yield started


async def no_jobs(here: Counted) -> None:
    """Wait until the runner has done everything by itself."""
    reads = here.engine.inner.reads
    while await reads.value("SELECT COUNT(*) FROM jobs WHERE kind = 'StatusPublished'"):
        await deferLater(reactor, 0.005)


async def post(person: Person, form: dict[str, Any]) -> str:
    answer = await person.post("/api/v1/statuses", form)
    assert answer.status == 200, answer.body
    return str(answer.json["id"])


async def test_a_post_is_two_transactions_and_reads_nothing_back(here: Counted) -> None:
    alice, bob = await here.server.person("alice"), await here.server.person("bob")
    await bob.post(f"/api/v1/accounts/{alice.id}/follow")
    await here.server.settle()
    for text in ("the first one fills the caches", "after its first use the token is read again"):
        await post(alice, {"status": text})
        await no_jobs(here)
    here.engine.statements.clear()
    here.engine.transactions = 0
    latest = await post(alice, {"status": "hello #cats"})
    await no_jobs(here)
    asked = [re.sub(r"\s+", " ", sql).strip() for sql in here.engine.statements]
    assert here.engine.transactions == 2
    assert [sql.split()[0] for sql in asked if " jobs" in sql] == ["INSERT", "DELETE"]
    reads = [sql for sql in asked if sql.startswith(("SELECT", "WITH"))]
    assert reads
    assert not [sql for sql in reads if KNOWN.search(sql)], reads
    home = (await bob.get("/api/v1/timelines/home")).json
    assert home[0]["id"] == latest


async def test_a_post_asks_once_for_the_relations_of_all_followers(here: Counted) -> None:
    alice = await here.server.person("alice")
    for name in ("bob", "carol", "dora"):
        await (await here.server.person(name)).post(f"/api/v1/accounts/{alice.id}/follow")
    await here.server.settle()
    here.server.instance.cellar.caches.viewers.clear()
    here.engine.statements.clear()
    await post(alice, {"status": "hello"})
    await no_jobs(here)
    # For alice, who is shown her post, and for all of her followers.
    assert len([sql for sql in here.engine.statements if "'blocked_by'" in sql]) == 2


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["status"])
async def test_what_is_kept_of_a_new_post_is_what_the_database_has(
    here: Counted, form: dict[str, Any]
) -> None:
    alice, _ = await here.server.person("alice"), await here.server.person("bob")
    cellar = here.server.instance.cellar
    settings = AccountSettings(account_id=alice.id, policies={Visibility.PUBLIC: POLICY})
    await cellar.db.transact(lambda t: t.account_settings.update(settings))
    status_id = await post(alice, form)
    assert cellar.caches.statuses.get(status_id) == await cellar.db.statuses.get(status_id)
    assert cellar.caches.accounts.get(alice.id) == (await cellar.db.accounts.get_many([alice.id]))[alice.id]
    assert cellar.caches.marks.get((alice.id, status_id)) == NO_MARKS


async def test_a_reply_in_a_muted_thread_is_shown_as_muted(here: Counted) -> None:
    alice = await here.server.person("alice")
    first = await post(alice, {"status": "first"})
    assert (await alice.post(f"/api/v1/statuses/{first}/mute")).status == 200
    answer = await alice.post("/api/v1/statuses", {"status": "second", "in_reply_to_id": first})
    assert answer.json["muted"] is True


async def test_what_is_kept_is_true_when_much_happens_at_once(here: Counted) -> None:
    alice, bob, carol = [await here.server.person(name) for name in ("alice", "bob", "carol")]
    cellar = here.server.instance.cellar
    for _ in range(4):
        deeds = [post(alice, {"status": f"number {number}"}) for number in range(6)]
        toggles = [who.post(f"/api/v1/accounts/{alice.id}/{verb}") for who in (bob, carol) for verb in TOGGLE]
        posted = await flow.gather(*deeds[:3], *toggles, *deeds[3:])
        await no_jobs(here)
        there = (await cellar.db.accounts.get_many([alice.id]))[alice.id]
        assert cellar.caches.accounts.get(alice.id) in (there, None)
        ids = [one for one in posted if isinstance(one, str)]
        assert {one: cellar.caches.statuses.get(one) for one in ids} == await cellar.db.statuses.get_many(ids)
    assert there.statuses_count == 24
