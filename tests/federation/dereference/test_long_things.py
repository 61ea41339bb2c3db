"""What is long is read in a thread, so that nobody else waits for it."""

import threading
from typing import Any

import pytest
from twisted.internet import reactor
from twisted.internet.task import deferLater

from gotosocial.text.clean import SLOW_LETTERS
from gotosocial.util import flow
from gotosocial.util.flow import Threads
from tests.support.fetching import Fetching
from tests.support.peer import Peer, Served

LONG = "x" * (SLOW_LETTERS // 10)
FILES = [
    {"type": "Document", "mediaType": "text/plain", "url": f"https://far.example/{number}", "name": LONG}
    for number in range(11)
]
CHOICES = [{"type": "Note", "name": f"{number} {LONG}"} for number in range(11)]


async def waits_for_a_thread(threads: Threads, fetching: Any, peer: Peer, path: str) -> Any:
    """Check that what was asked for at the path is not read while no thread is free; return the outcome."""
    let_go = threading.Event()
    busy = threads.run(let_go.wait, 30)
    fetched = flow.start(fetching)
    while not peer.asked_for(path):
        await deferLater(reactor, 0.01)
    await deferLater(reactor, 0.2)
    assert not fetched.called, "it was read on the reactor"
    let_go.set()
    await busy
    return await fetched


@pytest.mark.parametrize("much", [{"attachment": FILES}, {"type": "Question", "oneOf": CHOICES}])
async def test_a_status_that_is_long_in_all(here: Fetching, peer: Peer, much: dict[str, Any]) -> None:
    note = peer.person("eve").note("short", **much)
    path = note["id"].removeprefix(peer.uri(""))
    threads = here.statuses.keeper.wording.threads
    status = await waits_for_a_thread(threads, here.statuses.by_uri(note["id"]), peer, path)
    assert (status.poll_id != "") == ("oneOf" in much)


async def test_what_a_server_says_about_robots_and_itself(here: Fetching, peer: Peer) -> None:
    peer.answers["/robots.txt"] = Served(body=b"User-agent: *\nDisallow: /x\n", content_type="text/plain")
    peer.serve("/api/v1/instance", {"title": "A place"}, content_type="application/json")
    instances = here.fetchers.instances
    found = await waits_for_a_thread(instances.threads, instances.fetch(peer.host), peer, "/robots.txt")
    assert found.title == "A place"
