"""Edits from elsewhere, and of our own posts: kept, told, shown live (rows I-08, U-02, W-05)."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
from twisted.internet import reactor
from twisted.internet.task import deferLater

from gotosocial.handlers.shared.rewrite_status import StatusRewriter
from gotosocial.storage.stores import Transaction
from gotosocial.streaming.events import TOPIC, read_event
from gotosocial.text.clean import SLOW_LETTERS
from tests.support.beside import Beside


def edited(note: dict[str, Any], text: str, minutes: int = 1, **more: Any) -> dict[str, Any]:
    """Return the note with other words, some minutes after it was written."""
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    updated = at.isoformat(timespec="seconds").replace("+00:00", "Z")
    return {**note, "content": f"<p>{text}</p>", "updated": updated, **more}


async def test_who_has_to_do_with_a_post_hears_of_every_edit(here: Beside) -> None:
    carol, dora = await here.person("carol"), await here.person("dora")
    await here.let_follow(here.alice.account, await here.known())
    note = here.eve.note("first")
    await here.receive(here.eve.create(note))
    status = await here.status(note["id"])
    await carol.post(f"/api/v1/statuses/{status.id}/favourite")
    await here.alice.publish("answer", in_reply_to_id=status.id)
    events = []
    here.server.instance.cellar.bus.subscribe(TOPIC, lambda message: events.append(read_event(message)))

    mention = {"type": "Mention", "href": dora.account.uri, "name": "@dora"}
    changed = edited(note, "second", tag=[mention])
    await here.receive(here.eve.activity("Update", changed))
    assert (await here.status(note["id"])).content == "<p>second</p>"
    assert [edit.content for edit in await here.db.status_edits.list(status.id)] == ["<p>first</p>"]
    assert await here.notifications(carol) == ["update"]
    assert await here.notifications(here.alice) == ["update"]
    assert await here.notifications(dora) == ["mention"]
    live = [event for event in events if event.kind == "status.update"]
    assert [(event.id, event.to) for event in live] == [(status.id, (here.alice.id,))]

    first = (await carol.get("/api/v1/notifications")).json[0]["id"]
    await here.receive(here.eve.activity("Update", edited(note, "third", 2, tag=[mention])))
    assert await here.notifications(carol) == ["update"]
    assert (await carol.get("/api/v1/notifications")).json[0]["id"] != first
    assert await here.notifications(dora) == ["mention"]
    assert await here.db.status_edits.count(status.id) == 2


async def test_an_edit_that_changes_nothing_tells_nobody(here: Beside) -> None:
    await here.let_follow(here.alice.account, await here.known())
    note = here.eve.note("first")
    await here.receive(here.eve.create(note))
    status = await here.status(note["id"])
    await here.alice.post(f"/api/v1/statuses/{status.id}/favourite")
    await here.receive(here.eve.activity("Update", edited(note, "first")))
    assert await here.notifications(here.alice) == []
    assert await here.db.status_edits.count(status.id) == 0


async def test_an_edit_of_our_own_post_is_kept_and_told(here: Beside) -> None:
    await here.let_follow(await here.known(), here.alice.account)
    post = await here.alice.publish("first", visibility="public")
    before = await here.status(post["uri"])
    rewriter = StatusRewriter(here.server.instance.base.ulids, here.server.instance.base.clock)

    async def deed(t: Transaction) -> None:
        await rewriter.rewrite(t, before, attrs.evolve(before, content="<p>second</p>"), ())

    await here.db.transact(deed)
    await here.settle()
    (update,) = here.sent("Update")
    assert (update["object"]["content"], update["object"]["id"]) == ("<p>second</p>", post["uri"])
    assert update["object"]["updated"]
    assert update["id"].startswith(f"{post['uri']}/activity#Update/")
    assert [edit.content for edit in await here.db.status_edits.list(before.id)] == ["<p>first</p>"]
    assert (await here.alice.get(f"/api/v1/statuses/{post['id']}")).json["edited_at"] is not None


async def test_a_profile_ends_as_the_last_of_its_changes_says(here: Beside) -> None:
    await here.known()
    let_go = threading.Event()
    # Long texts are cleaned in a thread. The first change waits for it, and the second one needs none.
    busy = here.server.instance.base.texts.run(let_go.wait, 30)
    for name, summary in (("Eve the Second", "x" * (SLOW_LETTERS + 1)), ("Eve the Third", "short")):
        document = {**here.eve.document(), "name": name, "summary": summary}
        answer = await here.eve.post(here.server, "/inbox", here.eve.activity("Update", document))
        assert answer.status == 202
    await deferLater(reactor, 0.3)
    let_go.set()
    await busy
    await here.settle()
    assert (await here.known()).display_name == "Eve the Third"
