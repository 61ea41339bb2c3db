"""Promises of gotosocial/crypto/tokens.py."""

import re

from gotosocial.crypto.tokens import constant_time_equals, digest, new_token


def test_tokens_are_long_safe_in_urls_and_differ() -> None:
    made = {new_token() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43,}", token) for token in made)


def test_the_digest_is_sha_256_in_hex() -> None:
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_secrets_of_any_letters_are_compared() -> None:
    assert constant_time_equals("ä\ud800", "ä\ud800")
    assert not constant_time_equals("ä", "a")
