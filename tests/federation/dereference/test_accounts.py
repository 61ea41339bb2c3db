"""Accounts of other servers: fetched, named, refreshed, kept."""

import attrs
import pytest

from gotosocial.errors import Conflict, Gone, Malformed, NotAllowed, NotFound, RemoteFailed
from gotosocial.federation.dereference.names import Name
from gotosocial.models.freshness import Freshness
from gotosocial.storage.stores import Transaction
from tests.support.fetching import Fetching
from tests.support.peer import Peer, Served, pem_of, rsa_key

HOUR = 3600


async def test_an_actor_becomes_an_account(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    eve.more |= {
        "name": "Eve <b>Bold</b>",
        "summary": '<p>hi<script>alert(1)</script> <a href="https://x.example">x</a></p>',
        "icon": {"type": "Image", "url": peer.uri("/eve.png")},
        "attachment": [{"type": "PropertyValue", "name": "Web", "value": "<b>x</b><img src=y>"}],
        "tag": [{"type": "Emoji", "id": peer.uri("/emoji/1"), "name": ":cat:",
                 "icon": {"type": "Image", "url": peer.uri("/cat.png")}}],
        "manuallyApprovesFollowers": True,
        "featured": "https://elsewhere.example/featured",
    }  # fmt: skip
    eve.publish()
    account = await here.accounts.by_uri(eve.uri)
    assert (account.username, account.domain, account.uri) == ("eve", peer.host, eve.uri)
    assert account.display_name == "Eve Bold"
    assert "script" not in account.note
    assert "alert" not in account.note
    assert account.avatar_remote_url == peer.uri("/eve.png")
    assert account.fields[0].value == "<b>x</b>"
    assert account.is_locked
    assert account.featured_uri == "", "a collection on another site is not believed"
    assert account.public_key.strip() == pem_of(rsa_key()).strip()
    emojis = await here.db.emojis.get_many(account.emoji_ids)
    assert [(one.shortcode, one.domain) for one in emojis.values()] == [("cat", peer.host)]
    assert await here.jobs("FetchInstance") == [{"domain": peer.host}]


async def test_a_fresh_account_is_not_fetched_again_and_an_old_one_is(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    eve.more["name"] = "before"
    eve.publish()
    await here.accounts.by_uri(eve.uri)
    eve.more["name"] = "after"
    eve.publish()
    here.clock.ahead = 5 * HOUR
    assert (await here.accounts.by_uri(eve.uri)).display_name == "before"
    here.clock.ahead = 7 * HOUR
    assert (await here.accounts.by_uri(eve.uri)).display_name == "after"
    here.clock.ahead += 10
    eve.more["name"] = "now"
    eve.publish()
    assert (await here.accounts.by_uri(eve.uri, fresh=Freshness.FRESHEST)).display_name == "now"


async def test_an_account_is_found_by_its_name(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    account = await here.accounts.by_handle("eve", peer.host)
    assert account.uri == eve.uri
    asked = len(peer.asked)
    assert (await here.accounts.by_handle("EVE", peer.host)).id == account.id
    assert len(peer.asked) == asked, "what is known is not asked for"


async def test_local_accounts_come_from_the_store(here: Fetching) -> None:
    alice = await here.db.accounts.find_by_name("alice")
    assert alice is not None
    assert (await here.accounts.by_uri(alice.uri)).id == alice.id
    assert (await here.accounts.by_handle("alice", "here.example")).id == alice.id
    with pytest.raises(NotFound):
        await here.accounts.by_handle("nobody", "")
    with pytest.raises(NotFound):
        await here.accounts.by_uri("http://here.example/users/nobody")


async def test_requests_are_signed_by_the_instance_or_by_who_asks(here: Fetching, peer: Peer) -> None:
    alice = await here.db.accounts.find_by_name("alice")
    assert alice is not None
    await here.accounts.by_uri(peer.person("eve").uri)
    await here.accounts.by_uri(peer.person("bob").uri, as_=alice.id)
    (first,) = peer.asked_for("/users/eve")
    (second,) = peer.asked_for("/users/bob")
    assert 'keyId="http://here.example/users/here.example#main-key"' in first.headers["signature"]
    assert f'keyId="{alice.public_key_uri}"' in second.headers["signature"]
    assert "application/activity+json" in first.headers["accept"]


async def test_the_instance_asks_for_who_has_no_key(here: Fetching, peer: Peer) -> None:
    assert (await here.accounts.by_uri(peer.person("eve").uri, as_="nobody")).username == "eve"


async def test_who_refuses_a_signature_is_asked_without(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    document = peer.answers[eve.path]
    assert isinstance(document, Served)
    peer.answers[eve.path] = lambda asked: Served(status=401) if asked.is_signed else document
    assert (await here.accounts.by_uri(eve.uri)).username == "eve"
    assert [one.is_signed for one in peer.asked_for(eve.path)] == [True, False]


async def test_a_document_with_the_id_of_another_server_is_not_believed(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    peer.serve("/users/forged", eve.document() | {"id": "http://victim.example/users/bob"})
    with pytest.raises(RemoteFailed):
        await here.accounts.by_uri(peer.uri("/users/forged"))
    assert await here.db.accounts.find_by_uri("http://victim.example/users/bob") is None


async def test_the_page_of_an_actor_leads_to_its_id(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    peer.serve("/@eve", eve.document())
    assert (await here.accounts.by_uri(peer.uri("/@eve"))).uri == eve.uri
    assert len(peer.asked_for(eve.path)) == 1, "its own id was asked"


async def test_only_the_media_types_of_documents_are_read(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    peer.serve("/users/eve", eve.document(), content_type="application/json")
    with pytest.raises(Malformed):
        await here.accounts.by_uri(eve.uri)
    profile = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
    peer.serve("/users/bob", peer.person("bob").document(), content_type=profile)
    assert (await here.accounts.by_uri(peer.uri("/users/bob"))).username == "bob"


async def test_what_failed_is_left_alone_for_five_minutes(here: Fetching, peer: Peer) -> None:
    for _ in range(3):
        with pytest.raises(NotFound):
            await here.accounts.by_uri(peer.uri("/users/nobody"))
    assert len(peer.asked_for("/users/nobody")) == 1
    here.clock.ahead = 301
    peer.person("nobody")
    assert (await here.accounts.by_uri(peer.uri("/users/nobody"))).username == "nobody"


async def test_blocked_servers_are_not_asked(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    await here.block(peer.host)
    with pytest.raises(NotAllowed):
        await here.accounts.by_uri(eve.uri)
    with pytest.raises(NotAllowed):
        await here.accounts.by_handle("eve", peer.host)
    assert peer.asked == []


async def test_a_redirect_to_a_blocked_server_or_to_us_is_not_followed(here: Fetching, peer: Peer) -> None:
    await here.block("blocked.example")
    here.resolver.add("blocked.example", int(peer.host.partition(":")[2]))
    here.resolver.add("here.example", int(peer.host.partition(":")[2]))
    peer.answers["/to-blocked"] = Served(status=302, headers={"Location": "http://blocked.example/x"})
    peer.answers["/to-us"] = Served(status=302, headers={"Location": "http://here.example/x"})
    with pytest.raises(NotAllowed):
        await here.accounts.by_uri(peer.uri("/to-blocked"))
    with pytest.raises(NotFound):
        await here.accounts.by_uri(peer.uri("/to-us"))
    assert peer.asked_for("/x") == []


async def test_a_known_account_stays_when_its_server_fails(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    account = await here.accounts.by_uri(eve.uri)
    peer.gone(eve.path, status=500)
    here.clock.ahead = 7 * HOUR
    assert (await here.accounts.by_uri(eve.uri)).id == account.id
    asked = len(peer.asked)
    await here.accounts.by_uri(eve.uri)
    assert len(peer.asked) == asked, "the failed attempt counts as one"


async def test_an_account_that_is_gone_is_told(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    account = await here.accounts.by_uri(eve.uri)
    peer.gone(eve.path)
    here.clock.ahead = 7 * HOUR
    with pytest.raises(Gone):
        await here.accounts.by_uri(eve.uri)
    assert await here.jobs("AccountGone") == [{"account_id": account.id}]


async def test_a_suspended_account_is_shown_as_such_and_comes_back(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve", suspended=True)
    assert (await here.accounts.by_uri(eve.uri)).is_suspended
    eve.more["suspended"] = False
    eve.publish()
    here.clock.ahead = 7 * HOUR
    assert not (await here.accounts.by_uri(eve.uri)).is_suspended


async def test_an_update_is_believed_until_the_actor_is_fetched_again(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    actor = await here.fetchers.documents.actor(eve.uri)
    from_update = type(actor)(uri=actor.uri, actor_type="Person", username="eve", name="proved")
    assert (await here.accounts.keep(from_update)).display_name == "proved"
    here.clock.ahead = 10
    assert (await here.accounts.by_uri(eve.uri, fresh=Freshness.FRESHEST)).display_name == "eve"


async def test_a_new_key_replaces_the_old_one(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    await here.accounts.by_uri(eve.uri)
    eve.key = rsa_key(3)
    eve.publish()
    here.clock.ahead = 7 * HOUR
    account = await here.accounts.by_uri(eve.uri)
    assert account.public_key.strip() == pem_of(rsa_key(3)).strip()
    kept = await here.db.public_keys.find(eve.key_id)
    assert kept is not None
    assert kept.key == account.public_key


async def test_without_webfinger_the_host_is_the_domain(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    del peer.answers[f"/.well-known/webfinger?resource=acct:eve@{peer.host}"]
    assert (await here.accounts.by_uri(eve.uri)).domain == peer.host


async def test_nobody_takes_a_name_without_webfinger(here: Fetching, peer: Peer) -> None:
    await here.accounts.by_uri(peer.person("eve").uri)
    other = peer.person("mallory", preferredUsername="eve")
    del peer.answers[f"/.well-known/webfinger?resource=acct:eve@{peer.host}"]
    here.clock.ahead = 120
    with pytest.raises(Conflict):
        await here.accounts.by_uri(other.uri)


async def test_a_server_that_was_set_up_anew_gives_its_names_away(here: Fetching, peer: Peer) -> None:
    old = await here.accounts.by_uri(peer.person("eve").uri)
    new = peer.person("eve2", preferredUsername="eve")
    peer.serve_webfinger("eve", new.uri)
    here.clock.ahead = 120
    account = await here.accounts.by_uri(new.uri)
    assert (account.username, account.domain) == ("eve", peer.host)
    assert account.id != old.id
    assert (await here.db.accounts.get(old.id)).username == f"eve@{old.id}"
    assert await here.jobs("AccountGone") == [{"account_id": old.id}]


async def test_webfinger_that_names_another_actor_is_refused(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    peer.serve_webfinger("eve", peer.uri("/users/somebody-else"))
    with pytest.raises(Malformed):
        await here.accounts.by_uri(eve.uri)


async def test_a_deleted_actor_does_not_come_back_at_once(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    await here.db.tombstones.insert(eve.uri, here.clock.now())
    with pytest.raises(Gone):
        await here.accounts.by_uri(eve.uri)
    here.clock.ahead = 25 * HOUR
    assert (await here.accounts.by_uri(eve.uri)).username == "eve"


async def test_one_that_is_known_as_deleted_does_not_come_back_at_once_either(
    here: Fetching, peer: Peer
) -> None:
    eve = peer.person("eve")
    account = await here.accounts.by_uri(eve.uri)
    dead = attrs.evolve(account, suspended_at=here.clock.now(), suspension_origin=account.id)

    async def die(t: Transaction) -> None:
        await t.accounts.update(dead)
        await t.tombstones.insert(eve.uri, here.clock.now())

    await here.db.transact(die)
    here.clock.ahead = 23 * HOUR
    with pytest.raises(Gone):
        await here.accounts.by_uri(eve.uri)
    here.clock.ahead = 30 * HOUR
    assert not (await here.accounts.by_uri(eve.uri)).is_suspended
    assert not await here.db.tombstones.exists(eve.uri)


async def test_what_was_on_its_way_while_its_domain_was_blocked_is_not_written(
    here: Fetching, peer: Peer
) -> None:
    eve = peer.person("eve", summary="<p>at home</p>")
    account = await here.accounts.by_uri(eve.uri)
    wiped = attrs.evolve(
        account, note="", suspended_at=here.clock.now(), suspension_origin="BLOCK", fetched_at=None
    )

    async def wipe(t: Transaction) -> None:
        await t.accounts.update(wiped)

    actor = await here.fetchers.documents.actor(eve.uri)
    await here.db.transact(wipe)
    kept = await here.accounts.keeper.keep(actor, Name(username="eve", domain=peer.host))
    assert kept == await here.db.accounts.get(account.id)
    assert (kept.note, kept.fetched_at, kept.suspension_origin) == ("", None, "BLOCK")
