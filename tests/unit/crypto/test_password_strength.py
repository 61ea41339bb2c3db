"""Promises of gotosocial/crypto/password_strength.py (rows AU-14 and SE-10)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotosocial.crypto.password_strength import check_strength, entropy_bits
from gotosocial.crypto.passwords import random_password
from gotosocial.errors import Invalid


@pytest.mark.parametrize(
    "password",
    ["verygoodnotreally1", "correct horse battery", "Zebra-umbrella", "kT9$xw!Qp2#", "пароль-очень-длинный"],
)
def test_passwords_that_are_hard_to_guess_pass(password: str) -> None:
    check_strength(password)


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "Password1!",
        "a" * 72,
        "ab" * 30,
        "1234567890123456",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdf",
    ],
)
def test_passwords_that_are_easy_to_guess_are_refused(password: str) -> None:
    with pytest.raises(Invalid, match=r"only \d+% strong enough"):
        check_strength(password)


def test_the_error_names_the_percentage_reached() -> None:
    with pytest.raises(Invalid) as refused:
        check_strength("zebra")
    assert refused.value.public.startswith("the password is only 39% strong enough")


def test_an_empty_password_is_refused() -> None:
    with pytest.raises(Invalid, match="must not be empty"):
        check_strength("")


def test_the_limit_of_72_counts_bytes() -> None:
    letters = "aZ3-kQ9_xM5.wE7,rT1!yU2@iO4#pL6$sD8&fG0*hJbNcVnBeRtYuWqXzAmKoIjP"
    check_strength(letters)
    with pytest.raises(Invalid, match="73 bytes"):
        check_strength("é" * 36 + "x")


def test_every_random_password_is_strong_enough() -> None:
    for _ in range(50):
        check_strength(random_password())


@given(st.text(max_size=80))
def test_entropy_never_grows_by_repeating_the_last_letter(password: str) -> None:
    longer = password + password[-1:]
    assert entropy_bits(longer) == entropy_bits(password)
