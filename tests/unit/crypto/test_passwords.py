"""Promises of gotosocial/crypto/passwords.py."""

import bcrypt
import pytest

from gotosocial.crypto.passwords import hash_password, needs_rehash, random_password, verify_password


def test_a_hash_fits_its_password_and_no_other() -> None:
    hashed = hash_password("zebra umbrella 42")
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert verify_password("zebra umbrella 42", hashed)
    assert not verify_password("zebra umbrella 43", hashed)
    assert not verify_password("", hashed)


def test_two_hashes_of_one_password_differ() -> None:
    assert hash_password("same") != hash_password("same")


@pytest.mark.parametrize("prefix", [b"2a", b"2b"])
def test_bcrypt_hashes_of_an_imported_database_are_verified(prefix: bytes) -> None:
    hashed = bcrypt.hashpw(b"old password", bcrypt.gensalt(4, prefix=prefix)).decode()
    assert verify_password("old password", hashed)
    assert not verify_password("new password", hashed)
    assert needs_rehash(hashed)


def test_bcrypt_never_cuts_a_long_password_or_one_with_a_zero() -> None:
    hashed = bcrypt.hashpw(b"a" * 72, bcrypt.gensalt(4)).decode()
    assert verify_password("a" * 72, hashed)
    assert not verify_password("a" * 73, hashed)
    assert not verify_password("a\0b", hashed)


@pytest.mark.parametrize(
    "hashed", ["", "x", "$1$abc$def", "$2b$", "$2b$10$short", "$argon2id$v=19$m=1", "*", "é", "$2b$é\ud800"]
)
def test_an_unknown_form_of_hash_fits_no_password(hashed: str) -> None:
    assert verify_password("anything", hashed) is False


def test_only_a_hash_with_other_parameters_needs_a_new_one() -> None:
    assert not needs_rehash(hash_password("x"))
    assert needs_rehash("$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHQ$" + "A" * 43)


def test_random_passwords_are_long_and_differ() -> None:
    made = {random_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(password) >= 22 for password in made)


def test_a_lone_surrogate_does_not_break_verifying() -> None:
    assert not verify_password("\ud800", hash_password("x"))
