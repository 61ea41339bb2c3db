"""Secrets do not enter logs with the models that carry them."""

import attrs

from tests.support.builders import a_user, an_account, an_application


def test_a_user_is_written_without_password_and_second_factor() -> None:
    user = attrs.evolve(a_user(of=an_account("alice")), password_hash="HASHED", two_factor_secret="SEED")
    assert "HASHED" not in repr(user)
    assert "SEED" not in repr(user)


def test_an_application_is_written_without_its_secret() -> None:
    assert "SECRET" not in repr(attrs.evolve(an_application(), client_secret="SECRET"))
