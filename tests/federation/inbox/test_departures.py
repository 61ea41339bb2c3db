"""Other servers hear when an account here is deleted (row U-03), and who was deleted there goes here too."""

from pathlib import Path

from gotosocial.activitypub.activity import Delete
from gotosocial.app.receivers import inbox_work
from gotosocial.federation.gate import Sender
from gotosocial.handlers.inbox.receive import ActivityWork
from gotosocial.handlers.inbox.received import Received
from gotosocial.handlers.shared.telling.departures import DepartureTeller
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.storage.stores import Transaction
from tests.support.beside import Beside, beside
from tests.support.builders import a_status


async def test_followers_and_who_was_followed_hear_that_an_account_is_gone(here: Beside) -> None:
    followed = here.peer.person("followed", endpoints={})
    await here.let_follow(await here.known(), here.alice.account)
    await here.let_follow(here.alice.account, await here.known(followed))
    teller = DepartureTeller(Messenger(here.abroad.outbox, True))
    account = await here.db.accounts.get(here.alice.id)

    async def deed(t: Transaction) -> None:
        await teller.deleted(t, account)

    await here.db.transact(deed)
    await here.settle()
    assert len(here.sent("Delete")) == 2
    assert len(here.sent("Delete", to="/inbox")) == 1
    (delete,) = here.sent("Delete", to="/users/followed/inbox")
    assert (delete["object"], delete["actor"]) == (account.uri, account.uri)


async def test_nobody_announces_the_end_of_remote_accounts(here: Beside) -> None:
    eve = await here.known()
    await here.let_follow(here.alice.account, eve)

    async def deed(t: Transaction) -> None:
        await DepartureTeller(Messenger(here.abroad.outbox, True)).deleted(t, eve)

    await here.db.transact(deed)
    await here.settle()
    assert here.sent("Delete") == []


async def test_who_is_gone_elsewhere_is_gone_at_once_and_taken_apart_by_a_job(here: Beside) -> None:
    await here.let_follow(here.alice.account, await here.known())
    note = here.eve.note()
    await here.receive(here.eve.create(note))
    eve = await here.known()
    delete = Delete(uri=f"{eve.uri}#delete", actor_uri=eve.uri, object_uri=eve.uri)
    sender = Sender(actor_uri=eve.uri, key_uri=eve.public_key_uri, host=here.peer.host)

    async def finish(t: Transaction) -> None:
        await t.tombstones.insert("finished")

    work = inbox_work(here.server.instance.base, here.abroad, here.shared).work
    assert isinstance(work, ActivityWork)
    await work.receivers[Delete].receive(
        Received(activity=delete, sender=sender, inbox_of="", finish=finish)
    )
    gone = await here.db.accounts.get(eve.id)
    assert (gone.is_suspended, gone.note, gone.display_name) == (True, "", "")
    assert await here.db.tombstones.exists("finished")
    assert await here.find(note["id"]) is not None
    await here.settle()
    assert await here.find(note["id"]) is None


async def test_a_post_that_arrives_while_it_is_deleted_goes(tmp_path: Path) -> None:
    """On one engine, where the order of two transactions of the same moment is known."""
    async with beside("sqlite", tmp_path) as here:
        eve = await here.known()
        post = a_status(by=eve)
        delete = Delete(uri=f"{post.uri}#delete", actor_uri=eve.uri, object_uri=post.uri)
        sender = Sender(actor_uri=eve.uri, key_uri=eve.public_key_uri, host=here.peer.host)

        async def arrive(t: Transaction) -> None:
            await t.statuses.insert(post)

        async def finish(t: Transaction) -> None:
            """End nothing."""

        work = inbox_work(here.server.instance.base, here.abroad, here.shared).work
        assert isinstance(work, ActivityWork)
        got = Received(activity=delete, sender=sender, inbox_of="", finish=finish)
        arriving = here.db.transact(arrive)
        await work.receivers[Delete].receive(got)
        await arriving
        assert await here.find(post.uri) is None
        assert await here.db.tombstones.exists(post.uri)
