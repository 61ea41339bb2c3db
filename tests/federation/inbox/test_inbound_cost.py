"""What a Create from elsewhere asks of the database, where its author, their key and the follow are known."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import attrs
import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.task import deferLater

from gotosocial.models.account import Account
from tests.support.builders import a_follow
from tests.support.counting import Counted, counted
from tests.support.instance import Person
from tests.support.keep import keep
from tests.support.peer import CLIENT, Peer, PeerActor, open_peer

READ = ["follows", "statuses", "tombstones", "statuses", "follows", "thread_mutes"]
"""Is she followed here, is it here, was it deleted, what answers it, whose home, who is not told?"""
MOST_WRITES = 11
STRANGE: tuple[dict[str, Any], ...] = (
    {"published": "2024-03-01T12:00:00.123456Z", "updated": "2024-03-01T12:00:01.987654+02:00"},
    {"published": "2024-03-01T12:00:00.123456Z", "updated": "2024-03-02T12:00:00.987654Z"},
    {"content": "", "contentMap": {"de": "<p>hallo <b>du</b></p>"}, "summary": "<p>careful</p>"},
    {"interactionPolicy": {"canReply": {"always": ["https://www.w3.org/ns/activitystreams#Public"]}}},
    {"attachment": [{"type": "Image", "mediaType": "image/png", "url": "https://a.example/1.png"}]},
    {"type": "Question", "oneOf": [{"type": "Note", "name": "a"}, {"type": "Note", "name": "b"}]},
)


@attrs.frozen
class Inbound:
    """An instance that counts, and Eve elsewhere, whom Alice follows."""

    counted: Counted
    alice: Person
    eve: PeerActor
    author: Account

    async def mention(self, **more: Any) -> str:
        """Let a post of Eve arrive that mentions Alice, and be worked through; return its id."""
        uri = self.alice.account.uri
        tag = {"type": "Mention", "href": uri, "name": "@alice@here.example"}
        note = self.eve.note(f'hello <a href="{uri}" class="u-url mention">@alice</a>', tag=[tag], **more)
        note["cc"].append(uri)
        answer = await self.eve.post(self.counted.server, "/users/alice/inbox", self.eve.create(note))
        assert answer.status == 202, answer.body
        reads = self.counted.engine.inner.reads
        while await reads.value("SELECT COUNT(*) FROM jobs WHERE lane IN ('inbound', 'own')"):
            await deferLater(reactor, 0.005)
        return str(note["id"])


@pytest_twisted.async_yield_fixture
async def inbound(kind: str, tmp_path: Path) -> AsyncIterator[Inbound]:
    peer: Peer = await open_peer()
    async with counted(kind, tmp_path, http_client=CLIENT) as started:
        alice, eve = await started.server.person("alice"), peer.person("eve")
        author = await started.server.instance.near.abroad.fetchers.accounts.by_uri(eve.uri)
        await keep(started.server.instance.cellar.db, a_follow(by=alice.account, of=author))
        for _ in range(2):  # keys, accounts and relations are met
            await (here := Inbound(started, alice, eve, author)).mention()
        yield here
    await peer.close()


async def test_a_create_is_three_transactions_and_looks_nobody_up_again(inbound: Inbound) -> None:
    engine = inbound.counted.engine
    engine.statements.clear()
    engine.transactions = 0
    await inbound.mention()
    asked = [re.sub(r"\s+", " ", sql).strip() for sql in engine.statements]
    assert engine.transactions == 3  # kept, stored, brought home
    assert [sql.split()[0] for sql in asked if " jobs" in sql] == ["INSERT", "INSERT", "DELETE", "DELETE"]
    assert [found[1] for sql in asked if (found := re.match(r"SELECT .*? FROM (\w+)", sql))] == READ
    assert len(asked) <= len(READ) + MOST_WRITES, asked
    shown = (await inbound.alice.get("/api/v1/notifications")).json
    assert [one["type"] for one in shown] == ["mention"] * 3
    assert len((await inbound.alice.get("/api/v1/timelines/home")).json) == 3


@pytest.mark.parametrize("more", STRANGE, ids=lambda more: "-".join(more))
async def test_what_is_kept_of_a_new_post_is_what_the_database_has(
    inbound: Inbound, more: dict[str, Any]
) -> None:
    cellar = inbound.counted.server.instance.cellar
    stored = await cellar.db.statuses.find_by_uri(await inbound.mention(**more))
    assert stored is not None
    kept = cellar.caches.statuses.get(stored.id)
    assert kept == stored or (kept is None and "attachment" in more)  # its picture is fetched already
    author = await cellar.db.accounts.get(inbound.author.id)
    assert cellar.caches.accounts.get(author.id) == author
    assert author.statuses_count == 3


async def test_an_answer_that_came_before_its_parent_is_counted_in_what_is_kept(inbound: Inbound) -> None:
    cellar = inbound.counted.server.instance.cellar
    later = inbound.eve.note("first")
    inbound.eve.peer.gone(later["id"].removeprefix(inbound.eve.peer.uri("")), status=404)
    await inbound.mention(inReplyTo=later["id"])
    answer = await inbound.eve.post(inbound.counted.server, "/inbox", inbound.eve.create(later))
    assert answer.status == 202
    await inbound.mention()
    stored = await cellar.db.statuses.find_by_uri(later["id"])
    assert stored is not None
    assert stored.replies_count == 1
    assert cellar.caches.statuses.get(stored.id) in (stored, None)
