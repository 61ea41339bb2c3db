"""Notifications: one of each, paged by type, counted and deleted."""

import attrs

from gotosocial.models.notification import Notification
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database
from gotosocial.util.paging import Page
from tests.support.builders import a_notification, an_account
from tests.support.keep import keep

ALL = Page(limit=80)


async def a_mixed_list(db: Database) -> tuple[str, dict[str, Notification]]:
    alice, bob = an_account("alice"), an_account("bob")
    found = {
        "follow": a_notification("follow", alice, bob),
        "like 1": a_notification("favourite", alice, bob, status_id="1"),
        "mention 1": a_notification("mention", alice, bob, status_id="2"),
        "like 2": a_notification("favourite", alice, bob, status_id="3"),
        "mention 2": a_notification("mention", alice, bob, status_id="4"),
    }
    await keep(db, alice, bob, *found.values(), a_notification("mention", bob, alice, status_id="5"))
    return alice.id, found


async def test_the_same_thing_is_notified_once(engine: Engine) -> None:
    db = Database(engine)
    alice, bob = an_account("alice"), an_account("bob")
    await keep(db, alice, bob)
    first = a_notification("favourite", alice, bob, status_id="S")
    assert await db.notifications.insert(first) is True
    assert await db.notifications.insert(a_notification("favourite", alice, bob, status_id="S")) is False
    assert await db.notifications.insert(a_notification("reblog", alice, bob, status_id="S")) is True
    assert await db.notifications.find(alice.id, first.id) == first
    assert await db.notifications.find(bob.id, first.id) is None


async def test_pages_go_down_and_up(engine: Engine) -> None:
    db = Database(engine)
    alice_id, found = await a_mixed_list(db)
    newest_first = list(found.values())[::-1]
    page = await db.notifications.page(alice_id, Page(limit=2))
    assert (page.items, page.has_more) == (newest_first[:2], True)
    page = await db.notifications.page(alice_id, Page(limit=9, max_id=page.oldest))
    assert (page.items, page.has_more) == (newest_first[2:], False)
    above = await db.notifications.page(alice_id, Page(limit=2, min_id=found["follow"].id))
    assert above.items == [found["mention 1"], found["like 1"]]


async def test_types_are_wanted_or_excluded(engine: Engine) -> None:
    db = Database(engine)
    alice_id, found = await a_mixed_list(db)

    async def names(page: Page, types: tuple[str, ...] = (), excluded: tuple[str, ...] = ()) -> list[str]:
        items = (await db.notifications.page(alice_id, page, types, excluded)).items
        return [name for one in items for name, value in found.items() if value == one]

    assert await names(ALL, ("mention",)) == ["mention 2", "mention 1"]
    assert await names(ALL, ("mention", "follow")) == ["mention 2", "mention 1", "follow"]
    assert await names(ALL, (), ("mention",)) == ["like 2", "like 1", "follow"]
    assert await names(ALL, ("mention", "follow"), ("mention",)) == ["follow"]
    assert await names(ALL, ("mention",), ("mention",)) == []
    assert await names(ALL, ("no such type",)) == []
    assert await names(Page(limit=2), ("mention", "favourite")) == ["mention 2", "like 2"]
    upward = Page(limit=2, min_id=found["follow"].id)
    assert await names(upward, ("mention", "favourite")) == ["mention 1", "like 1"]


async def test_one_is_deleted_by_its_owner_only(engine: Engine) -> None:
    db = Database(engine)
    alice_id, found = await a_mixed_list(db)
    bob_id = found["follow"].origin_id
    assert await db.notifications.delete(bob_id, found["follow"].id) is False
    assert await db.notifications.delete(alice_id, found["follow"].id) is True
    await db.notifications.clear(alice_id)
    assert (await db.notifications.page(alice_id, ALL)).items == []
    assert len((await db.notifications.page(bob_id, ALL)).items) == 1


async def test_what_a_deed_caused_is_deleted_with_it(engine: Engine) -> None:
    db = Database(engine)
    alice_id, found = await a_mixed_list(db)
    bob_id = found["follow"].origin_id
    await db.notifications.delete_from(alice_id, bob_id, "favourite", "1")
    await db.notifications.delete_of_statuses(["2", "9"])
    left = [found["mention 2"], found["like 2"], found["follow"]]
    assert (await db.notifications.page(alice_id, ALL)).items == left
    await db.notifications.delete_from(alice_id, bob_id, "follow")
    await db.notifications.delete_of_statuses([""])
    assert (await db.notifications.page(alice_id, ALL)).items == left[:2]
    await db.notifications.delete_from(alice_id, bob_id)
    assert (await db.notifications.page(alice_id, ALL)).items == []


async def test_a_notification_without_a_status_is_one_for_each_origin(engine: Engine) -> None:
    db = Database(engine)
    alice, bob = an_account("alice"), an_account("bob")
    await keep(db, alice, bob)
    first = a_notification("follow", alice, bob)
    assert await db.notifications.insert(first)
    assert not await db.notifications.insert(attrs.evolve(first, id="another"))
