"""Documents carry the context that they need, once, at the top."""

from gotosocial.activitypub.vocabulary import AS, GTS, SECURITY
from gotosocial.activitypub.write.actor import write_key_stub
from gotosocial.activitypub.write.context import with_context
from gotosocial.activitypub.write.create import write_create
from gotosocial.activitypub.write.follow import write_follow
from gotosocial.activitypub.write.note import NoteFacts, write_note
from tests.support.builders import a_follow, a_status
from tests.unit.activitypub.write.samples import ALICE, BOB, HERE, sent, terms


def test_plain_activities_need_nothing_but_activitystreams() -> None:
    assert sent(write_follow(a_follow(ALICE, BOB), ALICE, BOB))["@context"] == AS


def test_a_key_needs_the_security_vocabulary() -> None:
    assert sent(write_key_stub(ALICE))["@context"] == [AS, SECURITY]


def test_the_context_stands_at_the_top_only_and_activitystreams_first() -> None:
    note = write_note(NoteFacts(status=a_status(ALICE), author=ALICE), HERE)
    create = sent(write_create(note))
    assert create["@context"][:2] == [AS, GTS]
    assert "@context" not in create["object"]


def test_only_the_terms_in_use_are_defined() -> None:
    document = write_note(NoteFacts(status=a_status(ALICE, tags=("cats",)), author=ALICE), HERE)
    assert terms(document) == {"sensitive", "Hashtag"}


def test_languages_are_no_terms() -> None:
    assert with_context({"type": "Note", "contentMap": {"value": "hi"}})["@context"] == AS
