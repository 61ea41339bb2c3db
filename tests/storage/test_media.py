"""Media attachments: kept whole, attached once, detached, tidied away."""

from datetime import timedelta

import attrs

from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database
from tests.support.builders import a_media, a_time, an_account
from tests.support.keep import keep


async def test_an_attachment_comes_back_as_it_was(engine: Engine) -> None:
    db = Database(engine)
    owner = an_account()
    media = a_media(
        of=owner,
        kind="gifv",
        description="eine Katze",
        focus_x=-0.25,
        focus_y=0.5,
        blurhash="L6Pj0^",
        duration=1.5,
        frame_rate=29.97,
        bit_rate=123,
        is_cached=False,
        error="cannot be read",
    )
    await keep(db, owner, media)
    assert await db.media.find(media.id) == media
    changed = attrs.evolve(media, description="a cat", width=1)
    await db.media.update(changed)
    assert await db.media.get_many([media.id, "nothing"]) == {media.id: changed}
    await db.media.delete(media.id)
    assert await db.media.find(media.id) is None


async def test_only_own_and_unattached_files_are_attached(engine: Engine) -> None:
    db = Database(engine)
    alice, bob = an_account("alice"), an_account("bob")
    free, taken, theirs = a_media(of=alice), a_media(of=alice, status_id="S"), a_media(of=bob)
    avatar = a_media(of=alice, role="avatar")
    await keep(db, alice, bob, free, taken, theirs, avatar)
    ids = [free.id, taken.id, theirs.id, avatar.id, "nothing"]
    assert await db.media.attach(ids, "T", alice.id) == 1
    found = await db.media.get_many(ids)
    assert {one.id: one.status_id for one in found.values()} == {
        free.id: "T",
        taken.id: "S",
        theirs.id: "",
        avatar.id: "",
    }
    await db.media.detach("T")
    assert (await db.media.get_many([free.id]))[free.id].status_id == ""
    await db.media.detach("")
    assert (await db.media.get_many([taken.id]))[taken.id].status_id == "S"


async def test_old_files_that_nobody_used_are_listed(engine: Engine) -> None:
    db = Database(engine)
    owner = an_account()
    old: list[MediaAttachment] = [a_media(of=owner) for _ in range(3)]
    used, avatar = a_media(of=owner, status_id="S"), a_media(of=owner, role="avatar")
    before = a_time()
    await keep(db, owner, *reversed(old), used, avatar, a_media(of=owner))
    assert await db.media.list_unattached(before, 2) == old[:2]
    assert await db.media.list_unattached(before, 9) == old


async def test_what_is_taken_from_a_status_waits_from_then_on(engine: Engine) -> None:
    db = Database(engine)
    owner = an_account()
    media = a_media(of=owner, status_id="S")
    await keep(db, owner, media)
    await db.media.detach("S")
    long_after, later = a_time() + timedelta(days=100), a_time() + timedelta(days=200)
    assert await db.media.list_unattached(long_after, 9) == []
    assert await db.media.begin_waiting(long_after) == 1
    assert await db.media.begin_waiting(later) == 0
    assert await db.media.list_unattached(long_after, 9) == []
    assert [one.id for one in await db.media.list_unattached(later, 9)] == [media.id]


async def test_only_own_and_unattached_files_are_deleted(engine: Engine) -> None:
    db = Database(engine)
    alice, bob = an_account("alice"), an_account("bob")
    free, taken, avatar = (
        a_media(of=alice),
        a_media(of=alice, status_id="S"),
        a_media(of=alice, role="avatar"),
    )
    await keep(db, alice, bob, free, taken, avatar)
    for media, who in ((free, bob), (taken, alice), (avatar, alice)):
        assert not await db.media.delete_unattached(media.id, who.id)
    assert await db.media.delete_unattached(free.id, alice.id)
    assert not await db.media.delete_unattached(free.id, alice.id)
    assert len(await db.media.get_many([free.id, taken.id, avatar.id])) == 2


async def test_what_was_posted_meanwhile_is_not_unused(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    owner = an_account()
    free, taken = a_media(of=owner), a_media(of=owner, status_id="S")
    avatar = a_media(of=owner, role="avatar")
    await keep(db, owner, free, taken, avatar)
    heard: list[str] = []
    bus.subscribe("media", heard.append)
    gone = await db.media.delete_unused([free.id, taken.id, avatar.id, "nothing"])
    assert gone == set(heard) == {free.id, avatar.id}
    assert list(await db.media.get_many([free.id, taken.id, avatar.id])) == [taken.id]


async def test_what_an_account_has_brought_goes_in_parts(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    gone, stays = an_account("gone", "far.example"), an_account("stays", "far.example")
    media = [a_media(of=gone, status_id="S" * (number % 2)) for number in range(3)]
    await keep(db, gone, stays, *media, a_media(of=stays))
    heard: list[str] = []
    bus.subscribe("media", heard.append)
    assert await db.media.delete_of_account(gone.id, 2) == 2
    assert sorted(heard) == [one.id for one in media[:2]]
    assert await db.media.delete_of_account(gone.id, 2) == 1
    assert await db.media.delete_of_account(gone.id, 2) == 0
    assert len(await db.kept_files.list_media_of(stays.id)) == 1


async def test_the_room_that_an_account_takes_is_counted(engine: Engine) -> None:
    db = Database(engine)
    alice, bob = an_account("alice"), an_account("bob")
    await keep(db, alice, bob, a_media(of=alice), a_media(of=alice, role="avatar", file_size=1, small_size=0))
    assert await db.media.bytes_of(alice.id) == 1501
    assert await db.media.bytes_of(bob.id) == 0


async def test_changes_are_told(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    owner = an_account()
    media = a_media(of=owner)
    await keep(db, owner, media)
    heard: list[str] = []
    bus.subscribe("media", heard.append)
    await db.media.attach([media.id], "S", owner.id)
    await db.media.detach("S")
    await db.media.update(media)
    await db.media.delete(media.id)
    assert heard == [media.id] * 4
