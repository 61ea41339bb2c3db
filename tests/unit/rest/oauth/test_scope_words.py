"""Every scope has words of its own, and what is included is not said twice."""

from gotosocial.models.scopes import SCOPES
from gotosocial.rest.oauth.scope_words import scopes_in_words, words_of


def test_every_scope_has_words_of_its_own() -> None:
    words = [words_of(scope) for scope in SCOPES]
    assert len(set(words)) == len(words)
    assert not [one for one in words if ":" in one or "_" in one]


def test_a_scope_within_another_one_is_not_repeated() -> None:
    shown = scopes_in_words(frozenset({"read", "read:statuses", "write:media", "follow", "write:follows"}))
    assert [scope for scope, _ in shown] == ["follow", "read", "write:media"]
