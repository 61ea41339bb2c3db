"""What other software asks first: WebFinger, host-meta, NodeInfo, OAuth metadata."""

from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import attrs
import pytest

from gotosocial.util import flow
from tests.support.builders import an_account
from tests.support.counting import counted
from tests.support.instance import HOST, Answer, Running, running
from tests.support.keep import keep

DOMAIN = "example"


async def ask_who(server: Running, resource: str) -> Answer:
    return await server.ask("GET", f"/.well-known/webfinger?resource={quote(resource, safe='')}")


@pytest.mark.parametrize(
    "resource",
    [
        f"acct:alice@{HOST}",
        f"alice@{HOST}",
        f"acct:@alice@{HOST}",
        f"acct:ALICE@{HOST.upper()}",
        f"ACCT:alice@{HOST}",
        f"@alice@{HOST}",
        f"http://{HOST}/users/alice",
        f"http://{HOST}/@alice",
        f"https://{HOST}/@alice/",
        f"HTTPS://{HOST.upper()}/users/alice",
        f"https://{HOST}:443/@alice",
        f"http://{HOST}:80/@alice",
        f"acct:alice@{HOST}:80",
    ],
)
async def test_a_resident_is_found_by_name_and_by_address(server: Running, resource: str) -> None:
    alice = await server.person("alice")
    answer = await ask_who(server, resource)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("application/jrd+json")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json["subject"] == f"acct:alice@{HOST}"
    links = {link["rel"]: link["href"] for link in answer.json["links"]}
    assert links["self"] == alice.account.uri
    assert links["http://webfinger.net/rel/profile-page"] == alice.account.url


@pytest.mark.parametrize(
    ("resource", "status"),
    [
        (f"acct:nobody@{HOST}", 404),
        ("acct:bob@remote.example", 400),
        ("acct:alice@evil.here.example.org", 400),
        ("https://remote.example/@bob", 400),
        (f"http://{HOST}/@alice/statuses/1", 404),
        (f"http://{HOST}/users/alice/inbox", 404),
        ("acct:alice", 400),
        ("alice", 400),
        ("", 400),
        ("http://[", 400),
        (f"http://{HOST}:8080/@alice", 400),
        (f"https://{HOST}:80/@alice", 400),
        (f"acct:alice@{HOST}:8080", 400),
        (f"http://alice@{HOST}/@alice", 400),
        (f"http://{HOST}/@alice%00", 400),
        (f"acct:bob@remote.example@{HOST}", 404),
        ("acct:" + "a" * 3000 + f"@{HOST}", 400),
    ],
)
async def test_others_are_not_found(server: Running, resource: str, status: int) -> None:
    await server.person("alice")
    await keep(server.instance.cellar.db, an_account("bob", domain="remote.example"))
    assert (await ask_who(server, resource)).status == status


async def test_the_suspended_are_not_found(server: Running) -> None:
    alice = await server.person("alice")
    gone = attrs.evolve(alice.account, suspended_at=alice.account.created_at)
    await server.instance.cellar.db.accounts.update(gone)
    assert (await ask_who(server, f"acct:alice@{HOST}")).status == 404


async def test_the_deleted_are_gone(server: Running) -> None:
    await server.instance.cellar.db.tombstones.insert(f"http://{HOST}/users/alice")
    assert (await ask_who(server, f"acct:Alice@{HOST}")).status == 410


@pytest.mark.parametrize(
    "resource", [f"acct:{HOST}@{HOST}", f"http://{HOST}", f"http://{HOST}/", f"http://{HOST}/users/{HOST}"]
)
async def test_the_instance_actor_is_found_by_name_and_by_the_server(server: Running, resource: str) -> None:
    actor = f"http://{HOST}/users/{HOST}"
    answer = await ask_who(server, resource)
    assert answer.json["subject"] == f"acct:{HOST}@{HOST}"
    links = {link["rel"]: link["href"] for link in answer.json["links"]}
    assert links["self"] == links["https://www.w3.org/ns/activitystreams#Service"] == actor


async def test_both_host_and_account_domain_are_answered_for(tmp_path: Path) -> None:
    async with running("sqlite", tmp_path, general={"account_domain": DOMAIN}) as server:
        await server.person("alice")
        for domain in (HOST, DOMAIN):
            answer = await ask_who(server, f"acct:alice@{domain}")
            assert answer.json["subject"] == f"acct:alice@{DOMAIN}"
        assert (await ask_who(server, f"acct:{HOST}@{HOST}")).status == 200


async def test_host_meta_names_the_template_of_webfinger(server: Running) -> None:
    answer = await server.ask("GET", "/.well-known/host-meta")
    assert answer.headers["content-type"].startswith("application/xrd+xml")
    (link,) = list(ElementTree.fromstring(answer.body.decode()))
    assert link.attrib["rel"] == "lrdd"
    assert link.attrib["template"] == f"http://{HOST}/.well-known/webfinger?resource={{uri}}"


async def test_nodeinfo_leads_to_its_documents(server: Running) -> None:
    await server.person("alice")
    links = (await server.ask("GET", "/.well-known/nodeinfo")).json["links"]
    assert len(links) == 2
    for link in links:
        answer = await server.ask("GET", link["href"].removeprefix(f"http://{HOST}"))
        assert answer.json["version"] == link["rel"].rpartition("/")[2]
        assert answer.json["software"]["name"] == "gotosocial"
        assert answer.json["usage"]["users"]["total"] == 1
        assert link["rel"] in answer.headers["content-type"]
    assert (await server.ask("GET", "/nodeinfo/3.0")).status == 404


async def test_apps_learn_that_pkce_is_understood(server: Running) -> None:
    metadata = (await server.ask("GET", "/.well-known/oauth-authorization-server")).json
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert metadata["issuer"] == f"http://{HOST}"
    for name in ("token_endpoint", "revocation_endpoint", "app_registration_endpoint"):
        path = metadata[name].removeprefix(f"http://{HOST}")
        assert (await server.ask("POST", path, {})).status in (400, 401)


async def test_who_asks_at_the_same_time_shares_one_count(kind: str, tmp_path: Path) -> None:
    async with counted(kind, tmp_path) as started:
        asked = (started.server.ask("GET", "/nodeinfo/2.0") for _ in range(5))
        answers = await flow.gather(*asked)
        assert {answer.status for answer in answers} == {200}
        counts = [sql for sql in started.engine.statements if "AS active_month" in sql]
        assert len(counts) == 1
