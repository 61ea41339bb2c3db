"""Kept files of both tables: what nobody wants, how much there is, whose it is, what could not be had."""

from datetime import timedelta

import attrs

from gotosocial.models.instance import InstanceTexts
from gotosocial.models.kept_file import KeptFile, Usage
from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database
from tests.support.builders import a_bookmark, a_media, a_status, a_time, an_account, an_emoji
from tests.support.keep import keep

FAR = {"remote_url": "https://far.example/x"}


def ids(files: list[KeptFile]) -> list[str]:
    return [one.id for one in files]


async def test_what_nobody_wants_any_more_is_listed_by_its_last_use(engine: Engine) -> None:
    db = Database(engine)
    us, them = an_account(), an_account("far", "far.example")
    post, kept_post = a_status(by=them), a_status(by=them)
    first = a_media(of=them, status_id=post.id, **FAR)
    emoji = an_emoji("far", "far.example", file_size=10, static_size=5, **FAR)
    avatar = a_media(of=them, role="avatar", **FAR)
    bookmarked = a_media(of=them, status_id=kept_post.id, **FAR)
    gone = a_media(of=them, is_cached=False, **FAR)
    ours, our_emoji = a_media(of=us), an_emoji("ours")
    before = a_time()
    rows = (first, emoji, avatar, bookmarked, gone, ours, our_emoji, a_media(of=them, **FAR))
    await keep(db, us, them, post, kept_post, *rows, a_bookmark(by=us, of=kept_post))
    unused = await db.kept_files.list_unused(before, 9)
    assert ids(unused) == [first.id, emoji.id, avatar.id]
    assert unused[1] == KeptFile(
        id=emoji.id,
        kind="emoji",
        keys=(emoji.file_key, emoji.static_key),
        size=15,
        is_cached=True,
        can_return=True,
        used_at=emoji.created_at,
    )
    assert ids(await db.kept_files.list_unused(before, 2)) == [first.id, emoji.id]
    assert await db.kept_files.list_unused(before, 9, after=unused[0]) == unused[1:]
    assert await db.kept_files.list_unused(before, 9, after=unused[2]) == []
    await db.kept_files.note_use([first.id], [emoji.id], before + timedelta(days=1))
    assert ids(await db.kept_files.list_unused(before, 9)) == [avatar.id]


async def test_what_is_uncached_keeps_its_row_and_is_told(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    them = an_account("far", "far.example")
    media, emoji = a_media(of=them, **FAR), an_emoji("far", "far.example", **FAR)
    await keep(db, them, media, emoji)
    told_media: list[str] = []
    told_emojis: list[str] = []
    bus.subscribe("media", told_media.append)
    bus.subscribe("emoji_files", told_emojis.append)
    await db.kept_files.uncache(await db.kept_files.list_unused(a_time(), 9))
    assert (told_media, told_emojis) == ([media.id], [emoji.id])
    assert await db.media.find(media.id) == attrs.evolve(media, is_cached=False)
    assert await db.emojis.find(emoji.id) == attrs.evolve(emoji, is_cached=False)
    assert await db.kept_files.list_unused(a_time(), 9) == []
    await db.kept_files.uncache([])


async def test_room_is_counted_by_kind_and_domain(engine: Engine) -> None:
    db = Database(engine)
    us, them = an_account(), an_account("far", "far.example")
    rows = (
        a_media(of=us),
        a_media(of=them, **FAR),
        a_media(of=them, role="header", **FAR),
        a_media(of=them, is_cached=False, **FAR),
        an_emoji("ours", file_size=7),
        an_emoji("far", "far.example", file_size=10, static_size=5, **FAR),
    )
    assert await db.kept_files.total_cached() == 0
    assert await db.kept_files.usage() == []
    await keep(db, us, them, *rows)
    assert await db.kept_files.total_cached() == 3015
    usage = sorted(await db.kept_files.usage(), key=lambda one: (one.domain, one.kind))
    assert usage == [
        Usage(domain="", kind="attachment", files=1, size=1500),
        Usage(domain="", kind="emoji", files=1, size=7),
        Usage(domain="far.example", kind="attachment", files=1, size=1500),
        Usage(domain="far.example", kind="emoji", files=1, size=15),
        Usage(domain="far.example", kind="header", files=1, size=1500),
    ]


async def test_files_are_listed_by_owner_and_by_id(engine: Engine) -> None:
    db = Database(engine)
    us, them = an_account(), an_account("far", "far.example")
    ours, theirs = a_media(of=us), a_media(of=them, small_key="", is_cached=False, **FAR)
    emojis = [an_emoji("one"), an_emoji("two")]
    await keep(db, us, them, ours, theirs, *emojis)
    assert await db.kept_files.owners("", 9) == [us.id, them.id]
    assert await db.kept_files.owners(us.id, 1) == [them.id]
    [found] = await db.kept_files.list_media_of(them.id)
    assert (found.id, found.keys, found.is_cached, found.can_return) == (
        theirs.id,
        (theirs.file_key,),
        False,
        True,
    )
    assert ids(await db.kept_files.list_media("", 9)) == [ours.id, theirs.id]
    assert ids(await db.kept_files.list_media(ours.id, 1)) == [theirs.id]
    assert ids(await db.kept_files.list_emojis("", 1)) == [emojis[0].id]
    assert ids(await db.kept_files.list_emojis(emojis[0].id, 9)) == [emojis[1].id]


async def test_pictures_that_nobody_wears_are_listed(engine: Engine) -> None:
    db = Database(engine)
    us = an_account()
    worn, header, thumbnail, old = [a_media(of=us, role="avatar") for _ in range(4)]
    us = attrs.evolve(us, avatar_media_id=worn.id, header_media_id=header.id)
    before = a_time()
    await keep(db, us, worn, header, thumbnail, old, a_media(of=us), a_media(of=us, role="header"))
    texts = InstanceTexts(updated_at=before, thumbnail_media_id=thumbnail.id)
    await db.instance_texts.insert_if_absent(texts)
    assert ids(await db.kept_files.list_unworn(before, 9)) == [old.id]


async def test_what_could_not_be_had_is_listed(engine: Engine) -> None:
    db = Database(engine)
    near, far = an_account("n", "near.example"), an_account("f", "far.example")
    failed = {"is_cached": False, "error": "no", **FAR}
    one, other = a_media(of=near, **failed), a_media(of=far, **failed)
    pruned, fine = a_media(of=far, is_cached=False, **FAR), a_media(of=far, **FAR)
    emoji = an_emoji("x", "far.example", is_cached=False, **FAR)
    await keep(db, near, far, one, other, pruned, fine, emoji, an_emoji("ours"))
    assert ids(await db.kept_files.list_failed("", "", 9)) == [one.id, other.id, emoji.id]
    assert ids(await db.kept_files.list_failed("far.example", "", 9)) == [other.id, emoji.id]
    assert ids(await db.kept_files.list_failed("", one.id, 1)) == [other.id]
