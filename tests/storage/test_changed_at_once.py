"""What two processes change about the same thing at the same time is all there afterwards."""

from twisted.internet import reactor

from gotosocial.handlers.accounts.administer import UserAdministrator
from gotosocial.handlers.media.describe import DescriptionLimits
from gotosocial.handlers.media.edit import MediaEditor
from gotosocial.handlers.shared.remove_status import StatusRemover
from gotosocial.models.account import Account
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import SystemClock
from gotosocial.util.flow import Threads, gather
from tests.support.builders import a_media, a_status, a_user, an_account
from tests.support.keep import keep


async def keep_alice(db: Database) -> Account:
    """Keep an account with its user, and open two connections, so that both deeds begin at once."""
    alice = an_account("alice")
    await keep(db, alice, a_user(of=alice))
    await gather(db.accounts.get(alice.id), db.accounts.get(alice.id))
    return alice


async def test_an_admin_and_another_one_change_a_user(engine: Engine) -> None:
    db = Database(engine)
    alice = await keep_alice(db)
    admins = [UserAdministrator(db, Threads(reactor, "passwords", 1), SystemClock()) for _ in range(2)]
    await gather(admins[0].promote("alice"), admins[1].disable("alice"))
    user = await db.users.find_by_account(alice.id)
    assert user is not None
    assert (user.is_admin, user.is_disabled) == (True, True)


async def test_a_file_is_described_and_posted(engine: Engine) -> None:
    db = Database(engine)
    alice = await keep_alice(db)
    media, status = a_media(of=alice), a_status(by=alice)
    await keep(db, media, status)
    editor = MediaEditor(db, DescriptionLimits())

    async def attach(t: Transaction) -> int:
        return await t.media.attach([media.id], status.id, alice.id)

    async def post() -> int:
        return await db.transact(attach)

    await gather(editor.edit(alice.id, media.id, "a cat", None), post())
    now = await db.media.find(media.id)
    assert now is not None
    assert (now.status_id, now.description) == (status.id, "a cat")


async def test_a_file_is_described_and_focused(engine: Engine) -> None:
    db = Database(engine)
    alice = await keep_alice(db)
    media = a_media(of=alice)
    await keep(db, media)
    editor = MediaEditor(db, DescriptionLimits())
    await gather(
        editor.edit(alice.id, media.id, "a cat", None), editor.edit(alice.id, media.id, None, (0.5, 0.5))
    )
    now = await db.media.find(media.id)
    assert now is not None
    assert (now.description, now.focus_x) == ("a cat", 0.5)


async def test_a_reply_is_let_in_before_it_is_removed(engine: Engine) -> None:
    """Whoever removes it has read it before, when it was not counted yet."""
    db = Database(engine)
    alice = await keep_alice(db)
    post = a_status(by=alice)
    reply = a_status(by=alice, reply_to=post, is_pending=True)
    await keep(db, post, reply)

    async def let_in(t: Transaction) -> None:
        await t.statuses.approve(reply.id, "https://far.example/accepts/1")
        await t.statuses.change_counts(post.id, replies=1)

    await db.transact(let_in)
    await StatusRemover(db).remove(reply)
    assert (await db.statuses.get(post.id)).replies_count == 0
    assert await db.statuses.find(reply.id) is None
    await StatusRemover(db).remove(reply)
    assert (await db.statuses.get(post.id)).replies_count == 0
