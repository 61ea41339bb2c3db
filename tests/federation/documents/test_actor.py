"""Actors, their keys and the instance's own actor, as other servers fetch them."""

from pathlib import Path

import attrs
import orjson
import pytest

from gotosocial.activitypub.read.actor import read_actor
from tests.federation.documents.reading import BROWSER, Reading, reading
from tests.support.builders import a_block, a_time, an_emoji
from tests.support.instance import HOST
from tests.support.keep import keep
from tests.support.peer import Peer

LD_JSON = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
ALICE = "/users/alice"
BARE = {"@context", "id", "type", "preferredUsername", "inbox", "outbox", "endpoints", "publicKey"}


async def test_who_signs_reads_the_whole_actor(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice", display_name="Alice", public_key="PEM")
    document = await here.read(ALICE, peer.person())
    assert document["id"] == alice.account.uri
    assert document["name"] == "Alice"
    assert document["endpoints"] == {"sharedInbox": f"http://{HOST}/inbox"}
    actor = read_actor(document)
    assert (actor.uri, actor.username, actor.webfinger) == (alice.account.uri, "alice", f"alice@{HOST}")
    assert actor.keys[0].uri == f"{alice.account.uri}#main-key"


async def test_the_hashtags_of_a_profile_are_named(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice")
    words = f"#Cats, #cats, #w\u00f6rld, https://elsewhere.example/tags/dogs and {alice.account.url}"
    fields = {"0": {"name": "more", "value": "#fields"}}
    await alice.ask(
        "PATCH", "/api/v1/accounts/update_credentials", {"note": words, "fields_attributes": fields}
    )
    tags = (await here.read(ALICE, peer.person()))["tag"]
    assert {tag["type"] for tag in tags} == {"Hashtag"}
    assert [(tag["name"], tag["href"]) for tag in tags] == [
        ("#cats", f"http://{HOST}/tags/cats"),
        ("#w\u00f6rld", f"http://{HOST}/tags/w\u00f6rld"),
        ("#fields", f"http://{HOST}/tags/fields"),
    ]


async def test_who_does_not_sign_reads_the_key_and_where_to_write(here: Reading) -> None:
    await here.server.person("alice", display_name="Alice", public_key="PEM")
    document = await here.read(ALICE)
    assert set(document) == BARE
    assert document["publicKey"]["publicKeyPem"] == "PEM"


async def test_a_wrong_signature_is_worse_than_none(here: Reading, peer: Peer) -> None:
    await here.server.person("alice")
    answer = await here.fetch(ALICE, Signature='keyId="x",headers="date",signature="eA=="')
    assert answer.status == 401


async def test_the_key_is_readable_by_everybody(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice", public_key="PEM")
    eve = peer.person()
    await keep(here.db, a_block(alice.account, await here.know(eve)))
    answer = await here.fetch(f"{ALICE}/main-key")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "public, max-age=604800"
    document = orjson.loads(answer.body)
    assert set(document) == {"@context", "id", "type", "preferredUsername", "publicKey"}
    assert (await here.fetch(f"{ALICE}/main-key", eve)).status == 200


async def test_the_instance_actor_is_readable_without_a_signature(here: Reading) -> None:
    document = await here.read(f"/users/{HOST}")
    assert document["type"] == "Application"
    assert document["preferredUsername"] == HOST
    for collection in ("outbox", "followers", "following"):
        assert (await here.fetch(document[collection])).status == 401


async def test_whom_the_account_blocks_is_refused(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice")
    eve, bob = peer.person(), peer.person("bob")
    await keep(here.db, a_block(alice.account, await here.know(eve)))
    await keep(here.db, a_block(await here.know(bob), alice.account))
    assert (await here.fetch(ALICE, eve)).status == 403
    assert (await here.fetch(ALICE, bob)).status == 200
    for path in ("outbox", "followers", "following", "collections/featured"):
        assert (await here.fetch(f"{ALICE}/{path}", eve)).status == 403
        assert (await here.fetch(f"{ALICE}/{path}", bob)).status == 403


async def test_nobody_is_nobody(here: Reading, peer: Peer) -> None:
    alice = await here.server.person("alice")
    eve = peer.person()
    for path in ("", "/main-key", "/outbox", "/followers", "/collections/featured", "/follow/1"):
        assert (await here.fetch(f"/users/nobody{path}", eve)).status == 404
    gone = attrs.evolve(alice.account, suspended_at=a_time())
    await here.db.accounts.update(gone)
    assert (await here.fetch(ALICE, eve)).status == 404
    assert (await here.fetch(f"{ALICE}/main-key")).status == 404


async def test_a_deleted_account_leaves_a_tombstone(here: Reading, peer: Peer) -> None:
    await here.db.tombstones.insert(f"http://{HOST}{ALICE}", a_time())
    for signer in (peer.person(), None):
        answer = await here.fetch(ALICE, signer)
        assert answer.status == 410
        assert orjson.loads(answer.body)["type"] == "Tombstone"
    assert (await here.fetch(f"{ALICE}/main-key")).status == 410
    for below in ("outbox", "followers", "following", "collections/featured", "collections/tags"):
        assert (await here.fetch(f"{ALICE}/{below}", peer.person())).status == 410
        assert (await here.fetch(f"/users/nobody/{below}", peer.person())).status == 404


async def test_names_are_found_in_any_case(here: Reading, peer: Peer) -> None:
    await here.server.person("alice")
    assert (await here.read("/users/ALICE", peer.person()))["preferredUsername"] == "alice"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/activity+json", "application/activity+json"),
        ("application/json", "application/activity+json"),
        (LD_JSON, LD_JSON),
        ('application/activity+json, application/ld+json; profile="x", text/html;q=0.1', LD_JSON),
        ("application/activity+json, text/html", "application/activity+json"),
        ("*/*", LD_JSON),
        ("", LD_JSON),
    ],
)
async def test_the_content_type_is_what_was_asked_for(here: Reading, accept: str, content_type: str) -> None:
    await here.server.person("alice")
    answer = await here.fetch(ALICE, Accept=accept)
    assert answer.status == 200
    assert answer.headers["content-type"] == content_type
    assert answer.headers["cache-control"] == "no-store"
    assert "accept" in answer.headers["vary"].lower()


async def test_browsers_are_sent_to_the_page(here: Reading) -> None:
    await here.server.person("alice")
    answer = await here.fetch(ALICE, Accept=BROWSER)
    assert (answer.status, answer.headers["location"]) == (303, f"http://{HOST}/@alice")
    answer = await here.fetch(f"/users/{HOST}", Accept=BROWSER)
    assert (answer.status, answer.headers["location"]) == (303, f"http://{HOST}/")


@pytest.mark.parametrize("path", [ALICE, f"{ALICE}/main-key", f"{ALICE}/outbox", "/emoji/1"])
async def test_other_forms_are_not_to_be_had(here: Reading, path: str) -> None:
    assert (await here.fetch(path, Accept="image/png")).status == 406


async def test_pages_lead_to_the_documents(here: Reading) -> None:
    alice = await here.server.person("alice")
    post = await alice.publish("hello", visibility="public")
    for page, uri in (("/@alice", alice.account.uri), (f"/@alice/statuses/{post['id']}", post["uri"])):
        answer = await here.fetch(page)
        assert (answer.status, answer.headers["location"]) == (302, uri)
        answer = await here.fetch(page, Accept=BROWSER)
        assert answer.status == 200
        assert f'<{uri}>; rel="alternate"; type="application/activity+json"' in answer.headers["link"]
        assert f'<link rel="alternate" type="application/activity+json" href="{uri}">'.encode() in answer.body
    assert (await here.fetch("/@nobody")).status == 404


async def test_local_emojis_are_served_and_no_others(here: Reading, peer: Peer) -> None:
    eve = peer.person()
    blob, far, off = an_emoji(), an_emoji("far", domain="far.example"), an_emoji("off", is_disabled=True)
    await keep(here.db, blob, far, off)
    document = await here.read(f"/emoji/{blob.id}", eve)
    assert (document["type"], document["name"]) == ("Emoji", ":blobcat:")
    assert (await here.fetch(f"/emoji/{blob.id}")).status == 401
    for other in (far, off):
        assert (await here.fetch(f"/emoji/{other.id}", eve)).status == 404


@pytest.mark.parametrize(("level", "is_whole"), [("all", False), ("posts", True), ("off", True)])
async def test_the_level_decides_what_strangers_read(tmp_path: Path, level: str, is_whole: bool) -> None:
    async with reading("sqlite", tmp_path, level) as here:
        alice = await here.server.person("alice")
        post = await alice.publish("hello", visibility="public")
        private = await alice.publish("hush", visibility="private")
        assert ("name" in await here.read(ALICE)) is is_whole
        statuses = {"off": 200}.get(level, 401)
        for path in (post["uri"], f"{ALICE}/outbox", f"{ALICE}/followers", f"{post['uri']}/replies"):
            assert (await here.fetch(path)).status == statuses
        assert (await here.fetch(private["uri"])).status == 401
        assert (await here.fetch(f"{private['uri']}/replies")).status == 401
