"""What decides about an authorization code, and the address that carries it."""

import pytest

from gotosocial.crypto.pkce import challenge_of
from gotosocial.handlers.auth.authorize import address_with
from gotosocial.handlers.auth.exchange import check_code
from gotosocial.mastodon.forms.oauth import TokenForm
from tests.support.builders import a_code, a_user, an_account, an_application

VERIFIER = "v" * 43
BACK = "https://app.example/back"


@pytest.mark.parametrize(
    ("redirect_uri", "expected"),
    [
        (BACK, f"{BACK}?code=c&state=s"),
        (f"{BACK}?kept=1", f"{BACK}?kept=1&code=c&state=s"),
        (f"{BACK}?", f"{BACK}?code=c&state=s"),
        ("myapp://back", "myapp://back?code=c&state=s"),
    ],
)
def test_the_answer_joins_the_query_of_the_registered_address(redirect_uri: str, expected: str) -> None:
    assert address_with(redirect_uri, code="c", state="s") == expected


def test_no_state_can_add_lines_or_parameters_to_the_address() -> None:
    address = address_with(BACK, code="c", state="a\r\nSet-Cookie: x=1&code=stolen#f")
    assert "\r" not in address
    assert "\n" not in address
    assert "#" not in address
    assert address.count("code=") == 1
    assert address_with(BACK, code="c", state="") == f"{BACK}?code=c"


def refusal(challenge: str = "", **form: str) -> str:
    app = an_application()
    code = a_code(app, a_user(an_account()), challenge=challenge)
    fields = {"redirect_uri": BACK, **form}
    trouble = check_code(code, TokenForm(grant_type="authorization_code", code="c", **fields))
    return trouble.code if trouble is not None else ""


def test_a_code_needs_the_very_same_redirect_uri() -> None:
    assert refusal() == ""
    assert refusal(redirect_uri=f"{BACK}/") == "invalid_grant"
    assert refusal(redirect_uri="") == "invalid_grant"


def test_a_code_with_a_challenge_needs_its_verifier() -> None:
    challenge = challenge_of(VERIFIER)
    assert refusal(challenge, verifier=VERIFIER) == ""
    assert refusal(challenge, verifier="w" * 43) == "invalid_grant"
    assert refusal(challenge, verifier=challenge) == "invalid_grant"
    assert refusal(challenge) == "invalid_grant"


def test_a_verifier_without_a_challenge_shows_that_the_challenge_was_stripped() -> None:
    assert refusal(verifier=VERIFIER) == "invalid_grant"
