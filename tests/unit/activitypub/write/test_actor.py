"""Accounts have the shape that peers rely on, field by field."""

from datetime import UTC, datetime

from gotosocial.activitypub.write.actor import ActorFacts, write_actor, write_key_stub
from gotosocial.activitypub.write.create import write_update_actor
from gotosocial.models.account import ProfileField
from tests.support.builders import a_media, an_account, an_emoji
from tests.unit.activitypub.write.samples import ALICE, HERE, PUBLIC, sent, terms

WHEN = datetime(2024, 5, 1, tzinfo=UTC)
URI = "https://here.example/users/alice"


def test_an_actor_has_everything_that_peers_read() -> None:
    account = an_account(
        "alice", display_name="Alice", note="<p>hi</p>", created_at=WHEN, is_locked=True, public_key="PEM"
    )
    actor = sent(write_actor(ActorFacts(account=account), HERE))
    del actor["@context"]
    assert actor == {
        "id": URI,
        "type": "Person",
        "preferredUsername": "alice",
        "url": "https://here.example/@alice",
        "name": "Alice",
        "summary": "<p>hi</p>",
        "webfinger": "alice@example",
        "published": "2024-05-01T00:00:00.000Z",
        "manuallyApprovesFollowers": True,
        "discoverable": False,
        "indexable": False,
        "hidesToPublicFromUnauthedWeb": False,
        "hidesCcPublicFromUnauthedWeb": True,
        "inbox": f"{URI}/inbox",
        "outbox": f"{URI}/outbox",
        "followers": f"{URI}/followers",
        "following": f"{URI}/following",
        "featured": f"{URI}/collections/featured",
        "featuredTags": f"{URI}/collections/tags",
        "endpoints": {"sharedInbox": "https://here.example/inbox"},
        "tag": [],
        "publicKey": {"id": f"{URI}#main-key", "owner": URI, "publicKeyPem": "PEM"},
    }


def test_what_only_some_have_is_there_when_they_have_it() -> None:
    account = an_account(
        "alice",
        fields=(ProfileField(name="web", value="<a>x</a>"),),
        also_known_as_uris=("https://old.example/a",),
        moved_to_uri="https://new.example/a",
    )
    avatar, header = a_media(account, description="me"), a_media(account)
    facts = ActorFacts(account=account, emojis=(an_emoji(),), avatar=avatar, header=header)
    actor = write_actor(facts, HERE)
    assert actor["attachment"] == [{"type": "PropertyValue", "name": "web", "value": "<a>x</a>"}]
    assert actor["alsoKnownAs"] == ["https://old.example/a"]
    assert actor["movedTo"] == "https://new.example/a"
    assert actor["icon"] == {
        "type": "Image",
        "mediaType": "image/jpeg",
        "url": f"https://here.example/fileserver/{avatar.file_key}",
        "name": "me",
    }
    assert "name" not in actor["image"]
    assert [one["type"] for one in actor["tag"]] == ["Emoji"]
    assert terms(actor) >= {"PropertyValue", "value", "Emoji", "movedTo", "alsoKnownAs", "webfinger"}


def test_nobody_is_nameless() -> None:
    assert write_actor(ActorFacts(account=ALICE), HERE)["name"] == "alice"


def test_types_are_kept() -> None:
    for actor_type in ("Service", "Application"):
        account = an_account("bot", actor_type=actor_type)
        assert write_actor(ActorFacts(account=account), HERE)["type"] == actor_type


def test_the_stub_says_whose_the_key_is_and_nothing_about_the_person() -> None:
    stub = write_key_stub(an_account("alice", display_name="Alice", public_key="PEM"))
    assert set(stub) == {"id", "type", "preferredUsername", "publicKey"}


def test_an_update_of_an_actor_is_for_everybody() -> None:
    actor = write_actor(ActorFacts(account=ALICE), HERE)
    update = sent(write_update_actor(actor, f"{URI}/updates/1"))
    assert (update["id"], update["type"], update["actor"]) == (f"{URI}/updates/1", "Update", URI)
    assert (update["to"], update["cc"]) == ([PUBLIC], [f"{URI}/followers"])
    assert update["object"] == actor
