"""What inboxes answer, and what they keep."""

from datetime import timedelta
from typing import Any

import attrs
import orjson
import pytest

from tests.support.builders import a_block, an_account
from tests.support.gated import Gated
from tests.support.instance import HOST
from tests.support.keep import keep
from tests.support.peer import ACTIVITY_JSON, AS, How, Peer, Served, ed25519_key, rsa_key
from tests.support.wire import ask

INBOX = "/users/alice/inbox"


@pytest.mark.parametrize("how", ["cavage", "rfc9421"])
@pytest.mark.parametrize("path", [INBOX, "/inbox"])
async def test_a_signed_activity_is_kept_and_accepted(here: Gated, peer: Peer, how: How, path: str) -> None:
    eve = peer.person()
    activity = eve.follow(f"http://{HOST}/users/alice")
    answer = await eve.post(here, path, activity, how=how)
    assert (answer.status, orjson.loads(answer.body)) == (202, {"status": "Accepted"})
    [job] = await here.jobs()
    assert orjson.loads(job.body) == activity
    assert (job.actor_uri, job.key_uri, job.host) == (eve.uri, eve.key_id, peer.host)
    alice = await here.db.accounts.find_by_name("alice")
    assert alice is not None
    assert job.inbox_of == (alice.id if path == INBOX else "")
    assert here.alive == [peer.host]


async def test_the_same_request_twice_is_kept_once(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    activity = eve.create(eve.note())
    for path in (INBOX, "/inbox", INBOX):
        assert (await eve.post(here, path, activity)).status == 202
    assert len(await here.jobs()) == 1


async def test_a_second_update_with_the_same_id_is_kept(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    update = eve.activity("Update", eve.note("one"))
    changed = update | {"object": update["object"] | {"content": "two"}}
    for activity in (update, changed, update):
        assert (await eve.post(here, "/inbox", activity)).status == 202
    assert len(await here.jobs()) == 2


async def test_nobody_keeps_a_message_away_by_sending_it_first(here: Gated, peer: Peer) -> None:
    eve, mallory = peer.person("eve"), peer.person("mallory", key=rsa_key(1))
    activity = eve.create(eve.note())
    assert (await mallory.post(here, "/inbox", activity)).status == 202
    assert (await eve.post(here, "/inbox", activity)).status == 202
    assert [job.actor_uri for job in await here.jobs()] == [mallory.uri, eve.uri]


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        (ACTIVITY_JSON, 202),
        (f'application/ld+json; profile="{AS}"', 202),
        (f"application/ld+json; profile={AS}; charset=utf-8", 202),
        ("application/ld+json", 202),
        ("Application/Activity+JSON; charset=UTF-8", 202),
        ("application/activity+json; charset=latin-1", 406),
        ("application/json", 406),
        ("text/html", 406),
        ("", 406),
    ],
)
async def test_only_activities_are_taken(here: Gated, peer: Peer, content_type: str, status: int) -> None:
    eve = peer.person()
    body = orjson.dumps(eve.create(eve.note()))
    headers = eve.headers("POST", "/inbox", body) | {"Content-Type": content_type}
    assert (await ask(here.port, "POST", "/inbox", headers, body)).status == status
    assert len(await here.jobs()) == (status == 202)


async def test_a_body_that_is_too_long_is_refused(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    body = b'"' + b"x" * (1024 * 1024) + b'"'
    assert (await eve.post(here, "/inbox", body)).status == 413


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"{}", b'{"type":"Create"}', b'{"a":' * 80 + b"1" + b"}" * 80]
)
async def test_what_is_no_activity_is_malformed(here: Gated, peer: Peer, body: bytes) -> None:
    eve = peer.person()
    await eve.post(here, "/inbox", eve.create(eve.note()))
    assert (await eve.post(here, "/inbox", body)).status == 400
    assert len(await here.jobs()) == 1


async def test_what_is_not_signed_is_refused(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    body = orjson.dumps(eve.create(eve.note()))
    answer = await ask(here.port, "POST", "/inbox", {"Host": HOST, "Content-Type": ACTIVITY_JSON}, body)
    assert answer.status == 401
    wanted = 'Signature headers="(request-target) host date digest"'
    assert answer.headers["www-authenticate"] == wanted
    assert await here.jobs() == []
    assert peer.asked == []


@pytest.mark.parametrize("how", ["cavage", "rfc9421"])
async def test_a_changed_body_is_refused_before_the_key_is_fetched(here: Gated, peer: Peer, how: How) -> None:
    eve = peer.person()
    body = orjson.dumps(eve.create(eve.note()))
    headers = eve.headers("POST", "/inbox", body, how=how) | {"Content-Type": ACTIVITY_JSON}
    answer = await ask(here.port, "POST", "/inbox", headers, body.replace(b"hello", b"HELLO"))
    assert (answer.status, peer.asked) == (401, [])


@pytest.mark.parametrize("late", [timedelta(hours=13), timedelta(hours=-2)])
async def test_what_is_too_old_or_from_the_future_is_refused(
    here: Gated, peer: Peer, late: timedelta
) -> None:
    eve = peer.person()
    answer = await eve.post(here, "/inbox", eve.create(eve.note()), late=late)
    assert (answer.status, peer.asked) == (401, [])


async def test_a_request_for_another_host_is_refused(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    assert (await eve.post(here, "/inbox", eve.create(eve.note()), host="there.example")).status == 401


async def test_a_signature_with_somebody_elses_key_is_refused(here: Gated, peer: Peer) -> None:
    eve, mallory = peer.person("eve"), peer.person("mallory", key=rsa_key(1))
    forged = attrs.evolve(mallory.signer, key_id=eve.key_id)
    answer = await mallory.post(here, "/inbox", eve.create(eve.note()), signer=forged)
    assert answer.status == 401
    assert await here.jobs() == []


async def test_an_id_of_another_server_is_refused(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    activity = eve.create(eve.note()) | {"id": "https://victim.example/activities/1"}
    assert (await eve.post(here, "/inbox", activity)).status == 403
    assert await here.jobs() == []


async def test_a_forwarded_activity_is_kept_with_its_true_sender(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    activity = eve.create(eve.note()) | {
        "id": "https://victim.example/activities/1",
        "actor": "https://victim.example/users/vera",
    }
    assert (await eve.post(here, "/inbox", activity)).status == 202
    [job] = await here.jobs()
    assert job.actor_uri == eve.uri


@pytest.mark.parametrize(
    "changes",
    [{"id": None}, {"type": "Listen"}, {"type": "View"}],
)
async def test_what_nobody_has_a_use_for_is_accepted_and_forgotten(
    here: Gated, peer: Peer, changes: dict[str, Any]
) -> None:
    eve = peer.person()
    assert (await eve.post(here, "/inbox", eve.create(eve.note()) | changes)).status == 202
    assert await here.jobs() == []


async def test_inboxes_of_nobody_are_not_there(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    await here.local("gone", suspended_at=here.base.clock.now())
    assert (await eve.post(here, "/users/nobody/inbox", eve.create(eve.note()))).status == 404
    assert (await eve.post(here, "/users/gone/inbox", eve.create(eve.note()))).status == 410
    assert await here.jobs() == []


async def test_the_name_of_an_inbox_is_written_in_any_case(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    assert (await eve.post(here, "/users/Alice/inbox", eve.create(eve.note()))).status == 202


async def test_who_is_blocked_by_the_owner_is_refused_there_and_nowhere_else(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    alice, bob = await here.db.accounts.find_by_name("alice"), await here.local("bob")
    assert alice is not None
    remote = an_account("eve", "localhost", uri=eve.uri)
    await keep(here.db, remote, a_block(by=alice, of=remote))
    note = eve.note()
    assert (await eve.post(here, INBOX, eve.create(note))).status == 403
    assert await here.jobs() == []
    assert (await eve.post(here, f"/users/{bob.username}/inbox", eve.create(note))).status == 202
    assert (await eve.post(here, INBOX, eve.delete(note["id"]))).status == 202
    assert (await eve.post(here, INBOX, eve.activity("Undo", eve.follow(alice.uri)))).status == 202
    assert len(await here.jobs()) == 3


async def test_who_is_suspended_here_is_refused(here: Gated, peer: Peer) -> None:
    eve, fay = peer.person("eve"), peer.person("fay")
    now = here.base.clock.now()
    by_us = an_account("eve", "localhost", uri=eve.uri, suspended_at=now, suspension_origin="ADMIN")
    by_them = an_account("fay", "localhost", uri=fay.uri, suspended_at=now)
    by_them = attrs.evolve(by_them, suspension_origin=by_them.id)
    await keep(here.db, by_us, by_them)
    assert (await eve.post(here, "/inbox", eve.create(eve.note()))).status == 403
    assert (await fay.post(here, "/inbox", fay.create(fay.note()))).status == 202


async def test_own_actors_do_not_come_in_from_outside(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    alice = f"http://{HOST}/users/alice"
    for key_id in (f"{alice}#main-key", f"{alice}/main-key"):
        own = attrs.evolve(eve.signer, key_id=key_id, private=rsa_key(7))
        activity = eve.create(eve.note()) | {"actor": alice, "id": f"{alice}/x"}
        assert (await eve.post(here, "/inbox", activity, signer=own)).status == 403
        forged = attrs.evolve(own, private=rsa_key(1))
        assert (await eve.post(here, "/inbox", activity, signer=forged)).status == 401
    assert await here.jobs() == []


async def test_who_comes_and_goes_unknown_is_not_even_asked_for_a_key(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    assert (await eve.post(here, "/inbox", eve.delete())).status == 202
    assert (await eve.post(here, INBOX, eve.delete())).status == 202
    assert (peer.asked, await here.jobs()) == ([], [])
    await keep(here.db, an_account("eve", "localhost", uri=eve.uri))
    assert (await eve.post(here, "/inbox", eve.delete())).status == 202
    assert len(await here.jobs()) == 1


async def test_actors_with_other_keys_are_understood(here: Gated, peer: Peer) -> None:
    eve = peer.person(key=ed25519_key())
    for how in ("cavage", "rfc9421"):
        assert (await eve.post(here, "/inbox", eve.create(eve.note()), how=how)).status == 202
    assert len(await here.jobs()) == 2


async def test_a_server_that_answers_with_pages_has_no_keys(here: Gated, peer: Peer) -> None:
    eve = peer.person()
    peer.answers[eve.path] = Served(body=b"<html></html>", content_type="text/html")
    assert (await eve.post(here, "/inbox", eve.create(eve.note()))).status == 401
