"""Users, failed sign-ins, applications, tokens, codes and secrets."""

from datetime import timedelta
from typing import Any

import attrs
import pytest

from gotosocial.errors import NotFound
from gotosocial.models.account import Account
from gotosocial.models.application import Application
from gotosocial.models.grant import Grant
from gotosocial.models.sign_in_failure import SignInFailure
from gotosocial.models.user import User
from gotosocial.storage.bus import Bus
from gotosocial.storage.database import Duplicate, Engine
from gotosocial.storage.stores import Database
from tests.support.builders import a_code, a_time, a_token, a_user, an_account, an_application
from tests.support.keep import keep


async def a_person(db: Database) -> tuple[Account, User, Application]:
    account, app = an_account(), an_application()
    user = a_user(of=account)
    await keep(db, account, user, app)
    return account, user, app


async def test_a_user_comes_back_as_it_was_kept(engine: Engine) -> None:
    db = Database(engine)
    account = an_account()
    user = a_user(
        of=account,
        is_moderator=True,
        reason="please",
        sign_up_ip="192.0.2.1",
        two_factor_secret="s",
        two_factor_enabled_at=a_time(),
        last_emailed_at=a_time(),
        locale="de",
    )
    await keep(db, account, user)
    assert await db.users.get(user.id) == user
    assert await db.users.find(user.id) == user
    assert await db.users.find_by_account(account.id) == user
    assert await db.users.list_all() == [user]
    assert await db.users.find("nobody") is None
    assert await db.users.find_by_account("nobody") is None
    with pytest.raises(NotFound):
        await db.users.get("nobody")


async def test_mail_addresses_have_no_case(engine: Engine) -> None:
    db = Database(engine)
    alice, bob = an_account("alice"), an_account("bob")
    await keep(db, alice, bob, a_user(of=alice, email="Alice@Mail.Example"))
    found = await db.users.find_by_email("aLICE@mail.example")
    assert found is not None
    assert found.account_id == alice.id
    with pytest.raises(Duplicate):
        await db.users.insert(a_user(of=bob, email="ALICE@mail.example"))


async def test_a_changed_user_is_told_to_whoever_caches_accounts_or_tokens(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    account, user, _ = await a_person(db)
    heard: list[tuple[str, str]] = []
    bus.subscribe("account", lambda key: heard.append(("account", key)))
    bus.subscribe("tokens_of", lambda key: heard.append(("tokens_of", key)))
    await db.users.update(attrs.evolve(user, is_disabled=True))
    assert heard == [("account", account.id), ("tokens_of", user.id)]


async def test_failures_are_counted_by_account_and_network(engine: Engine) -> None:
    db = Database(engine)
    first, second = a_time(), a_time()
    await db.sign_in_failures.add("alice", "192.0.2.0/24", first)
    counted = await db.sign_in_failures.add("alice", "192.0.2.0/24", second)
    assert counted == SignInFailure(account_key="alice", network="192.0.2.0/24", count=2, last_at=second)
    await db.sign_in_failures.add("alice", "198.51.100.0/24", first)
    assert await db.sign_in_failures.hold("alice", "192.0.2.0/24") == counted
    assert await db.sign_in_failures.hold("bob", "192.0.2.0/24") is None
    await db.sign_in_failures.prune(second)
    assert await db.sign_in_failures.hold("alice", "198.51.100.0/24") is None
    await db.sign_in_failures.clear("alice", "192.0.2.0/24")
    assert await db.sign_in_failures.hold("alice", "192.0.2.0/24") is None


async def test_an_application_comes_back_as_it_was_kept(engine: Engine) -> None:
    db = Database(engine)
    app = an_application(redirect_uris=("a:b", "https://x.example/?q=1 2"))
    await db.applications.insert(app)
    assert await db.applications.get(app.id) == app
    assert await db.applications.get_many([app.id, "none"]) == {app.id: app}
    assert await db.applications.find_by_client_id(app.client_id) == app
    assert await db.applications.find_by_client_id("none") is None
    with pytest.raises(NotFound):
        await db.applications.get("none")


async def test_a_token_of_a_person_carries_the_persons_standing(engine: Engine) -> None:
    db = Database(engine)
    account, user, app = await a_person(db)
    token = a_token(app, user)
    await db.access_tokens.insert(token)
    usual = Grant(token=token, account_id=account.id)
    assert await db.access_tokens.find_grant(token.digest) == usual
    assert await db.access_tokens.find_grant("none") is None

    await db.users.update(attrs.evolve(user, is_admin=True, is_moderator=True))
    await db.accounts.update(attrs.evolve(account, moved_to_uri="https://new.example/users/alice"))
    found = await db.access_tokens.find_grant(token.digest)
    assert found == attrs.evolve(usual, is_admin=True, is_moderator=True, has_moved=True)


@pytest.mark.parametrize("change", [{"confirmed_at": None}, {"is_approved": False}, {"is_disabled": True}])
async def test_who_may_not_sign_in_may_not_act(engine: Engine, change: dict[str, Any]) -> None:
    db = Database(engine)
    _, user, app = await a_person(db)
    token = a_token(app, user)
    await db.access_tokens.insert(token)
    await db.users.update(attrs.evolve(user, **change))
    found = await db.access_tokens.find_grant(token.digest)
    assert found is not None
    assert not found.may_act


async def test_the_suspended_and_the_vanished_may_not_act(engine: Engine) -> None:
    db = Database(engine)
    account, user, app = await a_person(db)
    token, orphan = a_token(app, user), a_token(app, user_id="vanished")
    await keep(db, token, orphan)
    await db.accounts.update(attrs.evolve(account, suspended_at=a_time()))
    for digest in (token.digest, orphan.digest):
        found = await db.access_tokens.find_grant(digest)
        assert found is not None
        assert not found.may_act


async def test_those_tokens_are_valid_that_exist_and_whose_person_may_act(engine: Engine) -> None:
    db = Database(engine)
    _, user, app = await a_person(db)
    disabled = an_account("bob")
    off = a_user(of=disabled, is_disabled=True)
    tokens = a_token(app, user), a_token(app), a_token(app, off), a_token(app, user_id="vanished")
    await keep(db, disabled, off, *tokens)
    asked = [*(token.id for token in tokens), "revoked"]
    assert await db.access_tokens.valid_among(asked) == {tokens[0].id, tokens[1].id}
    assert await db.access_tokens.valid_among([]) == frozenset()


async def test_an_applications_own_token_stands_for_nobody(engine: Engine) -> None:
    db = Database(engine)
    _, _, app = await a_person(db)
    token = a_token(app)
    await db.access_tokens.insert(token)
    assert await db.access_tokens.find_grant(token.digest) == Grant(token=token)


async def test_tokens_are_touched_and_revoked(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    _, user, app = await a_person(db)
    tokens = [a_token(app, user) for _ in range(3)]
    await keep(db, *tokens)
    when = a_time()
    await db.access_tokens.touch(tokens[2].id, when)
    grant = await db.access_tokens.find_grant(tokens[2].digest)
    assert grant is not None
    assert grant.token == attrs.evolve(tokens[2], last_used_at=when)

    revoked: list[str] = []
    bus.subscribe("token", revoked.append)
    assert await db.access_tokens.delete(tokens[0].digest)
    assert revoked == [tokens[0].digest]
    assert not await db.access_tokens.delete(tokens[0].digest)
    ids = [token.id for token in tokens]
    assert await db.access_tokens.valid_among(ids) == {tokens[1].id, tokens[2].id}
    await db.access_tokens.delete_of_user(user.id)
    assert await db.access_tokens.valid_among(ids) == frozenset()


async def test_a_code_is_taken_once_and_expired_ones_are_pruned(engine: Engine) -> None:
    db = Database(engine)
    _, user, app = await a_person(db)
    code, old = a_code(app, user, challenge="c"), a_code(app, user)
    await keep(db, code, old)
    assert await db.authorization_codes.take(code.digest) == code
    assert await db.authorization_codes.take(code.digest) is None
    await db.authorization_codes.prune(old.expires_at + timedelta(milliseconds=1))
    assert await db.authorization_codes.take(old.digest) is None


async def test_what_a_code_gave_can_be_revoked(engine: Engine, bus: Bus) -> None:
    db = Database(engine)
    _, user, app = await a_person(db)
    given, other = a_token(app, user, code_digest="spent"), a_token(app, user, code_digest="another")
    bare = a_token(app, user)
    await keep(db, given, other, bare)
    revoked: list[str] = []
    bus.subscribe("token", revoked.append)
    for code in ("unknown", ""):
        await db.access_tokens.delete_of_code(code)
    assert revoked == []
    await db.access_tokens.delete_of_code("spent")
    assert revoked == [given.digest]
    kept = await db.access_tokens.valid_among([given.id, other.id, bare.id])
    assert kept == {other.id, bare.id}


async def test_a_code_that_has_not_expired_is_not_pruned(engine: Engine) -> None:
    db = Database(engine)
    _, user, app = await a_person(db)
    code = a_code(app, user)
    await db.authorization_codes.insert(code)
    await db.authorization_codes.prune(code.expires_at)
    assert await db.authorization_codes.take(code.digest) == code


async def test_the_first_secret_of_a_name_stays(engine: Engine) -> None:
    db = Database(engine)
    assert await db.secrets.find("cookies") is None
    assert await db.secrets.put_if_absent("cookies", "one") == "one"
    assert await db.secrets.put_if_absent("cookies", "two") == "one"
    assert await db.secrets.find("cookies") == "one"
