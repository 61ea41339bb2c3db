"""Promises of gotosocial/crypto/cookies.py."""

import string
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gotosocial.crypto.cookies import csrf_token, is_csrf_token, new_key, seal, unseal

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)
KEY = new_key()
LETTERS = string.ascii_letters + string.digits + "-_"


def test_what_was_sealed_comes_back() -> None:
    sealed = seal(KEY, {"user": "01A", "step": 2}, now=NOW)
    assert set(sealed) <= set(LETTERS)
    assert "01A" not in sealed
    assert unseal(KEY, sealed, max_age=TEN_MINUTES, now=NOW) == {"user": "01A", "step": 2}


def test_an_old_seal_does_not_open() -> None:
    sealed = seal(KEY, {}, now=NOW)
    assert unseal(KEY, sealed, max_age=TEN_MINUTES, now=NOW + TEN_MINUTES) == {}
    assert unseal(KEY, sealed, max_age=TEN_MINUTES, now=NOW + TEN_MINUTES + timedelta(seconds=1)) is None


def test_a_seal_from_the_future_does_not_open() -> None:
    sealed = seal(KEY, {}, now=NOW + timedelta(hours=1))
    assert unseal(KEY, sealed, max_age=TEN_MINUTES, now=NOW) is None


def test_another_key_or_another_purpose_does_not_open() -> None:
    sealed = seal(KEY, {}, now=NOW, purpose="sign-in")
    assert unseal(KEY, sealed, max_age=TEN_MINUTES, now=NOW, purpose="sign-in") == {}
    assert unseal(KEY, sealed, max_age=TEN_MINUTES, now=NOW) is None
    assert unseal(new_key(), sealed, max_age=TEN_MINUTES, now=NOW, purpose="sign-in") is None


@given(st.integers(0, 60), st.sampled_from(LETTERS))
def test_a_changed_seal_opens_at_most_to_what_was_sealed(place: int, letter: str) -> None:
    sealed = seal(KEY, {"user": "01A"}, now=NOW)
    changed = sealed[:place] + letter + sealed[place + 1 :]
    expected = {"user": "01A"} if changed == sealed else None
    assert unseal(KEY, changed, max_age=TEN_MINUTES, now=NOW) == expected


@given(st.text(max_size=100))
def test_any_text_at_all_is_no_seal(text: str) -> None:
    assert unseal(KEY, text, max_age=TEN_MINUTES, now=NOW) is None


def test_a_huge_cookie_is_not_even_decoded() -> None:
    assert unseal(KEY, "A" * 1_000_000, max_age=TEN_MINUTES, now=NOW) is None


def test_a_csrf_token_belongs_to_one_session() -> None:
    token = csrf_token(KEY, "session one")
    assert is_csrf_token(KEY, "session one", token)
    assert not is_csrf_token(KEY, "session two", token)
    assert not is_csrf_token(new_key(), "session one", token)
    assert not is_csrf_token(KEY, "session one", "é\ud800")
