"""Signing in and agreeing, page by page, without JavaScript."""

from urllib.parse import parse_qs, urlsplit

import attrs
import pytest

from tests.support.builders import an_application
from tests.support.instance import Answer, Running
from tests.support.keep import keep
from tests.support.visitor import BACK, PASSWORD, Visitor, a_resident, an_app, redeem

OOB = "urn:ietf:wg:oauth:2.0:oob"


def answered(answer: Answer) -> dict[str, str]:
    """Return what an app reads in the address that the browser is sent to."""
    assert answer.status == 302
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


async def test_an_app_gets_a_code_after_sign_in_and_consent(server: Running) -> None:
    alice, app, visitor = await a_resident(server), await an_app(server), Visitor(server)
    page = await visitor.arrive(app, alice)
    assert page.status == 200
    for shown in (app.name, app.website, "@alice", "Read everything", BACK):
        assert shown in visitor.page
    done = await visitor.press("Allow")
    assert done.headers["location"].startswith(f"{BACK}?code=")
    assert answered(done)["state"] == "s t&te"
    token = (await redeem(server, app, answered(done)["code"])).json
    assert (token["token_type"], token["scope"]) == ("Bearer", "read write")
    me = await server.ask("GET", "/api/v1/accounts/verify_credentials", token=token["access_token"])
    assert me.json["id"] == alice.id


async def test_pages_are_neither_stored_nor_framed_and_hold_no_script(server: Running) -> None:
    alice, app, visitor = await a_resident(server), await an_app(server), Visitor(server)
    page = await visitor.arrive(app, alice)
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-frame-options"] == "DENY"
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] == "same-origin"
    for forbidden in ("<script", "style=", " onclick", "javascript:"):
        assert forbidden not in visitor.page


async def test_out_of_band_the_code_is_shown_on_a_page(server: Running) -> None:
    alice, app, visitor = await a_resident(server), await an_app(server), Visitor(server)
    await visitor.arrive(app, alice, redirect_uri=OOB)
    done = await visitor.press("Allow")
    code = answered(done)["code"]
    assert done.headers["location"].startswith("/oauth/oob?code=")
    assert (await visitor.get(done.headers["location"])).status == 200
    assert f">{code}</code>" in visitor.page
    assert (await redeem(server, app, code, redirect_uri=OOB)).status == 200
    assert (await visitor.get("/oauth/oob", code="<b>call this number</b>")).status == 400


async def test_who_denies_sends_access_denied_and_the_state(server: Running) -> None:
    alice, app, visitor = await a_resident(server), await an_app(server), Visitor(server)
    await visitor.arrive(app, alice)
    answer = answered(await visitor.press("Deny"))
    assert (answer["error"], answer["state"]) == ("access_denied", "s t&te")
    assert "code" not in answer
    await visitor.ask_for(app, redirect_uri=OOB)
    denied = await visitor.press("Deny")
    assert denied.status == 200
    assert "location" not in denied.headers


async def test_somebody_else_can_sign_in_for_the_same_request(server: Running) -> None:
    alice, bob = await a_resident(server, "alice"), await a_resident(server, "bob")
    app, visitor = await an_app(server), Visitor(server)
    await visitor.arrive(app, alice)
    assert (await visitor.press("Sign in as someone else")).headers["location"] == "/auth/sign_in"
    await visitor.get("/auth/sign_in")
    await visitor.sign_in(bob.user.email)
    await visitor.get("/oauth/authorize")
    assert "@bob" in visitor.page
    answer = answered(await visitor.press("Allow"))
    assert answer["state"] == "s t&te"
    token = (await redeem(server, app, answer["code"])).json["access_token"]
    assert (await server.ask("GET", "/api/v1/accounts/verify_credentials", token=token)).json["id"] == bob.id


async def test_who_is_signed_in_is_asked_for_the_password_again_only_by_force(server: Running) -> None:
    alice, app, visitor = await a_resident(server), await an_app(server), Visitor(server)
    await visitor.arrive(app, alice)
    await visitor.press("Allow")
    assert (await visitor.ask_for(app)).status == 200
    forced = await visitor.ask_for(app, force_login="true")
    assert (forced.status, forced.headers["location"]) == (303, "/auth/sign_in")
    assert (await visitor.get("/oauth/authorize")).status == 303


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "nobody"},
        {"client_id": ""},
        {"redirect_uri": f"{BACK}/more"},
        {"redirect_uri": f"{BACK}?x=1"},
        {"redirect_uri": "https://evil.example/back"},
        {"redirect_uri": ""},
        {"response_type": "token"},
        {"response_type": ""},
        {"scope": "read admin"},
        {"scope": "nonsense"},
        {"code_challenge": "c" * 43, "code_challenge_method": "plain"},
        {"code_challenge": "c" * 43},
        {"code_challenge": "short", "code_challenge_method": "S256"},
        {"state": "x" * 2057},
        {"state": "x" * 2050, "scope": "read " * 200},
    ],
)
async def test_a_wrong_request_is_explained_on_a_page_and_never_redirected(
    server: Running, changes: dict[str, str]
) -> None:
    app, visitor = await an_app(server), Visitor(server)
    answer = await visitor.ask_for(app, **changes)
    assert answer.status == 400
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert "This cannot be read" in visitor.page


async def test_a_wrong_password_and_a_wrong_address_look_the_same(server: Running) -> None:
    alice, app = await a_resident(server), await an_app(server)
    pages = []
    for email, password in ((alice.user.email, "wrong"), ("nobody@mail.example", PASSWORD)):
        visitor = Visitor(server)
        await visitor.ask_for(app)
        await visitor.get("/auth/sign_in")
        answer = await visitor.sign_in(email, password)
        assert answer.status == 401
        assert "set-cookie" not in answer.headers
        token = visitor.form("Sign in").fields["csrf"]
        pages.append(visitor.page.replace(email, "").replace(token, ""))
        assert (await visitor.get("/oauth/authorize")).status == 303
    assert pages[0] == pages[1]


async def test_after_five_failures_only_this_network_must_wait(server: Running) -> None:
    alice, app = await a_resident(server), await an_app(server)
    visitor, neighbour, other = Visitor(server), Visitor(server), Visitor(server)
    neighbour.address, other.address = "192.0.2.200", "198.51.100.1"
    for one in (visitor, neighbour, other):
        await one.ask_for(app)
        await one.get("/auth/sign_in")
    for _ in range(5):
        assert (await visitor.sign_in(alice.user.email, "wrong")).status == 401
    locked = await visitor.sign_in(alice.user.email)
    assert locked.status == 429
    assert 0 < int(locked.headers["retry-after"]) <= 30
    assert (await neighbour.sign_in(alice.user.email)).status == 429
    assert (await visitor.sign_in("nobody@mail.example", "wrong")).status == 401
    assert (await other.sign_in(alice.user.email.upper())).status == 303


async def test_a_right_password_forgets_the_failures(server: Running) -> None:
    alice, app, visitor = await a_resident(server), await an_app(server), Visitor(server)
    for _ in range(3):
        await visitor.ask_for(app, force_login="true")
        await visitor.get("/auth/sign_in")
        for _ in range(3):
            assert (await visitor.sign_in(alice.user.email, "wrong")).status == 401
        assert (await visitor.sign_in(alice.user.email)).status == 303


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"is_disabled": True}, "disabled"),
        ({"is_approved": False}, "approval"),
        ({"confirmed_at": None}, "confirmed"),
    ],
)
async def test_why_an_account_cannot_be_used_is_told_only_after_the_right_password(
    server: Running, changes: dict[str, object], words: str
) -> None:
    alice, app, visitor = await a_resident(server, **changes), await an_app(server), Visitor(server)
    await visitor.ask_for(app)
    await visitor.get("/auth/sign_in")
    assert (await visitor.sign_in(alice.user.email, "wrong")).status == 401
    assert words not in visitor.page
    assert (await visitor.sign_in(alice.user.email)).status == 403
    assert words in visitor.page
    assert (await visitor.get("/oauth/authorize")).status == 303


async def test_a_session_ends_when_the_account_is_disabled_or_the_password_changes(server: Running) -> None:
    app = await an_app(server)
    for username, changes in (("alice", {"is_disabled": True}), ("bob", {"password_hash": "another"})):
        person, visitor = await a_resident(server, username), Visitor(server)
        await visitor.arrive(app, person)
        await server.instance.cellar.db.users.update(attrs.evolve(person.user, **changes))
        assert (await visitor.press("Allow")).headers["location"] == "/auth/sign_in"
        assert (await visitor.get("/oauth/authorize")).status == 303


async def test_forms_without_their_token_or_cookie_are_refused(server: Running) -> None:
    alice, app, visitor = await a_resident(server), await an_app(server), Visitor(server)
    await visitor.arrive(app, alice)
    token = visitor.form("Allow").fields["csrf"]
    assert (await visitor.post("/oauth/authorize", action="allow")).status == 403
    assert (await visitor.post("/oauth/authorize", action="allow", csrf="f" * 64)).status == 403
    stranger = Visitor(server)
    assert (await stranger.post("/oauth/authorize", action="allow", csrf=token)).status == 403
    assert (await stranger.post("/auth/sign_in", username="a", password="b", csrf=token)).status == 403
    assert (await visitor.post("/oauth/authorize", action="dance", csrf=token)).status == 400


async def test_an_old_page_cannot_allow_what_another_app_asks_later(server: Running) -> None:
    alice, app, visitor = await a_resident(server), await an_app(server), Visitor(server)
    other = an_application(name="Other", redirect_uris=("https://evil.example/",))
    await keep(server.instance.cellar.db, other)
    await visitor.arrive(app, alice)
    token = visitor.form("Allow").fields["csrf"]
    await visitor.ask_for(other)
    assert (await visitor.post("/oauth/authorize", action="allow", csrf=token)).status == 403


async def test_without_an_app_there_is_nothing_to_sign_in_to(server: Running) -> None:
    for path in ("/auth/sign_in", "/oauth/authorize"):
        visitor = Visitor(server)
        assert (await visitor.get(path)).status == 400
        assert "Open your app" in visitor.page or "open your app" in visitor.page


async def test_a_name_cannot_bring_markup_into_the_consent_page(server: Running) -> None:
    alice, visitor = await a_resident(server), Visitor(server)
    app = await an_app(server, name="<script>alert(1)</script>", website='https://x.example/"><img src=x>')
    await visitor.arrive(app, alice)
    assert "<script" not in visitor.page
    assert "<img src=x" not in visitor.page
    assert "&lt;script&gt;" in visitor.page
