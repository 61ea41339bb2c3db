"""Answers that are kept are never stale and never anybody else's.

After each kind of change every kept route is asked by everybody, then asked again after everything that is
cached was thrown away: both answers must be the same. What was asked last before a change is kept when the
change comes.
"""

from collections.abc import Awaitable, Callable
from io import StringIO
from pathlib import Path
from typing import Any

import attrs
import orjson
from twisted.internet import reactor

from gotosocial.app.commands.admin_account_promote import AdminAccountPromote
from gotosocial.app.process import Process
from gotosocial.config.sections.command_line import Arguments
from gotosocial.crypto.tokens import digest, new_token
from gotosocial.models.instance import Rule
from gotosocial.storage.bus import LOST
from tests.support.all_routes import UNKNOWN_ID, all_routes
from tests.support.builders import a_media, a_token, an_application, an_id
from tests.support.counting import counted
from tests.support.instance import HOST, Person, Running, a_config, running, started
from tests.support.keep import keep
from tests.support.waiting import until
from tests.support.wire import request

HOME = "/api/v1/timelines/home"
PUBLIC = "/api/v1/timelines/public"
OWN = "/api/v1/accounts/verify_credentials"

Answers = dict[tuple[str, str], Any]
Deed = Callable[["Town"], Awaitable[object]]


@attrs.define
class Town:
    """Three people, what they have written, and everything that they can look at."""

    server: Running
    people: dict[str, Person]
    made: dict[str, str] = attrs.field(factory=dict)

    def __getattr__(self, name: str) -> Person:
        return self.people[name]

    def views(self) -> list[str]:
        """Return the paths of every kept route."""
        ids = [person.id for person in self.people.values()]
        shown = [one for key, one in self.made.items() if key != "media"]
        return [
            *(HOME, PUBLIC, f"{PUBLIC}?local=true", "/api/v1/timelines/tag/word", OWN),
            *("/api/v1/instance", "/api/v2/instance", "/api/v1/notifications"),
            *(f"/api/v1/accounts/{one}" for one in ids),
            *(f"/api/v1/accounts/{one}/statuses" for one in ids),
            *(f"/api/v1/statuses/{one}" for one in shown),
            "/api/v1/accounts/relationships?" + "&".join(f"id[]={one}" for one in ids),
            f"/.well-known/webfinger?resource=acct:alice@{HOST}",
        ]

    async def look(self) -> Answers:
        """Let everybody, strangers too, look at everything."""
        tokens = {name: person.token for name, person in self.people.items()} | {"nobody": ""}
        found: Answers = {}
        wire = await self.server.open()
        for name, token in tokens.items():
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            for path in self.views():
                wire.send(request("GET", path, headers))
                answer = await wire.answer()
                found[name, path] = (answer.status, answer.headers.get("link"), _without_counts(answer.body))
        wire.hang_up()
        return found

    async def look_afresh(self) -> Answers:
        """Look after everything that was cached is gone."""
        self.server.instance.cellar.bus.lost()
        return await self.look()

    async def does(self, name: str, method: str, path: str, body: Any = None) -> Any:
        """Let somebody do something that must succeed, and what follows from it happen."""
        answer = await self.people[name].ask(method, f"/api/v1/{path}", body or {})
        assert answer.status == 200, answer.body
        await self.server.settle()
        return answer.json


async def a_town(server: Running) -> Town:
    people = {name: await server.person(name) for name in ("alice", "bob", "carol")}
    return Town(server, people)


def _without_counts(body: bytes) -> Any:
    """The counts of the whole instance are renewed every few minutes, whatever happens."""
    value = orjson.loads(body)
    if isinstance(value, dict):
        for name in ("stats", "usage"):
            value.pop(name, None)
    return value


def posts(name: str, key: str, text: str, **more: Any) -> Deed:
    async def deed(town: Town) -> None:
        body = {"status": text, "visibility": "public", **more}
        if "in_reply_to_id" in more:
            body["in_reply_to_id"] = town.made[more["in_reply_to_id"]]
        town.made[key] = (await town.does(name, "POST", "statuses", body))["id"]

    return deed


def marks(name: str, key: str, verb: str) -> Deed:
    return lambda town: town.does(name, "POST", f"statuses/{town.made[key]}/{verb}")


def treats(name: str, whom: str, verb: str, **body: Any) -> Deed:
    return lambda town: town.does(name, "POST", f"accounts/{town.people[whom].id}/{verb}", body)


def edits(name: str, **body: Any) -> Deed:
    return lambda town: town.does(name, "PATCH", "accounts/update_credentials", body)


def removes(name: str, key: str) -> Deed:
    return lambda town: town.does(name, "DELETE", f"statuses/{town.made[key]}")


async def posts_a_picture(town: Town) -> None:
    media = a_media(of=town.alice.account)
    await keep(town.server.instance.cellar.db, media)
    town.made["media"] = media.id
    body = {"status": "look", "visibility": "public", "media_ids": [media.id]}
    town.made["picture"] = (await town.does("alice", "POST", "statuses", body))["id"]


async def describes_the_picture(town: Town) -> None:
    await town.does("alice", "PUT", f"media/{town.made['media']}", {"description": "a cat"})


async def dismisses(town: Town) -> None:
    newest = (await town.alice.get("/api/v1/notifications")).json[0]["id"]
    await town.does("alice", "POST", f"notifications/{newest}/dismiss")


async def asks_a_locked_one(town: Town) -> None:
    await town.does("carol", "POST", f"accounts/{town.bob.id}/follow")


async def rules_change(town: Town) -> None:
    await town.server.instance.cellar.db.rules.insert(Rule(id=an_id(), text="Be kind", position=1))


async def texts_change(town: Town) -> None:
    db = town.server.instance.cellar.db
    texts = await db.instance_texts.get()
    changed = attrs.evolve(texts, title="A new name", contact_account_id=town.alice.id)
    await db.instance_texts.update(changed)


def answers_the_request(verb: str) -> Deed:
    return lambda town: town.does("bob", "POST", f"follow_requests/{town.carol.id}/{verb}")


def cleared(town: Town) -> Awaitable[object]:
    return town.does("alice", "POST", "notifications/clear")


CHANGES: list[tuple[str, Deed, set[str]]] = [
    ("follow", treats("bob", "alice", "follow"), {"alice", "bob"}),
    ("follow back", treats("alice", "bob", "follow"), {"alice", "bob"}),
    ("post", posts("alice", "first", "hello #word"), {"alice", "bob", "carol"}),
    ("post for followers", posts("alice", "second", "for you #word", visibility="private"), {"alice", "bob"}),
    ("mention", posts("bob", "third", "@alice hello", visibility="direct"), {"alice", "bob"}),
    ("reply", posts("carol", "reply", "@alice yes", in_reply_to_id="first"), {"alice", "carol"}),
    ("favourite", marks("bob", "first", "favourite"), {"alice", "bob", "carol"}),
    ("unfavourite", marks("bob", "first", "unfavourite"), {"alice", "bob", "carol"}),
    ("boost", marks("bob", "first", "reblog"), {"alice", "bob", "carol"}),
    ("unboost", marks("bob", "first", "unreblog"), {"alice", "bob", "carol"}),
    ("bookmark", marks("carol", "first", "bookmark"), {"carol"}),
    ("unbookmark", marks("carol", "first", "unbookmark"), {"carol"}),
    ("pin", marks("alice", "first", "pin"), {"alice"}),
    ("unpin", marks("alice", "first", "unpin"), {"alice"}),
    ("mute a thread", marks("alice", "first", "mute"), {"alice"}),
    ("hear a thread", marks("alice", "first", "unmute"), {"alice"}),
    ("note", treats("bob", "alice", "note", comment="from school"), {"bob"}),
    ("mute", treats("bob", "alice", "mute"), {"bob"}),
    ("unmute", treats("bob", "alice", "unmute"), {"bob"}),
    ("no boosts", treats("bob", "alice", "follow", reblogs=False), {"bob"}),
    ("block", treats("alice", "carol", "block"), {"alice", "carol"}),
    ("unblock", treats("alice", "carol", "unblock"), {"alice", "carol"}),
    ("profile", edits("alice", display_name="Alice A.", note="new"), {"alice", "bob", "carol"}),
    ("settings", edits("alice", source={"privacy": "private", "language": "de"}), {"alice"}),
    ("lock", edits("bob", locked=True), {"alice", "bob"}),
    ("request", asks_a_locked_one, {"bob", "carol"}),
    ("authorize", answers_the_request("authorize"), {"bob", "carol"}),
    ("unfollow", treats("carol", "bob", "unfollow"), {"bob", "carol"}),
    ("request again", asks_a_locked_one, {"bob", "carol"}),
    ("reject", answers_the_request("reject"), {"bob", "carol"}),
    ("picture", posts_a_picture, {"alice", "carol"}),
    ("description", describes_the_picture, {"alice", "carol"}),
    ("dismiss", dismisses, {"alice"}),
    ("clear", cleared, {"alice"}),
    ("delete", removes("alice", "first"), {"alice", "carol"}),
    ("rules", rules_change, {"alice", "bob", "carol", "nobody"}),
    ("texts", texts_change, {"alice", "bob", "carol", "nobody"}),
]


async def test_every_change_shows_at_once(server: Running) -> None:
    town = await a_town(server)
    before = await town.look_afresh()
    for name, deed, concerned in CHANGES:
        await deed(town)
        after = await town.look()
        fresh = await town.look_afresh()
        stale = [view for view in fresh if after[view] != fresh[view]]
        assert not stale, f"after {name!r}: {stale}"
        changed = {view[0] for view in before if fresh.get(view) != before[view]}
        assert concerned <= changed, f"{name!r} changed something for {changed} only"
        before = fresh


def is_asked(parts: list[str], view: list[str]) -> bool:
    """Tell whether the view leads through the route; in place of a name stands an id, or the tag."""
    pairs = zip(parts, view, strict=False)
    return len(parts) == len(view) and all(
        one == "word" or one.isupper() if part.startswith("{") else part == one for part, one in pairs
    )


async def test_every_kept_route_is_looked_at(server: Running) -> None:
    town = await a_town(server)
    town.made["any"] = UNKNOWN_ID
    views = [path.partition("?")[0].split("/") for path in town.views()]
    for route in all_routes(server):
        parts = route.path.split("/")
        if route.is_kept:
            assert any(is_asked(parts, view) for view in views), route.path


async def test_a_second_look_asks_the_database_nothing(kind: str, tmp_path: Path) -> None:
    async with counted(kind, tmp_path) as both:
        town = await a_town(both.server)
        await town.does("alice", "POST", "statuses", {"status": "hello #word"})
        await town.look()
        await both.server.settle()
        await town.look()
        asked = len(both.engine.statements)
        await town.look()
        assert len(both.engine.statements) == asked


async def test_an_answer_belongs_to_who_asked(kind: str, tmp_path: Path) -> None:
    async with running(kind, tmp_path) as server:
        town = await a_town(server)
        await town.does("alice", "POST", "statuses", {"status": "for me alone", "visibility": "direct"})
        seen = await town.does("alice", "POST", "statuses", {"status": "for all", "visibility": "public"})
        await town.does("alice", "POST", f"statuses/{seen['id']}/favourite")
        application = an_application(scopes=frozenset({"read"}))
        secret = new_token()
        token = a_token(application, None, digest=digest(secret), scopes=frozenset({"read"}))
        narrow = await server.person("narrow", scopes=frozenset({"write"}))
        await keep(server.instance.cellar.db, application, token)
        for _ in range(2):
            assert (await town.alice.get(PUBLIC)).json[0]["content"] == "<p>for all</p>"
            assert len((await town.alice.get(HOME)).json) == 2
            assert (await town.bob.get(HOME)).json == []
            own = [(await one.get(OWN)).json["username"] for one in (town.alice, town.bob)]
            assert own == ["alice", "bob"]
            for path in (PUBLIC, HOME, OWN, "/api/v1/notifications"):
                assert (await server.ask("GET", path)).status == 401, path
                assert (await narrow.get(path)).status == 403, path
                assert (await server.ask("GET", path, token="nonsense")).status == 401, path
            for path in (PUBLIC, HOME, OWN, "/api/v1/notifications"):
                assert (await server.ask("GET", path, token=secret)).status in (401, 403), path
            assert (await town.alice.get(PUBLIC)).json[0]["favourited"]
        await server.instance.cellar.db.access_tokens.delete(digest(town.alice.token))
        assert (await town.alice.get(HOME)).status == 401


async def test_marks_of_one_person_are_not_shown_to_others(kind: str, tmp_path: Path) -> None:
    async with running(kind, tmp_path, instance={"expose_public_timeline": True}) as server:
        town = await a_town(server)
        status = await town.does("alice", "POST", "statuses", {"status": "hello", "visibility": "public"})
        await town.does("bob", "POST", f"statuses/{status['id']}/favourite")
        application, secret = an_application(scopes=frozenset({"read"})), new_token()
        of_nobody = a_token(application, None, digest=digest(secret), scopes=frozenset({"read"}))
        await keep(server.instance.cellar.db, application, of_nobody)
        for _ in range(2):
            seen = [(await one.get(PUBLIC)).json[0] for one in (town.bob, town.alice)]
            assert [one["favourited"] for one in seen] == [True, False]
            for token in ("", secret):
                assert not (await server.ask("GET", PUBLIC, token=token)).json[0].get("favourited")


async def test_a_question_in_a_body_has_an_answer_of_its_own(server: Running) -> None:
    alice = await server.person("alice")
    path = "/api/v1/accounts/relationships"
    for _ in range(2):
        assert (await alice.get(path)).json == []
        assert len((await alice.ask("GET", path, {"id": [alice.id]})).json) == 1


async def test_a_command_beside_the_server_is_seen(tmp_path: Path) -> None:
    config = await a_config("sqlite", tmp_path)
    async with started(config) as server:
        alice = await server.person("alice")
        heard: list[str] = []
        server.instance.cellar.bus.subscribe(LOST, heard.append)
        assert (await alice.get(OWN)).json["role"]["name"] == "user"
        command = AdminAccountPromote(Process(reactor, StringIO()))
        assert await command.run(config, Arguments(username="alice")) == 0
        await until(lambda: bool(heard))
        assert (await alice.get(OWN)).json["role"]["name"] == "admin"


async def test_another_process_is_heard(tmp_path: Path) -> None:
    config = await a_config("postgres", tmp_path)
    async with started(config) as here, started(config) as there:
        alice = await here.person("alice")
        heard: list[str] = []
        there.instance.cellar.bus.subscribe("timelines", heard.append)
        assert (await there.here(alice).get(HOME)).json == []
        status = await alice.publish("hello")
        await until(lambda: bool(heard))
        assert [one["id"] for one in (await there.here(alice).get(HOME)).json] == [status["id"]]
