"""A server of some software in the tiny internet: its canned documents at their own addresses, over TLS.

    async with canned_servers(tmp_path) as village:
        mastodon = await village.server("mastodon")
        await village.follow(mastodon)
        await mastodon.say("create")

Alice lives on ``here.example``. The server ``mastodon.example`` answers for its actors and whatever it was
told to serve, and signs what it says with the key that its actors show.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import orjson

from gotosocial.activitypub.read.actor import read_actor
from gotosocial.crypto.digests import BodyDigest
from gotosocial.crypto.sign_requests import Address, Signer, sign_post
from gotosocial.models.status import Status
from tests.support.canned import load
from tests.support.instance import Person, Running
from tests.support.neighbours import db_of
from tests.support.peer import ACTIVITY_JSON, Peer, pem_of, rsa_key
from tests.support.three import fetched_a_while_ago
from tests.support.tiny_internet import TinyInternet, an_internet

HERE = "here.example"
Document = dict[str, Any]
HAVE_GROUPS = frozenset({"lemmy", "mobilizon", "peertube"})


@attrs.define(eq=False)
class CannedServer:
    """One server. ``marks`` are what stands in its documents for things of ours."""

    software: str
    peer: Peer
    here: Running
    marks: dict[str, str]

    def load(self, name: str, **marks: str) -> Document:
        """Return one of its documents."""
        return load(self.software, name, **{"PEM": pem_of(rsa_key()), **self.marks, **marks})

    def serve(self, document: Document) -> str:
        """Answer for a document at its own id, and return that."""
        uri: str = document["id"]
        return self.peer.serve(uri.removeprefix(f"https://{self.peer.host}"), document)

    def live(self, name: str) -> Document:
        """Let an actor live here, who is found by its name."""
        actor = self.load(name)
        self.serve(actor)
        if "#" not in actor["publicKey"]["id"]:
            # GoToSocial serves the key at an address of its own, with as much of the actor as it needs.
            stub = {one: actor[one] for one in ("@context", "id", "type", "preferredUsername", "publicKey")}
            self.peer.serve(actor["publicKey"]["id"].removeprefix(f"https://{self.peer.host}"), stub)
        self.peer.serve_webfinger(read_actor(actor).username, actor["id"])
        return actor

    async def say(self, what: str | Document, **marks: str) -> None:
        """Send an activity to Alice's server, signed by its actor, who has to be let in."""
        activity = self.load(what, **marks) if isinstance(what, str) else what
        body = orjson.dumps(activity)
        signed = sign_post(
            Signer(self._key_of(activity["actor"]), rsa_key()),
            Address("https", HERE, "/inbox"),
            BodyDigest.of(body),
            now=datetime.now(UTC),
        )
        headers = {"Host": HERE, "Content-Type": ACTIVITY_JSON, **dict(signed)}
        answer = await self.here.ask("POST", "/inbox", body, headers=headers)
        assert answer.status == 202, answer.body

    def heard(self, kind: str) -> list[Document]:
        """Return the activities of a type that came to the inboxes here."""
        bodies = [one.json for one in self.peer.inbox]
        return [body for body in bodies if body["type"] == kind]

    @property
    def actors(self) -> tuple[str, ...]:
        """The names of the documents of those who live here."""
        return ("actor", "group") if self.software in HAVE_GROUPS else ("actor",)

    def _key_of(self, actor: str) -> str:
        keys = {one["id"]: one["publicKey"]["id"] for one in map(self.load, self.actors)}
        key: str = keys[actor]
        return key


@attrs.define(eq=False)
class Village:
    """Alice, and the servers around her."""

    internet: TinyInternet
    here: Running
    alice: Person

    async def server(self, software: str) -> CannedServer:
        """Start a server of the software, with its actors."""
        peer = await self.internet.peer(f"{software}.example")
        marks = {"ME": self.alice.account.uri, "HANDLE": f"@alice@{HERE}"}
        server = CannedServer(software, peer, self.here, marks)
        for name in server.actors:
            server.live(name)
        return server

    async def settle(self) -> None:
        """Let everything that is on its way arrive and be worked through."""
        await self.internet.settle()

    async def find(self, server: CannedServer, name: str = "actor") -> Document:
        """Let Alice find one of its actors by name, and return the account that she sees."""
        actor = read_actor(server.load(name))
        handle = f"@{actor.username}@{server.peer.host}"
        (account,) = (await self.alice.get("/api/v2/search", q=handle, resolve=True)).json["accounts"]
        assert account["acct"] == handle[1:]
        assert isinstance(account, dict)
        return account

    async def follow(self, server: CannedServer, name: str = "actor") -> Document:
        """Let Alice follow one of its actors, in truth: asked, accepted; return the account."""
        account = await self.find(server, name)
        await self.alice.post(f"/api/v1/accounts/{account['id']}/follow")
        await self.settle()
        asked = server.heard("Follow")[-1]
        accept = {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": f"{asked['object']}#accepts/1",
            "type": "Accept",
            "actor": asked["object"],
            "object": asked,
        }
        await self.hear(server, accept)
        return account

    async def hear(self, server: CannedServer, what: str | Document, **marks: str) -> None:
        """Let a server say something, and everything that follows happen."""
        await server.say(what, **marks)
        await self.settle()

    async def home(self) -> list[Document]:
        """Return what Alice sees at home, newest first."""
        return list((await self.alice.get("/api/v1/timelines/home")).json)

    async def notifications(self) -> list[tuple[str, str]]:
        """Return the type of each notification, and who caused it."""
        found = (await self.alice.get("/api/v1/notifications")).json
        return [(one["type"], one["account"]["acct"]) for one in found]

    async def post(self, text: str = "mine") -> Document:
        """Let Alice publish something, and return it."""
        post = await self.alice.publish(text, visibility="public")
        await self.settle()
        return post

    async def known(self, uri: str) -> Status | None:
        """Return a status as it is stored, or None."""
        return await db_of(self.alice).statuses.find_by_uri(uri)

    async def ages(self, uri: str) -> None:
        """Let some minutes go by since a status was fetched."""
        await fetched_a_while_ago(self.alice, {"uri": uri})

    async def shown(self, uri: str) -> Document:
        """Return a status as Alice sees it."""
        known = await self.known(uri)
        assert known is not None, f"{uri} is not known"
        status: Document = (await self.alice.get(f"/api/v1/statuses/{known.id}")).json
        return status


@asynccontextmanager
async def canned_servers(folder: Path) -> AsyncIterator[Village]:
    """Start Alice's instance."""
    async with an_internet(folder) as internet:
        here = await internet.instance(HERE)
        yield Village(internet, here, await internet.person(here, "alice"))
