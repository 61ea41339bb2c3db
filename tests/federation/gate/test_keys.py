"""Keys: fetched once, believed only where their owner lists them, fetched again where they changed."""

import base64
from datetime import timedelta
from typing import Any

import attrs
import orjson
import pytest
from twisted.internet.task import deferLater

from gotosocial.federation import keys as keys_module
from gotosocial.models.public_key_row import PublicKeyRow
from gotosocial.util import flow
from tests.support.builders import an_account
from tests.support.gated import Gated
from tests.support.keep import keep
from tests.support.peer import ACTIVITY_JSON, Letter, Peer, PeerActor, Served, open_peer, pem_of, rsa_key
from tests.support.wire import reactor
from tests.unit.crypto.signed import base58


async def send(here: Gated, actor: PeerActor, **how: Any) -> int:
    answer = await actor.post(here, "/inbox", actor.create(actor.note()), **how)
    return answer.status


async def test_a_key_is_fetched_once_and_kept(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    assert [await send(here, eve) for _ in range(3)] == [202] * 3
    assert len(peer.asked_for(eve.path)) == 1
    row = await here.db.public_keys.find(eve.key_id)
    assert row is not None
    assert (row.owner_uri, row.host, row.key) == (eve.uri, peer.host, pem_of(eve.key))


@pytest.mark.parametrize("is_first", [True, False])
async def test_of_two_signatures_one_may_be_by_a_key_of_another_kind(
    here: Gated, peer: Peer, is_first: bool
) -> None:
    """Who has keys of several kinds may sign with each; a kind that is not known here is none that counts."""
    strange = {"id": "", "type": "Multikey", "controller": "", "publicKeyMultibase": "z6Mstrange"}
    eve = peer.person()
    strange |= {"id": f"{eve.uri}#strange", "controller": eve.uri}
    peer.serve(eve.path, eve.document() | {"assertionMethod": [strange]})
    body = orjson.dumps(eve.create(eve.note()))
    good = eve.headers("POST", "/inbox", body, how="rfc9421")
    signer = attrs.evolve(eve.signer, key_id=strange["id"])
    other = eve.headers("POST", "/inbox", body, how="rfc9421", signer=signer)
    for name in ("Signature-Input", "Signature"):
        both = [other[name].replace("sig1=", "sig0="), good[name]]
        good[name] = ", ".join(both if is_first else reversed(both))
    letter = Letter("/inbox", {"Content-Type": ACTIVITY_JSON} | good, body, peer.host)
    assert (await letter.send(here)).status == 202
    alone = Letter("/inbox", {"Content-Type": ACTIVITY_JSON} | other, body, peer.host)
    assert (await alone.send(here)).status == 401


async def test_a_key_is_asked_for_with_the_signature_of_the_instance(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    await send(here, eve)
    [asked] = peer.asked_for(eve.path)
    assert 'keyId="http://here.example/users/here.example#main-key"' in asked.headers["signature"]


async def test_many_at_once_share_one_fetch(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    shown = peer.answers[eve.path]
    assert isinstance(shown, Served)
    peer.answers[eve.path] = attrs.evolve(shown, delay=0.2)
    assert await flow.gather(*(send(here, eve) for _ in range(6))) == [202] * 6
    assert len(peer.asked_for(eve.path)) == 1


async def test_a_key_that_came_with_an_account_needs_no_fetch(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    known = an_account("eve", "localhost", uri=eve.uri, public_key_uri=eve.key_id, public_key=pem_of(eve.key))
    await keep(here.db, known)
    assert await send(here, eve) == 202
    assert peer.asked_for(eve.path) == []


async def test_a_bare_key_counts_where_its_owner_lists_it(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    eve.key_id = peer.uri("/keys/1")
    eve.publish()
    key = {"id": eve.key_id, "owner": eve.uri, "publicKeyPem": pem_of(eve.key)}
    peer.serve("/keys/1", key)
    assert await send(here, eve) == 202
    [job] = await here.jobs()
    assert (job.actor_uri, job.key_uri) == (eve.uri, eve.key_id)


async def test_a_stub_of_an_actor_leads_to_the_actor(here: Gated, peer: Peer) -> None:
    """GoToSocial's own form: the key has an address of its own, which shows a small actor."""
    eve = peer.person()
    eve.key_id = f"{eve.uri}/main-key"
    eve.publish()
    whole = eve.document()
    peer.serve(
        f"{eve.path}/main-key",
        {name: whole[name] for name in ("id", "type", "preferredUsername", "publicKey")},
    )
    assert await send(here, eve) == 202
    assert [len(peer.asked_for(path)) for path in (f"{eve.path}/main-key", eve.path)] == [1, 1]


async def test_a_multikey_of_an_actor_counts(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    der = b"\x85\x24" + _der(eve)
    key = {
        "id": f"{eve.uri}#two",
        "type": "Multikey",
        "controller": eve.uri,
        "publicKeyMultibase": base58(der),
    }
    eve.more["assertionMethod"] = [key]
    eve.publish()
    eve.key_id = f"{eve.uri}#two"
    assert await send(here, eve) == 202


@pytest.mark.parametrize(("count", "status"), [(1, 202), (2, 401)])
async def test_who_signs_with_the_name_of_the_actor_means_its_only_key(
    here: Gated, peer: Peer, count: int, status: int
) -> None:
    """As (streams) does, whose key has an id of its own in the actor."""
    eve = peer.person()
    eve.key_id = eve.uri
    eve.more["publicKey"] = [
        {"id": f"{eve.uri}?operation={number}", "owner": eve.uri, "publicKeyPem": pem_of(key)}
        for number, key in enumerate((eve.key, rsa_key(1))[:count])
    ]
    eve.publish()
    assert await send(here, eve) == status
    assert [job.actor_uri for job in await here.jobs()] == [eve.uri] * (status == 202)


def _der(actor: PeerActor) -> bytes:
    from_pem = "".join(pem_of(actor.key).splitlines()[1:-1])
    return base64.b64decode(from_pem)


@pytest.mark.parametrize("lie", ["actor lists another key", "key names another owner", "id of another actor"])
async def test_a_document_on_a_shared_host_speaks_for_nobody_else(here: Gated, peer: Peer, lie: str) -> None:
    """Mallory may upload a document to Eve's host; that makes no key of his hers."""
    eve, mallory = peer.person("eve"), PeerActor(peer, "mallory", rsa_key(1), {})
    mallory.key_id = peer.uri("/uploads/1#key")
    pem = pem_of(mallory.key)
    key = {"id": mallory.key_id, "owner": eve.uri, "publicKeyPem": pem}
    document: dict[str, Any] = {
        "actor lists another key": key,
        "key names another owner": {"id": peer.uri("/uploads/1"), "type": "Person", "publicKey": key},
        "id of another actor": eve.document() | {"publicKey": key},
    }[lie]
    peer.serve("/uploads/1", document)
    assert await send(here, eve, signer=mallory.signer) == 401
    assert await here.jobs() == []


async def test_an_owner_on_another_site_is_not_believed(here: Gated, peer: Peer) -> None:
    other = await open_peer("127.0.0.1")
    eve, mallory = peer.person("eve"), PeerActor(other, "mallory", rsa_key(1), {})
    key = {"id": mallory.key_id, "owner": eve.uri, "publicKeyPem": pem_of(mallory.key)}
    other.serve(mallory.path, key)
    eve.more["publicKey"] = [eve.document()["publicKey"], key]
    eve.publish()
    assert await send(here, eve, signer=mallory.signer) == 401
    assert peer.asked_for(eve.path) == []
    await other.close()


async def test_a_changed_key_is_fetched_again_but_not_at_once_again(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    assert await send(here, eve) == 202
    await _age(here, eve)
    eve.key = rsa_key(1)
    assert await send(here, eve) == 401, "the old document is still served"
    eve.publish()
    assert await send(here, eve) == 401, "asked for only just now"
    assert len(peer.asked_for(eve.path)) == 2
    here.keys._renewed.clear()
    await _age(here, eve)
    assert await send(here, eve) == 202
    row = await here.db.public_keys.find(eve.key_id)
    assert row is not None
    assert row.key == pem_of(rsa_key(1))


async def test_a_young_key_is_not_fetched_again_for_a_wrong_signature(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    assert await send(here, eve) == 202
    eve.key = rsa_key(1)
    assert [await send(here, eve) for _ in range(3)] == [401] * 3
    assert len(peer.asked_for(eve.path)) == 1


async def test_an_expired_key_is_fetched_before_it_counts(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    assert await send(here, eve) == 202
    assert await here.db.public_keys.expire("localhost") == 0, "the host has a port, and is another one"
    assert await here.db.public_keys.expire(peer.host) == 1
    eve.key = rsa_key(1)
    eve.publish()
    assert await send(here, eve) == 202
    assert len(peer.asked_for(eve.path)) == 2
    assert await send(here, eve) == 202
    assert len(peer.asked_for(eve.path)) == 2


async def test_a_key_that_is_gone_ends_well(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    peer.gone(eve.path)
    assert [await send(here, eve) for _ in range(3)] == [202] * 3
    assert len(peer.asked_for(eve.path)) == 1
    assert await here.jobs() == []
    assert await here.db.tombstones.exists(eve.key_id)
    here.keys._refused.clear()
    assert await send(here, eve) == 202
    assert len(peer.asked_for(eve.path)) == 1


@pytest.mark.parametrize("leads", ["nowhere", "to us"])
async def test_a_key_that_is_not_there_proves_nothing(here: Gated, peer: Peer, leads: str) -> None:
    """Whoever sends must hear that nothing was kept, or it is lost: the key may be back in a minute."""
    eve = peer.person()
    if leads == "nowhere":
        peer.gone(eve.path, 404)
    else:
        ours = here.base.addresses.instance_actor
        peer.answers[eve.path] = Served(status=302, headers={"Location": ours})
    assert [await send(here, eve) for _ in range(3)] == [401] * 3
    assert len(peer.asked_for(eve.path)) == 1
    assert await here.jobs() == []
    assert not await here.db.tombstones.exists(eve.key_id)
    eve.publish()
    here.keys._refused.clear()
    assert await send(here, eve) == 202


async def test_an_account_whose_key_is_gone_goes_too(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    known = an_account("eve", "localhost", uri=eve.uri)
    await keep(here.db, known)
    peer.gone(eve.path)
    answer = await eve.post(here, "/inbox", eve.delete())
    assert (answer.status, await here.jobs()) == (202, [])
    rows = await here.cellar.engine.reads.scan("SELECT payload FROM jobs WHERE kind = 'AccountGone'")
    assert [row["payload"] for row in rows] == [f'{{"account_id":"{known.id}"}}']


@pytest.mark.parametrize("served", [Served(status=500), Served(status=429), Served(delay=-1)])
async def test_a_key_that_cannot_be_had_now_is_tried_later(
    here: Gated, peer: Peer, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys_module, "FETCH_SECONDS", 0.3)
    eve = peer.person()
    peer.answers[eve.path] = served
    answer = await eve.post(here, "/inbox", eve.create(eve.note()))
    assert (answer.status, int(answer.headers["retry-after"]) > 0) == (503, True)
    asked = len(peer.asked_for(eve.path))
    assert await send(here, eve) == 503
    assert len(peer.asked_for(eve.path)) == asked, "not asked again at once"
    assert await here.jobs() == []


async def test_one_slow_host_holds_only_so_many_fetches(here: Gated, peer: Peer) -> None:
    names = [f"slow{number}" for number in range(keys_module.PER_SITE + 3)]
    actors = [peer.person(name) for name in names]
    for actor in actors:
        peer.answers[actor.path] = Served(delay=-1)
    sending = [flow.start(send(here, actor)) for actor in actors]
    await deferLater(reactor, 0.3)
    refused = [one for one in sending if one.called]
    assert [one.result for one in refused] == [503] * 3
    for one in sending:
        one.addErrback(lambda failure: None)
        one.cancel()


async def test_a_key_of_nobody_is_not_written(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    wrong = attrs.evolve(eve.signer, private=rsa_key(1))
    assert await send(here, eve, signer=wrong) == 401
    assert await here.db.public_keys.find(eve.key_id) is None
    assert await send(here, eve) == 202
    assert await here.db.public_keys.find(eve.key_id) is not None
    assert len(peer.asked_for(eve.path)) == 1


async def _age(here: Gated, actor: PeerActor) -> None:
    row = await here.db.public_keys.find(actor.key_id)
    assert isinstance(row, PublicKeyRow)
    old = attrs.evolve(row, fetched_at=row.fetched_at - timedelta(hours=1))
    await here.db.public_keys.upsert(old)
