"""What goes when a domain is blocked or an account is gone, what stays, and what comes back."""

import attrs
import pytest

from gotosocial.errors import NotFound, Refused, TryAgainLater
from gotosocial.federation.domain_policy import DomainPolicy
from gotosocial.handlers.consequences import domain_blocked
from gotosocial.handlers.consequences.account_gone import AccountGoneConsequence
from gotosocial.handlers.consequences.domain_blocked import (
    DomainBlockedConsequence,
    DomainUnblockedConsequence,
)
from gotosocial.handlers.domains.permissions import DomainPermissions
from gotosocial.handlers.shared import remove_account
from gotosocial.handlers.shared.connect_follow import FollowConnector
from gotosocial.handlers.shared.notify import Notifier
from gotosocial.handlers.shared.remove_account import AccountRemover
from gotosocial.handlers.shared.remove_status import StatusRemover
from gotosocial.jobs.kinds import AccountGone, DomainBlocked, DomainUnblocked, Job, read_job
from gotosocial.models.account import Account
from gotosocial.models.destination import Destination
from gotosocial.models.domain_wish import DomainWish
from gotosocial.models.status import Status
from gotosocial.models.timeline_entry import entry_of, home_of
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.paging import Page
from tests.support.builders import (
    START,
    a_block,
    a_favourite,
    a_follow,
    a_media,
    a_notification,
    a_status,
    a_user,
    an_account,
    an_emoji,
)
from tests.support.gated import Gated
from tests.support.instance import HOST
from tests.support.keep import keep

KINDS = {kind.kind(): kind for kind in (DomainBlocked, DomainUnblocked)}
ALL = Page(limit=100)


@attrs.define
class Scene:
    """Alice lives here, Eve on a server that is to be blocked, Bob on another one."""

    here: Gated
    alice: Account
    eve: Account
    bob: Account
    post: Status
    note: Status

    @property
    def db(self) -> Database:
        return self.here.db

    @property
    def remover(self) -> AccountRemover:
        base = self.here.base
        connector = FollowConnector(Notifier(base.ulids, base.clock))
        return AccountRemover(self.db, connector, StatusRemover(self.db), base.clock)

    @property
    def permissions(self) -> DomainPermissions:
        return DomainPermissions(self.db, frozenset({HOST}), self.here.base.ulids)

    async def run_jobs(self) -> int:
        """Run what follows from decisions about domains; return how many runs that took."""
        runs = 0
        while jobs := await self._due():
            for job, row_id in jobs:
                runs += 1
                try:
                    await self._work(job)
                except TryAgainLater:
                    continue
                await self.here.cellar.engine.reads.run("DELETE FROM jobs WHERE id = :id", id=row_id)
        return runs

    async def _due(self) -> list[tuple[Job, str]]:
        rows = await self.here.cellar.engine.reads.scan(
            "SELECT id, kind, payload FROM jobs"
            " WHERE kind IN ('DomainBlocked', 'DomainUnblocked') ORDER BY id"
        )
        return [(read_job(KINDS[row["kind"]], row["payload"]), row["id"]) for row in rows]

    async def _work(self, job: Job) -> None:
        if isinstance(job, DomainBlocked):
            await DomainBlockedConsequence(self.db, self.here.policy, self.remover).run(job, _no_finish)
        elif isinstance(job, DomainUnblocked):
            await DomainUnblockedConsequence(self.db, self.here.policy).run(job, _no_finish)

    async def account(self, account: Account) -> Account:
        return await self.db.accounts.get(account.id)


async def _no_finish(t: Transaction) -> None:
    raise AssertionError("the runner ends these jobs")


async def set_scene(here: Gated) -> Scene:
    alice = await here.db.accounts.find_by_name("alice")
    assert alice is not None
    eve = an_account("eve", "bad.example", display_name="Eve", note="<p>hi</p>", public_key="PEM")
    bob = an_account("bob", "far.example")
    post, note = a_status(by=alice), a_status(by=eve)
    await keep(
        here.db, eve, bob, post, note, a_status(by=bob, boost_of=note), a_status(by=eve, boost_of=post)
    )
    await keep(here.db, a_media(of=eve, status_id=note.id), an_emoji("x", "bad.example"))
    await keep(here.db, a_notification("mention", to=alice, by=eve, status_id=note.id))
    await keep(here.db, a_notification("follow", to=alice, by=bob))
    await keep(here.db, a_favourite(by=eve, of=post), a_favourite(by=bob, of=post))
    await keep(here.db, a_favourite(by=alice, of=note), a_block(by=alice, of=eve))
    follows = [a_follow(by=alice, of=eve), a_follow(by=eve, of=alice), a_follow(by=bob, of=alice)]
    await keep(here.db, *follows)

    async def count(t: Transaction) -> None:
        await t.statuses.change_counts(post.id, favourites=2, reblogs=1)
        await t.timelines.insert([entry_of(home_of(alice.id), note), entry_of(home_of(alice.id), post)])
        for account in (alice, eve, bob):
            await t.account_counts.recount(account.id)

    await here.db.transact(count)
    return Scene(here, alice, eve, bob, post, note)


async def check_all_gone(scene: Scene) -> None:
    db = scene.db
    assert await db.statuses.find(scene.note.id) is None
    assert (
        await db.status_pages.ids_of(scene.bob.id, 10),
        await db.status_pages.ids_of(scene.eve.id, 10),
    ) == ([], [])
    post = await db.statuses.get(scene.post.id)
    assert (post.favourites_count, post.reblogs_count) == (1, 0)
    assert await db.favourites.find(scene.eve.id, post.id) is None
    assert await db.favourites.find(scene.bob.id, post.id) is not None
    found = (await db.notifications.page(scene.alice.id, ALL)).items
    assert [one.origin_id for one in found] == [scene.bob.id]
    assert await db.follows.find(scene.alice.id, scene.eve.id) is None
    assert await db.follows.find(scene.eve.id, scene.alice.id) is None
    assert await db.follows.find(scene.bob.id, scene.alice.id) is not None
    assert await db.blocks.find(scene.alice.id, scene.eve.id) is not None
    assert (await db.timelines.page(home_of(scene.alice.id), ALL)).items == [post.id]
    alice = await scene.account(scene.alice)
    assert (alice.followers_count, alice.following_count) == (1, 0)
    eve = await scene.account(scene.eve)
    assert (eve.is_suspended, eve.display_name, eve.note, eve.statuses_count) == (True, "", "", 0)
    media = await scene.here.cellar.engine.reads.scan("SELECT id FROM media_attachments")
    assert list(media) == []


async def test_a_blocked_domain_leaves_nothing_but_names(here: Gated) -> None:
    scene = await set_scene(here)
    block = await scene.permissions.add("block", DomainWish(domain="Bad.Example", public_comment="why"))
    await scene.run_jobs()
    await check_all_gone(scene)
    eve = await scene.account(scene.eve)
    assert eve.suspension_origin == block.id
    assert not (await scene.account(scene.bob)).is_suspended
    emojis = await here.cellar.engine.reads.scan("SELECT id FROM emojis")
    assert list(emojis) == []
    assert not await here.db.tombstones.exists(scene.note.uri), "it may come back one day"


async def test_unblocking_lifts_the_suspension_and_restores_nothing(here: Gated) -> None:
    scene = await set_scene(here)
    block = await scene.permissions.add("block", DomainWish(domain="bad.example"))
    await scene.run_jobs()
    await scene.permissions.remove("block", block.id)
    await scene.run_jobs()
    eve = await scene.account(scene.eve)
    assert (eve.is_suspended, eve.suspension_origin, eve.fetched_at) == (False, "", None)
    assert await here.db.statuses.find(scene.note.id) is None
    assert await here.db.follows.find(scene.alice.id, scene.eve.id) is None
    assert not await here.policy.is_blocked("bad.example")


async def test_a_block_that_is_taken_back_at_once_does_nothing(here: Gated) -> None:
    scene = await set_scene(here)
    block = await scene.permissions.add("block", DomainWish(domain="bad.example"))
    await scene.permissions.remove("block", block.id)
    await scene.run_jobs()
    assert not (await scene.account(scene.eve)).is_suspended
    assert await here.db.statuses.find(scene.note.id) is not None


async def test_another_block_keeps_the_account_suspended(here: Gated) -> None:
    scene = await set_scene(here)
    inner = await scene.permissions.add("block", DomainWish(domain="bad.example"))
    await scene.run_jobs()
    outer = await scene.permissions.add("block", DomainWish(domain="example"))
    await scene.permissions.remove("block", inner.id)
    await scene.run_jobs()
    assert (await scene.account(scene.eve)).suspension_origin == outer.id
    await scene.permissions.remove("block", outer.id)
    await scene.run_jobs()
    assert not (await scene.account(scene.eve)).is_suspended


async def test_an_allow_holds_a_part_open_and_its_end_closes_it(here: Gated) -> None:
    scene = await set_scene(here)
    fay = an_account("fay", "nice.bad.example")
    await keep(here.db, fay)
    allow = await scene.permissions.add("allow", DomainWish(domain="nice.bad.example"))
    block = await scene.permissions.add("block", DomainWish(domain="bad.example"))
    await scene.run_jobs()
    assert not (await scene.account(fay)).is_suspended
    assert (await scene.account(scene.eve)).is_suspended
    await scene.permissions.remove("allow", allow.id)
    await scene.run_jobs()
    assert (await scene.account(fay)).suspension_origin == block.id
    await scene.permissions.add("allow", DomainWish(domain="nice.bad.example"))
    await scene.run_jobs()
    assert not (await scene.account(fay)).is_suspended
    assert (await scene.account(scene.eve)).is_suspended


async def test_emojis_stay_where_an_allow_holds_a_part_open(here: Gated) -> None:
    scene = await set_scene(here)
    await keep(here.db, an_emoji("nice", "nice.bad.example"), an_emoji("p", "bad.example:8443"))
    await scene.permissions.add("allow", DomainWish(domain="nice.bad.example"))
    await scene.permissions.add("block", DomainWish(domain="bad.example"))
    await scene.run_jobs()
    assert await here.db.domain_accounts.emoji_domains("bad.example") == ["nice.bad.example"]


async def test_emojis_stay_where_the_block_was_taken_back_before_its_job(here: Gated) -> None:
    scene = await set_scene(here)
    block = await scene.permissions.add("block", DomainWish(domain="bad.example"))
    await scene.permissions.remove("block", block.id)
    await scene.run_jobs()
    assert await here.db.domain_accounts.emoji_domains("bad.example") == ["bad.example"]


async def test_jobs_of_other_processes_may_come_before_their_messages(here: Gated) -> None:
    scene = await set_scene(here)
    # A process that has missed every message, as one may for a moment.
    policy = DomainPolicy(here.db, frozenset({HOST}), "blocklist", here.base.background)
    await policy.start()
    block = await scene.permissions.add("block", DomainWish(domain="bad.example"))
    shut = DomainBlocked(domain="bad.example", block_id=block.id)
    with pytest.raises(TryAgainLater):
        await DomainBlockedConsequence(here.db, policy, scene.remover).run(shut, _no_finish)
    assert (await scene.account(scene.eve)).is_suspended
    await scene.permissions.remove("block", block.id)
    opened = DomainUnblocked(domain="bad.example", block_id=block.id)
    await DomainUnblockedConsequence(here.db, policy).run(opened, _no_finish)
    assert not (await scene.account(scene.eve)).is_suspended


async def test_blocked_servers_are_none_that_do_not_answer(here: Gated) -> None:
    scene = await set_scene(here)

    async def fail(t: Transaction) -> None:
        for host in ("bad.example:8443", "deep.bad.example", "far.example"):
            await t.destinations.failed(Destination(host=host, failing_since=START))

    await here.db.transact(fail)
    await scene.permissions.add("block", DomainWish(domain="bad.example"))
    await scene.run_jobs()
    left = await here.db.destinations.list_failing()
    assert [one.host for one in left] == ["far.example"]


async def test_a_block_of_the_host_outlives_one_of_the_account_domain(here: Gated) -> None:
    scene = await set_scene(here)
    fay = an_account("fay", "far.example", uri="https://social.bad.example/users/fay")
    await keep(here.db, fay)
    name = await scene.permissions.add("block", DomainWish(domain="far.example"))
    await scene.run_jobs()
    host = await scene.permissions.add("block", DomainWish(domain="bad.example"))
    await scene.permissions.remove("block", name.id)
    await scene.run_jobs()
    assert (await scene.account(fay)).suspension_origin == host.id
    await scene.permissions.remove("block", host.id)
    await scene.run_jobs()
    assert not (await scene.account(fay)).is_suspended


async def test_who_was_suspended_by_an_admin_stays_so(here: Gated) -> None:
    scene = await set_scene(here)
    fay = an_account("fay", "bad.example", suspended_at=START, suspension_origin="ADMIN")
    await keep(here.db, fay)
    block = await scene.permissions.add("block", DomainWish(domain="bad.example"))
    await scene.run_jobs()
    await scene.permissions.remove("block", block.id)
    await scene.run_jobs()
    assert (await scene.account(fay)).suspension_origin == "ADMIN"


async def test_many_accounts_are_removed_in_several_runs(
    here: Gated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(domain_blocked, "AT_ONCE", 3)
    scene = await set_scene(here)
    crowd = [an_account(f"one{number}", "bad.example") for number in range(7)]
    await keep(here.db, *crowd)
    await scene.permissions.add("block", DomainWish(domain="bad.example"))
    assert await scene.run_jobs() == 4
    found = await here.db.accounts.get_many([one.id for one in crowd])
    assert all(one.is_suspended for one in found.values())


async def test_a_block_of_one_domain_is_made_once_and_begins_again(here: Gated) -> None:
    scene = await set_scene(here)
    first = await scene.permissions.add("block", DomainWish(domain="bad.example", private_comment="a"))
    again = await scene.permissions.add("block", DomainWish(domain="bad.example", private_comment="b"))
    assert again == first
    assert await scene.run_jobs() == 2, "one job: a part, and the end"


async def test_own_names_cannot_be_blocked(here: Gated) -> None:
    permissions = (await set_scene(here)).permissions
    with pytest.raises(Refused):
        await permissions.add("block", DomainWish(domain=HOST.upper()))
    with pytest.raises(NotFound):
        await permissions.remove("block", "NOTHING")


async def test_an_account_that_is_gone_leaves_nothing(here: Gated) -> None:
    scene = await set_scene(here)
    await AccountGoneConsequence(scene.remover).run(AccountGone(account_id=scene.eve.id), _no_finish)
    await check_all_gone(scene)
    eve = await scene.account(scene.eve)
    assert (eve.suspension_origin, eve.fetched_at) == (eve.id, scene.eve.fetched_at)
    await AccountGoneConsequence(scene.remover).run(AccountGone(account_id="NOBODY"), _no_finish)
    await AccountGoneConsequence(scene.remover).run(AccountGone(account_id=scene.alice.id), _no_finish)
    assert not (await scene.account(scene.alice)).is_suspended


async def test_an_account_with_much_of_everything_is_removed_in_parts(
    here: Gated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remove_account, "AT_ONCE", 3)
    monkeypatch.setattr(remove_account, "_PART", Page(limit=3))
    scene = await set_scene(here)
    fans = [an_account(f"fan{number}") for number in range(7)]
    notes = [a_status(by=scene.eve) for _ in range(7)]
    await keep(here.db, *fans, *(a_user(of=fan) for fan in fans), *notes)
    await keep(here.db, *(a_media(of=scene.eve, status_id=note.id) for note in notes))
    await keep(here.db, *(a_follow(by=fan, of=scene.eve) for fan in fans))

    async def request(t: Transaction) -> None:
        for fan in fans:
            await t.follow_requests.insert(a_follow(by=scene.eve, of=fan))

    await here.db.transact(request)
    await scene.remover.remove(scene.eve)
    assert await here.db.status_pages.ids_of(scene.eve.id, 10) == []
    assert await here.db.kept_files.list_media_of(scene.eve.id) == []
    assert (await here.db.follows.page_followers(scene.eve.id, ALL)).items == []
    assert (await here.db.follow_requests.page_outgoing(scene.eve.id, ALL)).items == []


async def test_removing_twice_changes_nothing_more(here: Gated) -> None:
    scene = await set_scene(here)
    await scene.remover.remove(scene.eve, origin="BLOCK")
    once = await scene.account(scene.eve)
    await scene.remover.remove(scene.eve)
    assert await scene.account(scene.eve) == once


async def test_local_accounts_are_not_removed_like_this(here: Gated) -> None:
    scene = await set_scene(here)
    with pytest.raises(ValueError, match="alice lives here"):
        await scene.remover.remove(scene.alice)
