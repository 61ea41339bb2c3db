"""Other servers hear when an account here is deleted (row U-03)."""

from gotosocial.handlers.shared.telling.departures import DepartureTeller
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.storage.stores import Transaction
from tests.support.beside import Beside


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
