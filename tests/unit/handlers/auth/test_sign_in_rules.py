"""The pure parts of signing in: waiting times, marks, and the hash of nobody."""

from datetime import timedelta

import argon2
import pytest

from gotosocial.crypto.passwords import hash_password, needs_rehash, verify_password
from gotosocial.handlers.auth.sign_in import NOBODYS_HASH, password_mark
from gotosocial.handlers.auth.slow_guessing import wait_after
from tests.support.builders import a_user, an_account


def test_the_wait_begins_at_the_fifth_failure_and_grows_to_a_quarter_of_an_hour() -> None:
    waits = [wait_after(count) for count in range(12)]
    assert waits[:5] == [timedelta()] * 5
    assert waits[5] == timedelta(seconds=30)
    assert waits == sorted(waits)
    assert wait_after(10_000) == timedelta(minutes=15)


def test_verifying_for_nobody_costs_what_verifying_for_somebody_costs() -> None:
    assert argon2.extract_parameters(NOBODYS_HASH) == argon2.extract_parameters(hash_password("x"))
    assert not needs_rehash(NOBODYS_HASH)
    with pytest.raises(argon2.exceptions.VerifyMismatchError):
        argon2.PasswordHasher().verify(NOBODYS_HASH, "password")
    assert not verify_password("", NOBODYS_HASH)


def test_the_mark_of_a_session_changes_with_the_password_and_does_not_show_the_hash() -> None:
    account = an_account()
    one, other = a_user(account, password_hash="hash one"), a_user(account, password_hash="hash two")
    assert password_mark(one) != password_mark(other)
    assert "hash" not in password_mark(one)
