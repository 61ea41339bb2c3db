"""A neighbour that hangs, lies, floods and misleads: nobody waits for long, nothing is kept by halves.

Everything goes through the doors of a whole instance; what the client does with each rudeness has tests of
its own (``test_client_rudeness.py``).
"""

import gzip
from collections.abc import AsyncIterator
from ipaddress import ip_network
from itertools import count
from typing import Any
from urllib.parse import unquote

import attrs
import orjson
import pytest
import pytest_twisted

from gotosocial.federation.dereference import statuses, threads
from gotosocial.models.delivery import DeliveryChoice, Span
from gotosocial.util import flow
from tests.support.databases import KINDS
from tests.support.dump import Dump, changed, dump
from tests.support.instance import Person, Running
from tests.support.peer import ACTIVITY_JSON, Peer, PeerActor, rsa_key
from tests.support.rude_server import RudeServer, Script, Visit, bomb, leads_to, says, writes
from tests.support.tiny_internet import TinyInternet, an_internet
from tests.support.wire import Answer, reactor

TIMEOUT, PATIENCE = 0.6, 60.0
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\n"
_numbers = count(1)


def dribbles(visit: Visit) -> None:
    visit.write(OK + b"Content-Length: 90000\r\n\r\n")
    visit.dribble(b" ")


def json(body: Any, **headers: str) -> Script:
    return says(200, body if isinstance(body, bytes) else orjson.dumps(body), Content_Type=ACTIVITY_JSON)


RUDE: dict[str, Script] = {
    "says nothing": lambda visit: None,
    "dribbles": dribbles,
    "promises more than it has": writes(OK + b"Content-Length: 90000\r\n\r\n{}", then_closes=True),
    "has ten megabytes": json(b'{"type":"Person","name":"' + b"x" * 10_000_000 + b'"}'),
    "sends a bomb": says(200, bomb(50), Content_Encoding="gzip", Content_Type=ACTIVITY_JSON),
    "breaks its compression": says(
        200, gzip.compress(b"{}")[:-9], Content_Encoding="gzip", Content_Type=ACTIVITY_JSON
    ),
    "answers HTML": says(200, b"<html><body>Hello", Content_Type="text/html; charset=utf-8"),
    "answers HTML and calls it JSON": json(b"<html><body>Hello"),
    "answers nothing": json(b""),
    "nests deeply": json(b'{"a":' * 50_000),
    "goes in circles": lambda visit: visit.answer(302, Location=f"https://rude.test/{next(_numbers)}"),
    "leads to loopback": leads_to("https://127.0.0.2/users/eve"),
    "leads to loopback in another spelling": leads_to("https://[::ffff:127.0.0.2]/users/eve"),
    "leads to a private place": leads_to("https://10.1.2.3/users/eve"),
    "leads to the cloud's own address": leads_to("http://169.254.169.254/latest/meta-data/"),
    "leads back to us": leads_to("https://north.test/users/alice"),
    "leads out of HTTP": leads_to("file:///etc/passwd"),
    "fails": says(500, b"oops"),
    "refuses": says(403, b"no"),
    "speaks no HTTP": writes(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", then_closes=True),
    "closes at once": lambda visit: visit.close(),
}
HOSTS = {what: f"rude{number}.test" for number, what in enumerate(RUDE)}
"""A host that fails is left alone for a while, so that everybody who is to be asked has one of their own."""

SAYS_200 = frozenset(
    {
        *("dribbles", "promises more than it has", "has ten megabytes", "sends a bomb"),
        *("breaks its compression", "answers HTML", "answers HTML and calls it JSON", "answers nothing"),
        "nests deeply",
    }
)
"""Whose inboxes take what they are given; which words they say then is nothing to us."""


@attrs.frozen
class Street:
    """Alice's instance, the rude neighbour, and a friendly one where bob lives."""

    internet: TinyInternet
    north: Running
    alice: Person
    rude: RudeServer
    friendly: Peer
    names: dict[str, Script] = attrs.field(factory=dict)
    """What WebFinger answers for each name."""

    def friend(self) -> PeerActor:
        """Return somebody whose server is as it should be."""
        return self.friendly.person(f"bob{next(_numbers)}")

    def somebody(self, host: str = "rude.test") -> PeerActor:
        """Return somebody of the rude neighbour; where they are found is not served yet."""
        peer, name = Peer(host=host, scheme="https"), f"eve{next(_numbers)}"
        return PeerActor(peer, name, rsa_key(3), {"endpoints": {}})

    def serve(self, who: PeerActor) -> None:
        """Let somebody be found and read as is right."""
        self.answers_name(who)
        self.rude.scripts[who.path] = json(who.document())

    def answers_name(self, who: PeerActor, script: Script | None = None) -> None:
        """Let only the name be answered, or badly."""
        links = [{"rel": "self", "type": ACTIVITY_JSON, "href": who.uri}]
        jrd = orjson.dumps({"subject": f"acct:{who.handle}", "links": links})
        well = says(200, jrd, Content_Type="application/jrd+json")
        self.names[who.name] = script or well
        self.rude.scripts["/.well-known/webfinger"] = self._finger

    def _finger(self, visit: Visit) -> None:
        asked = unquote(self.rude.asked[-1].target)
        self.names[asked.partition("acct:")[2].partition("@")[0]](visit)

    async def search(self, what: str) -> Any:
        """Let alice search other servers; it must end."""
        asking = flow.start(self.alice.get("/api/v2/search", q=what, resolve=True))
        answer: Answer = await flow.timeout(asking, PATIENCE, reactor)
        assert answer.status == 200, answer.body
        return answer.json

    async def send(self, who: PeerActor, activity: dict[str, Any]) -> int:
        """Let somebody send an activity to the instance, and return its status."""
        body = orjson.dumps(activity)
        signed = who.headers("POST", "/inbox", body, host="north.test", scheme="https")
        sending = flow.start(
            self.north.ask("POST", "/inbox", body, headers={"Content-Type": ACTIVITY_JSON} | signed)
        )
        answer: Answer = await flow.timeout(sending, PATIENCE, reactor)
        return answer.status

    async def befriend(self, who: PeerActor) -> None:
        """Let alice follow somebody of the friendly neighbour, who accepts."""
        (account,) = (await self.search(f"@{who.handle}"))["accounts"]
        await self.alice.post(f"/api/v1/accounts/{account['id']}/follow")
        await self.settle()
        assert await self.send(who, who.activity("Accept", who.peer.inbox[-1].json)) == 202
        await self.settle()

    async def content(self) -> Dump:
        """Return what is in the database, but for when alice was here last and which job recurs when."""
        return await dump(self.north.instance.cellar.engine, without=("access_tokens", "jobs"))

    async def settle(self) -> None:
        """Let everything that is due happen; that must end too."""
        await flow.timeout(flow.start(self.internet.settle()), PATIENCE, reactor)


@pytest_twisted.async_yield_fixture(params=KINDS, scope="module")
async def street(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Street]:
    folder = tmp_path_factory.mktemp("rude")
    async with an_internet(folder) as internet:
        client = {"allow_ips": (ip_network("127.0.0.1/32"),), "timeout": TIMEOUT}
        north = await internet.instance("north.test", str(request.param), http_client=client)
        alice = await internet.person(north, "alice")
        rude = RudeServer()
        hosts = ("rude.test", *HOSTS.values())
        port = rude.listen(internet.authority.issue(folder, *hosts))
        for host in hosts:
            internet.resolver.add(host, port)
        yield Street(internet, north, alice, rude, await internet.peer("kind.test"))
        await rude.stop()


@pytest.mark.parametrize("what", RUDE)
async def test_who_lives_there_is_not_found_and_not_believed(street: Street, what: str) -> None:
    by_address, by_name, unnamed, writer = (street.somebody() for _ in range(4))
    before = await street.content()
    for who in (by_address, by_name, writer):
        street.rude.scripts[who.path] = RUDE[what]
    for who in (by_address, by_name):
        street.answers_name(who)
    street.answers_name(unnamed, RUDE[what])
    *found, status = await flow.gather(
        *(street.search(one) for one in (by_address.uri, f"@{by_name.handle}", f"@{unnamed.handle}")),
        street.send(writer, writer.follow(street.alice.account.uri)),
    )
    assert [(one["accounts"], one["statuses"]) for one in found] == [([], [])] * 3
    assert status in (401, 503)
    await street.settle()
    assert changed(before, await street.content()) == []


@pytest.mark.parametrize("what", RUDE)
async def test_an_inbox_that_is_rude_keeps_nobody_waiting(street: Street, what: str) -> None:
    eve = street.somebody(HOSTS[what])
    street.serve(eve)
    (account,) = (await street.search(eve.uri))["accounts"]
    street.rude.scripts[f"{eve.path}/inbox"] = RUDE[what]
    answer = await street.alice.post(f"/api/v1/accounts/{account['id']}/follow")
    assert answer.json["requested"] is True
    await street.settle()
    reports = street.north.instance.cellar.db.delivery_reports
    (report,) = await reports.page(DeliveryChoice(destination=eve.peer.host), Span())
    has_answered = what in SAYS_200
    assert (report.state, report.attempts) == ("delivered" if has_answered else "waiting", 1)
    assert report.last_answer
    relation = (await street.alice.get("/api/v1/accounts/relationships", id=[account["id"]])).json[0]
    assert (relation["requested"], relation["following"]) == (True, False)


@pytest.mark.parametrize(
    "what", ["says nothing", "sends a bomb", "answers HTML", "leads to loopback", "fails"]
)
async def test_a_friend_who_speaks_of_rude_people_is_heard(street: Street, what: str) -> None:
    alice, bob = street.alice, street.friend()
    await street.befriend(bob)
    eve = street.somebody()
    street.answers_name(eve)
    note = f"{eve.uri}/note"
    street.rude.scripts.update(dict.fromkeys((eve.path, f"{eve.path}/note"), RUDE[what]))
    mention = {"type": "Mention", "href": eve.uri, "name": f"@{eve.handle}"}
    answer = bob.note("an answer to somebody rude", inReplyTo=note, tag=[mention])
    remark = bob.note("about somebody rude", tag=[mention])
    assert await street.send(bob, bob.activity("Announce", note)) == 202
    for one in (answer, remark):
        assert await street.send(bob, bob.create(one)) == 202
    await street.settle()
    home = (await alice.get("/api/v1/timelines/home")).json
    assert [one["uri"] for one in home if one["account"]["acct"] == bob.handle] == [remark["id"]]
    assert [one["uri"] for one in (await street.search(answer["id"]))["statuses"]] == [answer["id"]]
    assert await street.north.instance.cellar.db.accounts.find_by_uri(eve.uri) is None


def test_threads_have_the_length_that_is_promised() -> None:
    assert (statuses.MOST_STEPS, threads.MOST_PAGES, threads.MOST_STATUSES) == (512, 512, 512)


async def test_a_thread_without_end_comes_to_an_end(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statuses, "MOST_STEPS", 40)
    monkeypatch.setattr(threads, "MOST_PAGES", 20)
    monkeypatch.setattr(threads, "MOST_STATUSES", 20)
    eve = street.somebody()
    street.serve(eve)

    def step(visit: Visit) -> None:
        """Answer with a note that answers the next one, and whose answers have another page each time."""
        path = visit.server.asked[-1].target.partition("?")[0]
        kind, number = path.rsplit("/", 2)[1], int(path.rsplit("/", 1)[1])
        here, further = f"https://rude.test{path}", f"{eve.uri}/{kind}/{number + 1}"
        street.rude.scripts[f"{eve.path}/{kind}/{number + 1}"] = step
        street.rude.scripts[f"{eve.path}/pages/{number}"] = step
        page = {"id": here, "type": "CollectionPage", "next": further, "items": []}
        replies = {"id": f"{here}#replies", "type": "Collection", "first": f"{eve.uri}/pages/{number}"}
        note = eve.note("and so on", id=here, inReplyTo=further, replies=replies)
        visit.answer(200, orjson.dumps(page if kind == "pages" else note), Content_Type=ACTIVITY_JSON)

    street.rude.scripts[f"{eve.path}/notes/0"] = step
    before = len(street.rude.asked)
    (found,) = (await street.search(f"{eve.uri}/notes/0"))["statuses"]
    await street.settle()
    assert found["uri"] == f"{eve.uri}/notes/0"
    asked = [one.target for one in street.rude.asked[before:]]
    notes = len({one for one in asked if one.startswith(f"{eve.path}/notes/")})
    pages = len({one for one in asked if one.startswith(f"{eve.path}/pages/")})
    # Once while alice waits, and once more by the job that goes on from there.
    assert (notes, pages) == (1 + 40 + 40, 20)
    assert len(asked) <= notes + pages + 10
