"""The shape of threads."""

from gotosocial.models.thread_member import ThreadMember
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database
from tests.support.builders import a_status, an_account
from tests.support.keep import keep


async def test_ancestors_begin_at_the_root(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    chain = [a_status(by=author)]
    for _ in range(4):
        chain.append(a_status(by=author, reply_to=chain[-1]))
    await keep(db, author, *chain)
    ids = [status.id for status in chain]
    assert await db.threads.ancestors(ids[4], 40) == ids[:4]
    assert await db.threads.ancestors(ids[4], 2) == ids[2:4]
    assert await db.threads.ancestors(ids[0], 40) == []
    assert await db.threads.ancestors("nothing", 40) == []


async def test_a_missing_parent_ends_the_way_up(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    gone = a_status(by=author)
    child = a_status(by=author, reply_to=gone)
    grandchild = a_status(by=author, reply_to=child)
    await keep(db, author, child, grandchild)
    assert await db.threads.ancestors(grandchild.id, 40) == [child.id]


async def test_a_circle_ends(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    outside = a_status(by=author)
    one = a_status(by=author)
    other = a_status(by=author, reply_to=one)
    looped = a_status(by=author, id=one.id, uri=one.uri, reply_to=other)
    below = a_status(by=author, reply_to=other)
    await keep(db, author, outside, looped, other, below)
    assert await db.threads.ancestors(one.id, 40) == [other.id]
    assert sorted(await db.threads.ancestors(below.id, 40)) == sorted([one.id, other.id])


async def test_members_are_posts_and_no_boosts(engine: Engine) -> None:
    db = Database(engine)
    alice, bob = an_account("alice"), an_account("bob")
    root = a_status(by=alice)
    reply = a_status(by=bob, reply_to=root)
    boost = a_status(by=bob, boost_of=root, thread_id=root.thread_id)
    await keep(db, alice, bob, root, reply, boost, a_status(by=bob))
    assert await db.threads.members(root.thread_id, 10) == [
        ThreadMember(id=root.id, in_reply_to_id="", account_id=alice.id),
        ThreadMember(id=reply.id, in_reply_to_id=root.id, account_id=bob.id),
    ]
    assert len(await db.threads.members(root.thread_id, 1)) == 1
