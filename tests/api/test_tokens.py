"""People look at the tokens of their apps and end them (rows AU-09, AU-10)."""

from typing import Any

import pytest

from gotosocial.crypto.tokens import digest, new_token
from gotosocial.models.application import Application
from tests.support.builders import a_time, a_token, an_application
from tests.support.instance import ALL_SCOPES, Person, Running
from tests.support.keep import keep

TOKENS = "/api/v1/tokens"


async def another_token(person: Person, application: Application, **more: Any) -> str:
    """Give the person a token of an app, and return its secret."""
    secret = new_token()
    token = a_token(application, person.user, digest=digest(secret), scopes=ALL_SCOPES, **more)
    await keep(person.server.instance.cellar.db, token)
    return secret


async def test_tokens_are_listed_with_their_apps_and_without_their_secrets(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    app = an_application(name="Elk", website="https://elk.example")
    await keep(server.instance.cellar.db, app)
    secret = await another_token(alice, app, last_used_at=a_time())
    answer = await alice.get(TOKENS)
    newest, oldest = answer.json
    assert newest["application"] == {"name": "Elk", "website": "https://elk.example"}
    assert newest["scope"] == "profile push read write"
    assert newest["last_used"].startswith("20")
    assert secret.encode() not in answer.body
    assert digest(secret).encode() not in answer.body
    assert (await alice.get(f"{TOKENS}/{newest['id']}")).json == newest
    assert (await bob.get(f"{TOKENS}/{newest['id']}")).status == 404
    first = await alice.get(TOKENS, limit=1)
    assert [one["id"] for one in first.json] == [newest["id"]]
    assert f"max_id={newest['id']}" in first.headers["link"]
    rest = await alice.get(TOKENS, limit=1, max_id=newest["id"])
    assert [one["id"] for one in rest.json] == [oldest["id"]]


async def test_a_token_that_is_ended_opens_nothing_any_more(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    app = an_application()
    await keep(server.instance.cellar.db, app)
    secret = await another_token(alice, app)
    path = "/api/v1/accounts/verify_credentials"
    assert (await server.ask("GET", path, token=secret)).status == 200
    ended = (await alice.get(TOKENS)).json[0]
    assert (await bob.post(f"{TOKENS}/{ended['id']}/invalidate")).status == 404
    assert (await server.ask("GET", path, token=secret)).status == 200
    answer = await alice.post(f"{TOKENS}/{ended['id']}/invalidate")
    assert (answer.status, answer.json["id"]) == (200, ended["id"])
    assert (await server.ask("GET", path, token=secret)).status == 401
    assert (await alice.post(f"{TOKENS}/{ended['id']}/invalidate")).status == 404
    assert (await alice.get(path)).status == 200


@pytest.mark.parametrize(("limit", "status"), [(0, 200), (101, 200), ("x", 400)])
async def test_limits_are_those_of_every_list(server: Running, limit: object, status: int) -> None:
    alice = await server.person("alice")
    assert (await alice.get(TOKENS, limit=limit)).status == status
