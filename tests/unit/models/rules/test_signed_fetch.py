"""How much needs a signature at which level."""

import pytest

from gotosocial.models.rules.signed_fetch import SignedFetch, Wanted, needs_signature


@pytest.mark.parametrize(
    ("level", "wanted"),
    [
        (SignedFetch.ALL, set(Wanted)),
        (SignedFetch.POSTS, {Wanted.POST, Wanted.COLLECTION}),
        (SignedFetch.OFF, set()),
    ],
)
def test_a_level_says_what_needs_a_signature(level: SignedFetch, wanted: set[Wanted]) -> None:
    assert {one for one in Wanted if needs_signature(level, one)} == wanted
