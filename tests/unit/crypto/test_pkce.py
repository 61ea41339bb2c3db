"""Promises of gotosocial/crypto/pkce.py, with the example of RFC 7636, appendix B."""

import pytest

from gotosocial.crypto.pkce import challenge_of, fits, is_challenge

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_example_of_the_standard_fits() -> None:
    assert challenge_of(VERIFIER) == CHALLENGE
    assert is_challenge(CHALLENGE)
    assert fits(CHALLENGE, VERIFIER)


def test_another_verifier_does_not_fit() -> None:
    assert not fits(CHALLENGE, VERIFIER[:-1] + "l")
    assert not fits(CHALLENGE, CHALLENGE)


@pytest.mark.parametrize(
    "verifier", ["", "short", "x" * 42, "x" * 129, "ä" * 50, "x" * 42 + "\n", "x" * 43 + "\n"]
)
def test_a_verifier_in_the_wrong_form_never_fits(verifier: str) -> None:
    assert not fits(challenge_of(verifier), verifier)


@pytest.mark.parametrize("text", ["", CHALLENGE + "=", CHALLENGE[:-1], CHALLENGE + "\n", "é" * 43])
def test_what_cannot_be_a_challenge_is_known(text: str) -> None:
    assert not is_challenge(text)
