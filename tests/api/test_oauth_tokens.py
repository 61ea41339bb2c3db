"""Registration of apps, and the routes through which they get, check and give back tokens."""

import base64
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import attrs
import pytest

from gotosocial.crypto.pkce import challenge_of
from gotosocial.crypto.tokens import digest, new_token
from gotosocial.models.application import Application
from tests.support.builders import a_code
from tests.support.instance import Answer, Person, Running
from tests.support.keep import keep
from tests.support.visitor import BACK, FORM, a_resident, an_app, redeem

VERIFIER = "v" * 64


async def a_fresh_code(server: Running, app: Application, person: Person, **changes: Any) -> str:
    """Put a code into the database as the consent page does."""
    code = new_token()
    clock = server.instance.base.clock
    usual = {"digest": digest(code), "expires_at": clock.now() + timedelta(minutes=10)}
    await keep(server.instance.cellar.db, a_code(app, person.user, **usual | changes))
    return code


async def send(server: Running, path: str, headers: dict[str, str] | None = None, **fields: str) -> Answer:
    sent = {"Content-Type": FORM} | (headers or {})
    return await server.ask("POST", path, urlencode(fields).encode(), headers=sent)


def refusal(answer: Answer) -> tuple[int, str]:
    assert answer.json["error_description"]
    assert answer.headers["cache-control"] == "no-store"
    assert "access_token" not in answer.json
    return answer.status, answer.json["error"]


async def test_an_app_registers_and_finds_itself_again(server: Running) -> None:
    form = {
        "client_name": "Elephant",
        "redirect_uris": f"{BACK}\nmyapp://back\nurn:ietf:wg:oauth:2.0:oob",
        "scopes": "read write:statuses push",
        "website": "https://app.example",
    }
    app = (await server.ask("POST", "/api/v1/apps", form)).json
    assert app["redirect_uri"] == form["redirect_uris"]
    assert app["redirect_uris"] == form["redirect_uris"].split("\n")
    assert app["scopes"] == ["push", "read", "write:statuses"]
    assert app["vapid_key"]
    assert app["client_secret"] not in (app["client_id"], "")
    client = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    answer = await send(server, "/oauth/token", grant_type="client_credentials", **client)
    token = answer.json
    assert (token["scope"], token["token_type"]) == ("read", "Bearer")
    found = await server.ask("GET", "/api/v1/apps/verify_credentials", token=token["access_token"])
    assert found.json["redirect_uris"] == app["redirect_uris"]
    assert found.json["scopes"] == app["scopes"]
    assert "client_secret" not in found.json
    assert (await server.ask("GET", "/api/v1/apps/verify_credentials")).status == 401


async def test_the_name_of_an_app_cannot_turn_round_what_is_asked(server: Running) -> None:
    """Let ... use your account? stands around it."""
    form = {"client_name": " Ele\u202ephant\n\n\u2066\x1b[31m of mine ", "redirect_uris": BACK}
    app = (await server.ask("POST", "/api/v1/apps", form)).json
    assert app["name"] == "Elephant [31m of mine"


async def test_redirect_uris_may_be_a_list_and_defaults_are_small(server: Running) -> None:
    app = (await server.ask("POST", "/api/v1/apps", {"client_name": "A", "redirect_uris": [BACK]})).json
    assert (app["redirect_uri"], app["scopes"]) == (BACK, ["read"])
    app = (await server.ask("POST", "/api/v1/apps", {"client_name": "A"})).json
    assert app["redirect_uris"] == ["urn:ietf:wg:oauth:2.0:oob"]


@pytest.mark.parametrize(
    "changes",
    [
        {"client_name": ""},
        {"client_name": "x" * 1025},
        {"client_name": "\u202e\u2066"},
        {"website": "https://elephant.example/\u202emoc"},
        {"client_name": ["a"]},
        {"website": "https://x/" + "x" * 1024},
        {"website": "javascript:alert(1)"},
        {"scopes": "read everything"},
        {"scopes": "read " * 300},
        {"redirect_uris": "javascript:alert(1)"},
        {"redirect_uris": "data:text/html,x"},
        {"redirect_uris": "/relative"},
        {"redirect_uris": "https://x.example/#part"},
        {"redirect_uris": "https://"},
        {"redirect_uris": "https://good.example@evil.example/back"},
        {"redirect_uris": "https://evil.example\\@good.example/back"},
        {"redirect_uris": "https://evil.example\\.good.example/back"},
        {"redirect_uris": BACK + "x" * 2056},
        {"redirect_uris": {"a": "b"}},
    ],
)
async def test_an_app_that_is_described_wrongly_is_refused(server: Running, changes: dict[str, Any]) -> None:
    form = {"client_name": "Elephant", "redirect_uris": BACK} | changes
    assert (await server.ask("POST", "/api/v1/apps", form)).status == 400


async def test_a_code_works_once(server: Running) -> None:
    alice, app = await a_resident(server), await an_app(server)
    code = await a_fresh_code(server, app, alice)
    answer = await redeem(server, app, code)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert set(answer.json) == {"access_token", "token_type", "scope", "created_at"}
    assert refusal(await redeem(server, app, code)) == (400, "invalid_grant")


async def test_a_code_that_comes_again_ends_what_it_gave(server: Running) -> None:
    """RFC 6749 section 4.1.2: one of the two who had the code has stolen it."""
    alice, app, other = await a_resident(server), await an_app(server), await an_app(server)
    path = "/api/v1/accounts/verify_credentials"
    code, innocent = await a_fresh_code(server, app, alice), await a_fresh_code(server, app, alice)
    spared = (await redeem(server, app, innocent)).json["access_token"]
    for thief in (app, other):
        token = (await redeem(server, app, code)).json["access_token"]
        assert (await server.ask("GET", path, token=token)).status == 200
        assert refusal(await redeem(server, thief, code)) == (400, "invalid_grant")
        assert (await server.ask("GET", path, token=token)).status == 401
        code = await a_fresh_code(server, app, alice)
    assert (await server.ask("GET", path, token=spared)).status == 200
    own = {"client_id": app.client_id, "client_secret": app.client_secret}
    bare = await send(server, "/oauth/token", grant_type="client_credentials", **own)
    assert refusal(await redeem(server, app, "unknown")) == (400, "invalid_grant")
    check = "/api/v1/apps/verify_credentials"
    assert (await server.ask("GET", check, token=bare.json["access_token"])).status == 200


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"client_secret": "wrong"}, (401, "invalid_client")),
        ({"client_id": "nobody"}, (401, "invalid_client")),
        ({"client_id": "", "client_secret": ""}, (401, "invalid_client")),
        ({"code": "another"}, (400, "invalid_grant")),
        ({"code": ""}, (400, "invalid_request")),
        ({"redirect_uri": f"{BACK}/"}, (400, "invalid_grant")),
        ({"code_verifier": VERIFIER}, (400, "invalid_grant")),
        ({"grant_type": "password"}, (400, "unsupported_grant_type")),
        ({"grant_type": ""}, (400, "invalid_request")),
        ({"scope": "nonsense"}, (400, "invalid_scope")),
    ],
)
async def test_a_wrong_exchange_is_refused_in_the_words_of_oauth(
    server: Running, changes: dict[str, str], expected: tuple[int, str]
) -> None:
    alice, app = await a_resident(server), await an_app(server)
    code = await a_fresh_code(server, app, alice)
    assert refusal(await redeem(server, app, code, **changes)) == expected


async def test_a_code_is_good_for_its_own_app_and_for_ten_minutes(server: Running) -> None:
    alice, app, other = await a_resident(server), await an_app(server), await an_app(server)
    code = await a_fresh_code(server, app, alice)
    assert refusal(await redeem(server, other, code)) == (400, "invalid_grant")
    code = await a_fresh_code(server, app, alice, expires_at=server.instance.base.clock.now())
    assert refusal(await redeem(server, app, code)) == (400, "invalid_grant")


async def test_a_code_with_a_challenge_needs_the_verifier(server: Running) -> None:
    alice, app = await a_resident(server), await an_app(server)
    for verifier in ("", "w" * 64, challenge_of(VERIFIER)):
        code = await a_fresh_code(server, app, alice, challenge=challenge_of(VERIFIER))
        assert refusal(await redeem(server, app, code, code_verifier=verifier)) == (400, "invalid_grant")
    code = await a_fresh_code(server, app, alice, challenge=challenge_of(VERIFIER))
    assert (await redeem(server, app, code, code_verifier=VERIFIER)).status == 200


async def test_somebody_who_was_disabled_meanwhile_gets_no_token(server: Running) -> None:
    alice, app = await a_resident(server), await an_app(server)
    code = await a_fresh_code(server, app, alice)
    await server.instance.cellar.db.users.update(attrs.evolve(alice.user, is_disabled=True))
    assert refusal(await redeem(server, app, code)) == (403, "access_denied")


async def test_the_client_may_stand_in_the_header(server: Running) -> None:
    app = await an_app(server)
    packed = base64.b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
    header = {"Authorization": f"Basic {packed}"}
    asked = {"grant_type": "client_credentials", "scope": "read:statuses write"}
    token = await send(server, "/oauth/token", header, **asked)
    assert token.json["scope"] == "read:statuses write"
    other = await send(server, "/oauth/token", header, client_id="another", **asked)
    assert refusal(other) == (400, "invalid_request")
    nothing = [base64.b64encode(one).decode() for one in (b"a\0:b", b"a%00:b", b"a:%00", b"\xff:b")]
    for unreadable in ("%%%", *nothing):
        broken = await send(server, "/oauth/token", {"Authorization": f"Basic {unreadable}"}, **asked)
        assert refusal(broken) == (401, "invalid_client")
        assert broken.headers["www-authenticate"].startswith("Basic")


async def test_an_app_gets_no_scope_that_it_never_registered_for(server: Running) -> None:
    app = await an_app(server, scopes=frozenset({"write"}))
    client = {"client_id": app.client_id, "client_secret": app.client_secret}
    for scope in ({}, {"scope": "read"}, {"scope": "write admin"}):
        answer = await send(server, "/oauth/token", grant_type="client_credentials", **client, **scope)
        assert refusal(answer) == (400, "invalid_scope")


async def test_a_revoked_token_ends_at_once_and_only_its_own_app_may_revoke_it(server: Running) -> None:
    alice, app, other = await a_resident(server), await an_app(server), await an_app(server)
    token = (await redeem(server, app, await a_fresh_code(server, app, alice))).json["access_token"]
    path = "/api/v1/accounts/verify_credentials"
    assert (await server.ask("GET", path, token=token)).status == 200
    mine = {"client_id": app.client_id, "client_secret": app.client_secret}
    foreign = {"client_id": other.client_id, "client_secret": other.client_secret}
    refused = await send(server, "/oauth/revoke", token=token, **foreign)
    assert refusal(refused) == (403, "unauthorized_client")
    wrong = mine | {"client_secret": "wrong"}
    assert refusal(await send(server, "/oauth/revoke", token=token, **wrong)) == (401, "invalid_client")
    assert refusal(await send(server, "/oauth/revoke", **mine)) == (400, "invalid_request")
    assert (await server.ask("GET", path, token=token)).status == 200
    assert (await send(server, "/oauth/revoke", token=token, **mine)).status == 200
    assert (await server.ask("GET", path, token=token)).status == 401
    assert (await send(server, "/oauth/revoke", token="never was", **mine)).status == 200


async def test_only_the_digest_of_a_token_is_kept(server: Running) -> None:
    alice, app = await a_resident(server), await an_app(server)
    token = (await redeem(server, app, await a_fresh_code(server, app, alice))).json["access_token"]
    found = await server.instance.cellar.db.access_tokens.find_grant(digest(token))
    assert found is not None
    assert token not in repr(found)
