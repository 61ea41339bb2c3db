"""Who has to do with a status, here and elsewhere."""

from gotosocial.models.timeline_entry import entry_of, home_of, owner_of
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database, Transaction
from tests.support.builders import a_favourite, a_follow, a_status, an_account
from tests.support.keep import keep


async def test_who_likes_boosts_or_answers_is_interested_once_and_only_people_here(engine: Engine) -> None:
    db = Database(engine)
    author, far = an_account(), an_account("far", "far.example")
    fans = [an_account(f"fan{number}") for number in range(4)]
    status, other = a_status(by=author), a_status(by=author)
    await keep(
        db,
        *(author, far, *fans, status, other),
        a_favourite(by=fans[0], of=status),
        a_status(by=fans[0], reply_to=status),
        a_status(by=fans[1], boost_of=status),
        a_status(by=fans[2], reply_to=status),
        a_favourite(by=fans[3], of=status, is_pending=True),
        a_status(by=fans[3], reply_to=status, is_pending=True),
        a_favourite(by=far, of=status),
        a_favourite(by=fans[3], of=other),
    )
    assert await db.status_audiences.interested(status.id) == sorted(fan.id for fan in fans[:3])


async def test_a_status_stands_where_it_was_brought_by_itself(engine: Engine) -> None:
    db = Database(engine)
    author, reader = an_account(), an_account("reader")
    status = a_status(by=author)
    boost = a_status(by=reader, boost_of=status)
    await keep(db, author, reader, status, boost)

    async def deed(t: Transaction) -> None:
        await t.timelines.insert([entry_of(home_of(author.id), status)])
        await t.timelines.insert([entry_of(home_of(reader.id), boost)])

    await db.transact(deed)
    assert await db.status_audiences.timelines(status.id) == [home_of(author.id)]
    assert owner_of(home_of(author.id)) == author.id
    assert owner_of("list:1") == ""


async def test_who_holds_a_status_elsewhere_is_told_by_each_inbox_once(engine: Engine) -> None:
    db = Database(engine)
    author, booster = an_account(), an_account("booster")
    far = [an_account(f"far{number}", "far.example") for number in range(3)]
    alone, follower, stranger = [
        an_account(name, f"{name}.example", shared_inbox_uri="") for name in ("alone", "follower", "stranger")
    ]
    gone = an_account("gone", "gone.example", suspended_at=author.created_at)
    status, other = a_status(by=author), a_status(by=author)
    await keep(
        db,
        *(author, booster, *far, alone, follower, stranger, gone, status, other),
        a_favourite(by=far[0], of=status),
        a_favourite(by=gone, of=status),
        a_status(by=far[1], boost_of=status),
        a_status(by=far[2], reply_to=status),
        a_status(by=alone, reply_to=status),
        a_status(by=booster, boost_of=status),
        a_follow(by=follower, of=booster),
        a_favourite(by=stranger, of=other),
    )
    found = await db.status_audiences.inboxes(status.id, shared=True)
    assert sorted(found) == sorted([alone.inbox_uri, follower.inbox_uri, far[0].shared_inbox_uri])
    each = await db.status_audiences.inboxes(status.id, shared=False)
    assert sorted(each) == sorted([alone.inbox_uri, follower.inbox_uri, *(one.inbox_uri for one in far)])
