"""Accounts are found by every name they have, with counts, settings and standing."""

from datetime import timedelta

import attrs
import pytest

from gotosocial.errors import NotFound
from gotosocial.models.account import Account, ProfileField
from gotosocial.storage.database import Duplicate, Engine
from gotosocial.storage.stores import Database, Transaction
from tests.support.builders import a_follow, a_time, a_user, an_account
from tests.support.keep import keep


async def keep_person(db: Database, username: str) -> Account:
    account = an_account(username)
    await keep(db, account, a_user(of=account))
    return account


async def test_an_account_comes_back_as_it_was_kept(engine: Engine) -> None:
    db = Database(engine)
    account = an_account(
        "bob",
        "far.example",
        display_name="Bøb",
        note="<p>hi</p>",
        fields=(ProfileField(name="site", value="<a>x</a>", verified_at=a_time()),),
        fields_raw=(ProfileField(name="site", value="x"),),
        emoji_ids=("E1", "E2"),
        also_known_as_uris=("https://old.example/users/bob",),
        is_locked=True,
        suspended_at=a_time(),
        suspension_origin="far.example",
    )
    await keep(db, account)
    assert await db.accounts.get(account.id) == account
    assert await db.accounts.find(account.id) == account
    assert await db.accounts.get_many([account.id, "nobody"]) == {account.id: account}
    assert await db.accounts.find_by_uri(account.uri) == account
    assert await db.accounts.find_by_url(account.url) == account


async def test_who_is_not_there_is_not_found(engine: Engine) -> None:
    db = Database(engine)
    await keep(db, an_account(url=""))
    with pytest.raises(NotFound):
        await db.accounts.get("nobody")
    assert await db.accounts.find("nobody") is None
    assert await db.accounts.get_many([]) == {}
    assert await db.accounts.find_by_url("") is None


async def test_names_are_found_in_any_case_and_the_exact_spelling_wins(engine: Engine) -> None:
    db = Database(engine)
    lower, upper = an_account("bob", "far.example"), an_account("Bob", "far.example")
    here = an_account("bob")
    await keep(db, lower, upper, here)
    assert await db.accounts.find_by_name("Bob", "far.example") == upper
    assert await db.accounts.find_by_name("BOB", "far.example") == lower
    assert await db.accounts.find_by_name("BOB") == here
    assert await db.accounts.find_by_name("bob", "other.example") is None


async def test_a_name_is_taken_once(engine: Engine) -> None:
    db = Database(engine)
    await keep(db, an_account("bob"))
    with pytest.raises(Duplicate):
        await keep(db, an_account("bob", uri="https://here.example/users/another"))


async def test_an_update_changes_the_profile_and_keeps_the_counts(engine: Engine) -> None:
    db = Database(engine)
    account = an_account()
    await keep(db, account)

    async def count(t: Transaction) -> None:
        await t.account_counts.change(account.id, followers=3)

    await db.transact(count)
    changed = attrs.evolve(account, display_name="Al", followers_count=99)
    await db.accounts.update(changed)
    found = await db.accounts.get(account.id)
    assert (found.display_name, found.followers_count) == ("Al", 3)


async def test_settings_and_standing_show_in_the_account(engine: Engine) -> None:
    db = Database(engine)
    account, robot = an_account(), an_account("here.example")
    await keep(db, account, robot)
    user = a_user(of=account, is_admin=True, confirmed_at=None)
    await db.users.insert(user)
    settings = await db.account_settings.get(account.id)
    await db.account_settings.update(
        attrs.evolve(settings, custom_css="p{}", enable_rss=True, hides_collections=True, theme="dark.css")
    )
    found = await db.accounts.get(account.id)
    assert found.is_admin
    assert not found.is_active
    assert (found.custom_css, found.theme) == ("p{}", "dark.css")
    assert found.enable_rss
    assert found.hides_collections
    await db.users.update(attrs.evolve(user, confirmed_at=a_time()))
    assert (await db.accounts.get(account.id)).is_active
    await db.users.update(attrs.evolve(user, confirmed_at=a_time(), is_disabled=True))
    assert not (await db.accounts.get(account.id)).is_active
    assert (await db.accounts.get(robot.id)).is_active


async def test_private_keys_stay_apart(engine: Engine) -> None:
    db = Database(engine)
    local, remote = an_account(), an_account("bob", "far.example")

    async def deed(t: Transaction) -> None:
        await t.accounts.insert(local, private_key="PEM")
        await t.accounts.insert(remote)

    await db.transact(deed)
    assert await db.accounts.private_key(local.id) == "PEM"
    with pytest.raises(NotFound):
        await db.accounts.private_key(remote.id)


async def test_local_accounts_are_listed(engine: Engine) -> None:
    db = Database(engine)
    robot = an_account("here.example")
    await keep(db, robot, an_account("far", "far.example"))
    person = await keep_person(db, "alice")
    assert [account.id for account in await db.accounts.list_local()] == [robot.id, person.id]


class TestSearch:
    async def found(
        self, db: Database, text: str, *, only_following: bool = False, offset: int = 0
    ) -> list[str]:
        ids = await db.accounts.search(
            text, viewer_id=self.viewer.id, only_following=only_following, limit=3, offset=offset
        )
        accounts = await db.accounts.get_many(ids)
        return [accounts[account_id].acct for account_id in ids]

    async def furnish(self, db: Database) -> None:
        self.viewer = await keep_person(db, "viewer")
        await keep(
            db,
            an_account("xcat", "far.example"),
            an_account("catherine", "far.example"),
            an_account("cat", "far.example"),
            an_account("ivan", "far.example", display_name="Иван 100% Cat_fan"),
            an_account("cat_gone", "far.example", suspended_at=a_time()),
            an_account("here.example"),
            an_account("far.example", "far.example"),
        )

    async def test_exact_names_come_first_then_beginnings(self, engine: Engine) -> None:
        db = Database(engine)
        await self.furnish(db)
        assert await self.found(db, "Cat") == ["cat@far.example", "catherine@far.example", "xcat@far.example"]
        assert await self.found(db, "cat", offset=3) == ["ivan@far.example"]
        assert (await self.found(db, "@cat@far.example"))[0] == "cat@far.example"

    async def test_display_names_match_in_any_case_of_any_script(self, engine: Engine) -> None:
        db = Database(engine)
        await self.furnish(db)
        assert await self.found(db, "ИВАН") == ["ivan@far.example"]

    @pytest.mark.parametrize("text", ["100%", "cat_f"])
    async def test_signs_of_patterns_mean_themselves(self, engine: Engine, text: str) -> None:
        db = Database(engine)
        await self.furnish(db)
        assert await self.found(db, text) == ["ivan@far.example"]

    async def test_instance_actors_and_the_suspended_are_left_out(self, engine: Engine) -> None:
        db = Database(engine)
        await self.furnish(db)
        assert await self.found(db, "here.example") == []
        assert "cat_gone@far.example" not in await self.found(db, "cat_gone")
        assert "far.example@far.example" not in await self.found(db, "far.example@")

    async def test_those_who_are_followed_come_first_or_alone(self, engine: Engine) -> None:
        db = Database(engine)
        await self.furnish(db)
        late = an_account("catz", "far.example")
        await keep(db, late)
        await db.follows.insert(a_follow(by=self.viewer, of=late))
        assert (await self.found(db, "cat"))[1] == "catz@far.example"
        assert await self.found(db, "cat", only_following=True) == ["catz@far.example"]


async def test_a_later_post_counts_and_an_earlier_one_does_not_turn_the_clock_back(engine: Engine) -> None:
    db = Database(engine)
    account = an_account()
    await keep(db, account)
    now = a_time()

    async def deed(t: Transaction) -> None:
        await t.account_counts.posted(account.id, now)
        await t.account_counts.posted(account.id, now - timedelta(days=1))

    await db.transact(deed)
    found = await db.accounts.get(account.id)
    assert (found.statuses_count, found.last_status_at) == (2, now)
