"""The instance's texts, rules, figures and emojis; settings and markers of its people."""

from datetime import timedelta
from pathlib import Path
from typing import cast

import attrs
import pytest
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from gotosocial.errors import NotFound, Overloaded
from gotosocial.handlers.instance.health import Readiness
from gotosocial.models.instance import InstanceCounts, InstanceTexts, Rule
from gotosocial.models.marker import Marker
from gotosocial.models.rules.interaction import DEFAULTS
from gotosocial.models.visibility import Visibility
from gotosocial.storage.database import Duplicate, Engine
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.flow import gather, start, timeout
from tests.support.builders import a_status, a_time, a_token, a_user, an_account, an_application, an_emoji
from tests.support.counting import CountingEngine
from tests.support.databases import opened
from tests.support.keep import keep


async def test_texts_are_written_once_and_then_updated(engine: Engine) -> None:
    db = Database(engine)
    with pytest.raises(NotFound):
        await db.instance_texts.get()
    first = InstanceTexts(title="Here", updated_at=a_time())
    await db.instance_texts.insert_if_absent(first)
    await db.instance_texts.insert_if_absent(attrs.evolve(first, title="There"))
    assert await db.instance_texts.get() == first
    changed = attrs.evolve(first, terms="<p>be kind</p>", terms_text="be kind", custom_css="p{}")
    await db.instance_texts.update(changed)
    assert await db.instance_texts.get() == changed


async def test_rules_come_in_their_order_and_deleted_ones_not_at_all(engine: Engine) -> None:
    db = Database(engine)
    one, two, three = (
        Rule(id=name, text=f"be {name}", position=9 - index) for index, name in enumerate("abc")
    )
    for rule in (one, two, three):
        await db.rules.insert(rule)
    await db.rules.delete(two.id)
    await db.rules.update(attrs.evolve(three, text="be good"))
    assert await db.rules.list() == [attrs.evolve(three, text="be good"), one]


async def test_figures_count_people_posts_and_other_servers(engine: Engine) -> None:
    db = Database(engine)
    alice, bob, carol = an_account("alice"), an_account("bob"), an_account("carol")
    app, now = an_application(), a_time()
    bobs = a_user(of=bob)
    others = [an_account(f"far{number}", f"{number % 2}.example") for number in range(3)]
    robot = an_account("here.example")
    await keep(db, alice, bob, carol, robot, app, a_user(of=alice), bobs, a_user(of=carol), *others)
    await keep(db, a_token(app, bobs, last_used_at=now))

    async def deed(t: Transaction) -> None:
        await t.account_counts.posted(alice.id, now)
        await t.account_counts.posted(carol.id, now - timedelta(days=60))
        await t.account_counts.posted(others[0].id, now)

    await db.transact(deed)
    counted = await db.instance_counts.count(now - timedelta(days=30))
    assert counted == InstanceCounts(users=3, statuses=2, domains=2, active_month=2)
    assert await db.instance_counts.peers() == ["0.example", "1.example"]


async def test_an_empty_instance_has_zero_of_everything(engine: Engine) -> None:
    db = Database(engine)
    assert await db.instance_counts.count(a_time()) == InstanceCounts(
        users=0, statuses=0, domains=0, active_month=0
    )


async def test_emojis_are_found_by_id_and_shortcode(engine: Engine) -> None:
    db = Database(engine)
    shown, hidden = an_emoji("b"), an_emoji("c", is_visible_in_picker=False, category="cats")
    disabled, foreign, first = an_emoji("d", is_disabled=True), an_emoji("b", "far.example"), an_emoji("a")
    await keep(db, shown, hidden, disabled, foreign, first)
    assert await db.emojis.list_local() == [first, shown]
    assert await db.emojis.find_local(["b", "c", "d", "none"]) == [shown, hidden]
    assert await db.emojis.get_many([foreign.id, disabled.id]) == {foreign.id: foreign, disabled.id: disabled}
    with pytest.raises(Duplicate):
        await db.emojis.insert(an_emoji("b"))


async def test_settings_come_back_with_their_policies(engine: Engine) -> None:
    db = Database(engine)
    account, remote = an_account(), an_account("bob", "far.example")
    await keep(db, account, remote)
    settings = await db.account_settings.get(account.id)
    assert (settings.privacy, settings.policies) == (Visibility.UNLISTED, {})
    changed = attrs.evolve(
        settings,
        privacy=Visibility.MUTUALS_ONLY,
        is_sensitive=True,
        language="nn",
        policies={Visibility.PUBLIC: DEFAULTS[Visibility.DIRECT]},
    )
    await db.account_settings.update(changed)
    assert await db.account_settings.get(account.id) == changed
    with pytest.raises(NotFound):
        await db.account_settings.get(remote.id)


async def test_a_marker_counts_its_writes(engine: Engine) -> None:
    db = Database(engine)
    account, first, second = an_account(), a_time(), a_time()
    await keep(db, account)
    await db.markers.put(account.id, "home", "A", first)
    written = await db.markers.put(account.id, "home", "B", second)
    assert written == Marker(
        account_id=account.id, timeline="home", last_read_id="B", version=2, updated_at=second
    )
    await db.markers.put(account.id, "notifications", "C", second)
    assert await db.markers.list(account.id, ["home", "list:x"]) == [written]
    assert await db.markers.list(account.id, []) == []


async def test_after_a_deletion_the_newest_post_that_is_left_is_the_last_one(engine: Engine) -> None:
    db = Database(engine)
    account = an_account()
    older, newer = a_status(by=account), a_status(by=account)
    await keep(db, account, older, newer)

    async def post(t: Transaction) -> None:
        await t.account_counts.posted(account.id, older.created_at)
        await t.account_counts.posted(account.id, newer.created_at)

    async def delete(t: Transaction, status_id: str) -> None:
        await t.statuses.delete([status_id])
        await t.account_counts.unposted(account.id)

    await db.transact(post)
    await db.transact(lambda t: delete(t, newer.id))
    found = await db.accounts.get(account.id)
    assert (found.statuses_count, found.last_status_at) == (1, older.created_at)
    await db.transact(lambda t: delete(t, older.id))
    found = await db.accounts.get(account.id)
    assert (found.statuses_count, found.last_status_at) == (0, None)


async def test_health_checks_at_once_share_one_look(tmp_path: Path) -> None:
    async with opened("postgres", tmp_path) as both:
        engine = CountingEngine(both.engine)
        db = Database(engine)
        await db.instance_texts.insert_if_absent(InstanceTexts(title="Here", updated_at=a_time()))
        readiness = Readiness(db, reactor)
        before = len(engine.statements)
        await gather(*(readiness.check() for _ in range(5)))
        assert len(engine.statements) - before == 1
        await readiness.check()
        assert len(engine.statements) - before == 2


class Mute:
    """A database that has taken the question and says nothing."""

    def __init__(self) -> None:
        self.instance_texts = self

    def get(self) -> Deferred[InstanceTexts]:
        return Deferred()


async def test_who_watches_hears_in_ten_seconds_that_the_database_does_not_answer() -> None:
    clock = Clock()
    readiness = Readiness(cast(Database, Mute()), clock)
    for _ in range(2):
        asked = [start(readiness.check()) for _ in range(2)]
        clock.pump([9, 0.5])
        assert not any(one.called for one in asked)
        clock.advance(1)
        for one in asked:
            with pytest.raises(Overloaded):
                await timeout(one, 15, reactor)
