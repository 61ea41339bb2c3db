"""Order is not assumed: what belongs to an activity may come before it, twice, or after its end.

Eve's server speaks; Alice sees what comes of it in her app.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import orjson
import pytest
import pytest_twisted

from gotosocial.jobs.kinds import FetchFeatured
from tests.support.beside import Beside, beside
from tests.support.neighbours import hurry
from tests.support.peer import ACTIVITY_JSON
from tests.support.wire import ask

Activity = dict[str, Any]


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest_twisted.async_yield_fixture
async def here(kind: str, tmp_path: Path) -> AsyncIterator[Beside]:
    async with beside(kind, tmp_path) as started:
        yield started


async def follow(here: Beside) -> Activity:
    """Let Alice ask to follow Eve, and return what Eve's server hears of it."""
    (eve,) = (await here.alice.get("/api/v2/search", q=f"@{here.eve.handle}", resolve=True)).json["accounts"]
    await here.alice.post(f"/api/v1/accounts/{eve['id']}/follow")
    await here.settle()
    return here.sent("Follow")[-1]


async def follow_and_accept(here: Beside) -> Activity:
    asked = await follow(here)
    await here.receive(here.eve.activity("Accept", asked))
    return asked


async def home(here: Beside) -> list[str]:
    return [one["content"] for one in (await here.alice.get("/api/v1/timelines/home")).json]


async def relation(here: Beside) -> tuple[bool, bool, bool]:
    """Return whether Alice follows Eve, asks to, and is followed by her."""
    eve = await here.known()
    (found,) = (await here.alice.get("/api/v1/accounts/relationships", id=[eve.id])).json
    return found["following"], found["requested"], found["followed_by"]


async def counts(here: Beside, post: dict[str, Any]) -> tuple[int, int]:
    shown = (await here.alice.get(f"/api/v1/statuses/{post['id']}")).json
    return shown["favourites_count"], shown["reblogs_count"]


async def test_a_delete_overtakes_its_post(here: Beside) -> None:
    await follow_and_accept(here)
    note = here.eve.note("a mistake")
    await here.receive(here.eve.delete(note["id"]))
    await here.receive(here.eve.create(note))
    assert await home(here) == []
    await here.receive(here.eve.create(here.eve.note("meant")))
    assert await home(here) == ["<p>meant</p>"]


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("kind_of", ["Follow", "Like", "Announce", "Block"])
async def test_an_undo_overtakes_what_it_takes_back(here: Beside, kind_of: str, is_known: bool) -> None:
    post = await here.alice.publish("look", visibility="public")
    if is_known:
        await here.known()
    about = here.alice.account.uri if kind_of in ("Follow", "Block") else post["uri"]
    done = here.eve.activity(kind_of, about)
    await here.receive(here.eve.activity("Undo", done))
    await here.receive(done)
    assert await relation(here) == (False, False, False)
    assert await counts(here, post) == (0, 0)
    assert await here.notifications(here.alice) == []
    eve = await here.known()
    assert not (await here.db.viewers.load(here.alice.id)).is_cut_from(eve.id)

    await here.receive(again := here.eve.activity(kind_of, about))
    assert await here.notifications(here.alice) != [] or kind_of == "Block"
    await here.receive(here.eve.activity("Undo", again))
    assert await relation(here) == (False, False, False)
    assert await counts(here, post) == (0, 0)
    assert await here.notifications(here.alice) == []
    assert not (await here.db.viewers.load(here.alice.id)).is_cut_from(eve.id)


@pytest.mark.parametrize("kind_of", ["Follow", "Like", "Announce", "Block"])
async def test_what_was_undone_is_done_again_under_the_same_id(here: Beside, kind_of: str) -> None:
    """Misskey has one id for all follows of two people, Takahē also for likes and boosts."""
    post = await here.alice.publish("look", visibility="public")
    about = here.alice.account.uri if kind_of in ("Follow", "Block") else post["uri"]
    done = here.eve.activity(kind_of, about)
    undone = here.eve.activity("Undo", done)
    eve = await here.known()

    async def stands() -> bool:
        is_cut = (await here.db.viewers.load(here.alice.id)).is_cut_from(eve.id)
        return is_cut or (await relation(here))[2] or await counts(here, post) != (0, 0)

    overheard = []
    for old, (activity, wanted) in enumerate(((done, True), (undone, False), (done, True), (undone, False))):
        letter = here.eve.letter("/inbox", activity, late=timedelta(minutes=50 - 10 * old))
        assert (await letter.send(here.server)).status == 202
        await here.settle()
        assert await stands() == wanted, (kind_of, old)
        overheard += [letter] if wanted else []
    for letter in overheard:
        await letter.send(here.server)
    await here.settle()
    assert not await stands(), "who has overheard a request gets nothing by sending it again"


async def test_what_is_under_way_is_not_overtaken_by_its_undo(here: Beside) -> None:
    """Nobody knows Eve yet, and her server takes its time; meanwhile she has changed her mind twice."""
    name = f"/.well-known/webfinger?resource=acct:{here.eve.handle}"
    here.peer.answers[name] = attrs.evolve(here.peer.answers[name], delay=0.5)
    followed = here.eve.follow(here.alice.account.uri)
    minutes = 60
    for said in (followed, here.eve.activity("Undo", followed), followed):
        minutes -= 10
        await here.eve.post(here.server, "/inbox", said, late=timedelta(minutes=minutes))
    await here.settle()
    assert (await relation(here))[2]
    assert await here.notifications(here.alice) == ["follow"]


async def test_pins_are_told_without_an_id(here: Beside) -> None:
    """As Mastodon does, whose Add and Remove of a post are the same each time."""
    here.eve.more["featured"] = here.peer.uri("/users/eve/featured")
    here.eve.publish()
    await follow_and_accept(here)
    note = here.eve.note("pinned")
    eve = await here.known()
    page = {"@context": note["@context"], "type": "OrderedCollection", "id": here.eve.more["featured"]}
    minutes = 60
    for verb, items in (("Add", [note["id"]]), ("Remove", []), ("Add", [note["id"]]), ("Remove", [])):
        minutes -= 10
        here.peer.serve("/users/eve/featured", page | {"orderedItems": items})
        told = here.eve.activity(verb, note["id"], target=page["id"])
        del told["id"]
        await here.eve.post(here.server, "/inbox", told, late=timedelta(minutes=minutes))
        await here.settle()
        await hurry(here.alice, FetchFeatured)
        await here.settle()
        shown = (await here.alice.get(f"/api/v1/accounts/{eve.id}/statuses", pinned=True)).json
        assert [one["uri"] for one in shown] == items


async def test_an_update_of_something_unknown_brings_it_where_it_concerns_somebody(here: Beside) -> None:
    stranger = here.peer.person("stranger")
    await here.known(stranger)
    for actor in (stranger, here.eve):
        note = actor.note(f"by {actor.name}", updated="2026-01-01T00:00:00Z")
        await here.receive(actor.activity("Update", note, to=note["to"], cc=note["cc"]), by=actor)
        assert await here.find(note["id"]) is None
    await follow_and_accept(here)
    note = here.eve.note("edited before you saw it", updated="2026-01-01T00:00:00Z")
    await here.receive(here.eve.activity("Update", note, to=note["to"], cc=note["cc"]))
    assert await home(here) == ["<p>edited before you saw it</p>"]
    await here.receive(here.eve.create(note))
    assert await home(here) == ["<p>edited before you saw it</p>"]


async def test_the_same_post_twice_is_one_post(here: Beside) -> None:
    await follow_and_accept(here)
    note = here.eve.note(
        "hello", tag=[{"type": "Mention", "href": here.alice.account.uri, "name": "@alice@here.example"}]
    )
    create = here.eve.create(note)
    for activity in (create, create, here.eve.create(note), create | {"id": f"{create['id']}-again"}):
        await here.receive(activity)
    assert await home(here) == ["<p>hello</p>"]
    assert await here.notifications(here.alice) == ["mention"]
    assert (await here.known()).statuses_count == 1


async def test_a_second_update_with_the_same_id_does_its_work(here: Beside) -> None:
    await follow_and_accept(here)
    note = here.eve.note("one")
    await here.receive(here.eve.create(note))
    update = here.eve.activity("Update", note, to=note["to"], cc=note["cc"])
    for minute, text in enumerate(("two", "three", "three")):
        changed = note | {"content": f"<p>{text}</p>", "updated": f"2030-01-01T00:0{minute}:00Z"}
        await here.receive(update | {"object": changed})
        assert await home(here) == [f"<p>{text}</p>"]


async def test_an_older_update_changes_nothing_any_more(here: Beside) -> None:
    await follow_and_accept(here)
    note = here.eve.note("one")
    await here.receive(here.eve.create(note))
    for minute, text in ((5, "newest"), (3, "older")):
        changed = note | {"content": f"<p>{text}</p>", "updated": f"2026-11-01T00:0{minute}:00Z"}
        await here.receive(here.eve.activity("Update", changed, to=note["to"], cc=note["cc"]))
    assert await home(here) == ["<p>newest</p>"]


async def test_pins_follow_their_collection(here: Beside) -> None:
    featured = here.peer.uri("/users/eve/featured")
    here.eve.more["featured"] = featured
    here.eve.publish()
    await follow_and_accept(here)
    first, second = here.eve.note("first"), here.eve.note("second")
    eve = await here.known()

    async def pinned() -> list[str]:
        shown = (await here.alice.get(f"/api/v1/accounts/{eve.id}/statuses", pinned=True)).json
        return sorted(one["content"] for one in shown)

    for verb, items, wanted in (
        ("Add", [first], ["<p>first</p>"]),
        ("Add", [first, second], ["<p>first</p>", "<p>second</p>"]),
        ("Remove", [second], ["<p>second</p>"]),
        ("Remove", [], []),
    ):
        collection = {
            "type": "OrderedCollection",
            "id": featured,
            "orderedItems": [one["id"] for one in items],
        }
        here.peer.serve("/users/eve/featured", {"@context": first["@context"]} | collection)
        await here.receive(here.eve.activity(verb, first["id"], target=featured))
        await hurry(here.alice, FetchFeatured)
        await here.settle()
        assert await pinned() == wanted
    assert await home(here) == [], "pins are no news"


async def test_an_accept_comes_twice_and_a_reject_has_the_last_word(here: Beside) -> None:
    asked = await follow(here)
    assert await relation(here) == (False, True, False)
    for _ in range(2):
        await here.receive(here.eve.activity("Accept", asked))
        assert await relation(here) == (True, False, False)
    assert (await here.known()).followers_count == 1
    await here.receive(here.eve.activity("Reject", asked))
    assert await relation(here) == (False, False, False)
    await here.receive(here.eve.activity("Accept", asked))
    assert await relation(here) == (False, False, False)
    assert (await here.known()).followers_count == 0


async def test_an_answer_overtakes_nothing_that_was_never_asked(here: Beside) -> None:
    await here.known()
    never = {
        "id": f"{here.alice.account.uri}/follow/01HV0000000000000000000002",
        "type": "Follow",
        "actor": here.alice.account.uri,
        "object": here.eve.uri,
    }
    await here.receive(here.eve.activity("Accept", never))
    assert await relation(here) == (False, False, False)


async def test_a_follow_that_comes_again_is_answered_again(here: Beside) -> None:
    first, second = here.eve.follow(here.alice.account.uri), here.eve.follow(here.alice.account.uri)
    body = orjson.dumps(first)
    once = {"Content-Type": ACTIVITY_JSON} | here.eve.headers("POST", "/inbox", body)
    for _ in range(2):
        assert (await ask(here.server.port, "POST", "/inbox", once, body)).status == 202
        await here.settle()
    await here.receive(second)
    answered = [one["object"]["id"] for one in here.sent("Accept")]
    assert answered == [first["id"], second["id"]]
    assert await here.notifications(here.alice) == ["follow"]
    await here.receive(here.eve.activity("Undo", first))
    assert await relation(here) == (False, False, False)


async def test_who_asked_while_the_account_was_locked_is_accepted_when_asking_again(here: Beside) -> None:
    first, second = here.eve.follow(here.alice.account.uri), here.eve.follow(here.alice.account.uri)
    await here.alice.ask("PATCH", "/api/v1/accounts/update_credentials", {"locked": True})
    await here.receive(first)
    assert await here.notifications(here.alice) == ["follow_request"]
    await here.alice.ask("PATCH", "/api/v1/accounts/update_credentials", {"locked": False})
    assert here.sent("Accept") == [], "who waits is decided about by hand"
    await here.receive(second)
    assert [one["object"]["id"] for one in here.sent("Accept")] == [second["id"]]
    assert (await here.alice.get("/api/v1/follow_requests")).json == []
    assert await here.notifications(here.alice) == ["follow"]
