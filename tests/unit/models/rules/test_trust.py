"""Whose word counts about what."""

import pytest

from gotosocial.models.rules.trust import same_site


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("https://far.example/users/eve", "https://far.example/notes/1", True),
        ("https://social.far.example/users/eve", "https://far.example/x", True),
        ("https://a.far.example/x", "https://b.far.example/x", True),
        ("https://far.example/x", "http://far.example/x", True),
        ("https://far.example/x", "https://far.example:8443/x", False),
        ("https://a.co.uk/x", "https://b.co.uk/x", False),
        ("https://eve.github.io/x", "https://mallory.github.io/x", False),
        ("https://far.example/x", "https://notfar.example/x", False),
        ("https://10.0.0.1/x", "https://11.0.0.1/x", False),
        ("https://far.example@bad.example/x", "https://far.example/x", False),
        ("", "", False),
        ("urn:uuid:1", "urn:uuid:1", False),
    ],
)
def test_one_server_speaks_for_its_own_site(one: str, other: str, is_same: bool) -> None:
    assert same_site(one, other) is is_same
    assert same_site(other, one) is is_same
