"""Apps register and ask for tokens with safe addresses, known scopes and PKCE's S256 only."""

from typing import Any

import pytest

from gotosocial.errors import Invalid
from gotosocial.mastodon.forms.application import OUT_OF_BAND, ApplicationForm
from gotosocial.mastodon.forms.oauth import AuthorizeForm, RevokeForm, SignInForm, TokenForm
from gotosocial.mastodon.forms.password import PasswordChangeForm
from gotosocial.models.fields import Fields

ASKED = {"response_type": "code", "client_id": "c", "redirect_uri": "https://a.example/cb"}


def app(**tree: Any) -> ApplicationForm:
    return ApplicationForm.read(Fields({"client_name": "Toot", **tree}))


def test_an_app_has_defaults() -> None:
    form = app()
    assert (form.redirect_uris, form.scopes, form.website) == ((OUT_OF_BAND,), frozenset({"read"}), "")


@pytest.mark.parametrize(
    "sent",
    ["https://a.example/cb\ntoot://back", ["https://a.example/cb", "toot://back"], "https://a.example/cb toot://back"],
)
def test_redirect_uris_are_an_array_or_lines(sent: Any) -> None:
    assert app(redirect_uris=sent).redirect_uris == ("https://a.example/cb", "toot://back")


@pytest.mark.parametrize(
    "uri",
    ["javascript:alert(1)", "data:text/html,x", "/a", "https://", "https://a.example/#x", "https://[", "x"],
)
def test_a_dangerous_or_relative_redirect_is_invalid(uri: str) -> None:
    with pytest.raises(Invalid, match="redirect_uris"):
        app(redirect_uris=uri)


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        ({"client_name": "  "}, "client_name is missing"),
        ({"client_name": "x" * 1025}, "client_name must not be longer than 1024"),
        ({"redirect_uris": "https://a.example/" + "x" * 2056}, "2056"),
        ({"scopes": "read nonsense"}, "scopes has an unknown scope: nonsense"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "https://bank.example@evil.example/"}, "website"),
        ({"website": "https://bank.example\\@evil.example/"}, "website"),
        ({"website": "https://"}, "website"),
        ({"website": "https://[x"}, "website"),
    ],
)
def test_limits_of_an_app_are_named(tree: dict[str, Any], message: str) -> None:
    with pytest.raises(Invalid, match=message):
        app(**tree)


def test_scopes_are_split_at_spaces_and_plus_signs() -> None:
    assert app(scopes="read+write:media follow").scopes == {"read", "write:media", "follow"}


def test_authorizing_reads_pkce_and_defaults() -> None:
    form = AuthorizeForm.read(
        Fields({**ASKED, "code_challenge": "a" * 43, "code_challenge_method": "S256", "force_login": "true"})
    )
    assert (form.challenge, form.force_login, form.scopes) == ("a" * 43, True, {"read"})
    assert AuthorizeForm.read(Fields(ASKED)).challenge == ""


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        ({"response_type": "token"}, "response_type must be code"),
        ({"client_id": ""}, "client_id is missing"),
        ({"redirect_uri": ""}, "redirect_uri is missing"),
        ({"code_challenge": "a" * 43}, "code_challenge_method must be S256"),
        ({"code_challenge": "a" * 43, "code_challenge_method": "plain"}, "code_challenge_method"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "code_challenge must be"),
        ({"code_challenge_method": "S256"}, "code_challenge must be"),
        ({"scope": "everything"}, "scope has an unknown scope"),
    ],
)
def test_a_wrong_request_for_a_code_is_named(tree: dict[str, Any], message: str) -> None:
    with pytest.raises(Invalid, match=message):
        AuthorizeForm.read(Fields({**ASKED, **tree}))


def test_a_token_needs_a_known_grant_and_a_code() -> None:
    with pytest.raises(Invalid, match="grant_type"):
        TokenForm.read(Fields({"grant_type": "password"}))
    with pytest.raises(Invalid, match="code is missing"):
        TokenForm.read(Fields({"grant_type": "authorization_code"}))
    form = TokenForm.read(Fields({"grant_type": "client_credentials"}))
    assert (form.scopes, form.client_id) == (None, "")
    form = TokenForm.read(Fields({"grant_type": "authorization_code", "code": "x", "scope": "read"}))
    assert form.scopes == {"read"}


def test_secrets_are_not_in_what_a_log_would_show() -> None:
    forms = [
        TokenForm(grant_type="authorization_code", client_secret="hush", code="hush", verifier="hush"),
        RevokeForm(token="hush", client_secret="hush"),
        SignInForm(email="a@b.example", password="hush"),
        PasswordChangeForm(old="hush", new="hush"),
    ]
    assert all("hush" not in repr(form) for form in forms)


def test_a_password_keeps_its_spaces() -> None:
    form = SignInForm.read(Fields({"username": " a@b.example ", "password": " p "}))
    assert (form.email, form.password) == ("a@b.example", " p ")
