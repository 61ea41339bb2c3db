"""Changing the password over the API."""

from datetime import timedelta

import attrs
import bcrypt
import pytest

from gotosocial.crypto.passwords import verify_password
from gotosocial.crypto.tokens import digest, new_token
from tests.support.builders import a_code, a_token, an_application
from tests.support.instance import Person, Running
from tests.support.keep import keep
from tests.support.visitor import PASSWORD, Visitor, a_resident, an_app, redeem

PATH = "/api/v1/user/password_change"
NEW = "another Horse, 7 batteries"


async def hash_of(server: Running, person: Person) -> str:
    return (await server.instance.cellar.db.users.get(person.user.id)).password_hash


async def test_a_new_password_ends_every_other_token_code_and_session(server: Running) -> None:
    alice, app, visitor = await a_resident(server), await an_app(server), Visitor(server)
    await visitor.arrive(app, alice)
    other = new_token()
    soon = server.instance.base.clock.now() + timedelta(minutes=5)
    phone = an_application()
    await keep(server.instance.cellar.db, phone, a_token(phone, alice.user, digest=digest(other)))
    await keep(
        server.instance.cellar.db, a_code(app, alice.user, digest=digest("the code"), expires_at=soon)
    )
    assert (await alice.post(PATH, {"old_password": PASSWORD, "new_password": NEW})).status == 200
    assert verify_password(NEW, await hash_of(server, alice))
    assert (await alice.get("/api/v1/accounts/verify_credentials")).status == 200
    refused = await server.ask("GET", "/api/v1/accounts/verify_credentials", token=other)
    assert refused.status == 401
    assert (await redeem(server, app, "the code")).status == 400
    assert (await visitor.get("/oauth/authorize")).status == 303
    await visitor.get("/auth/sign_in")
    assert (await visitor.sign_in(alice.user.email)).status == 401
    assert (await visitor.sign_in(alice.user.email, NEW)).status == 303


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        ("wrong", NEW, 401),
        (PASSWORD, PASSWORD, 400),
        (PASSWORD, "password", 400),
        (PASSWORD, NEW * 4, 400),
        (PASSWORD, "", 400),
        ("", NEW, 400),
    ],
)
async def test_a_change_that_is_wrong_changes_nothing(
    server: Running, old: str, new: str, status: int
) -> None:
    alice = await a_resident(server)
    assert (await alice.post(PATH, {"old_password": old, "new_password": new})).status == status
    assert await hash_of(server, alice) == alice.user.password_hash


async def test_a_stolen_token_cannot_guess_the_password_for_ever(server: Running) -> None:
    alice = await a_resident(server)
    wrong = {"old_password": "wrong", "new_password": NEW}
    assert [(await alice.post(PATH, wrong)).status for _ in range(6)] == [401] * 5 + [429]


async def test_an_imported_bcrypt_hash_is_renewed_at_the_first_sign_in(server: Running) -> None:
    imported = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    alice, app, visitor = await a_resident(server), await an_app(server), Visitor(server)
    user = attrs.evolve(alice.user, password_hash=imported)
    await server.instance.cellar.db.users.update(user)
    assert (await visitor.arrive(app, alice)).status == 200
    renewed = await hash_of(server, alice)
    assert renewed.startswith("$argon2id$")
    assert verify_password(PASSWORD, renewed)
