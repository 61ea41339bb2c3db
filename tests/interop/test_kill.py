"""kill -9 in the middle of a burst of posts: what was answered is there, everywhere, once."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
import pytest_twisted
import requests

from tests.support.browser import Caller, sign_in
from tests.support.databases import KINDS
from tests.support.server_process import PASSWORD, ServerProcess, database_flags

ROUNDS = 3
POSTERS = 4
ANSWERS_BEFORE_THE_KILL = 12


@pytest_twisted.async_fixture(params=KINDS)
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> ServerProcess:
    """An instance that does not run yet."""
    return ServerProcess(tmp_path, await database_flags(str(request.param), tmp_path))


@attrs.define
class Burst:
    """Several posters at once; each post has a key, so that it can be sent again."""

    author: Caller
    name: str
    answered: dict[str, str] = attrs.field(factory=dict)
    unsure: list[str] = attrs.field(factory=list)
    refused: list[str] = attrs.field(factory=list)
    _is_over: threading.Event = attrs.field(factory=threading.Event)

    def run(self, strike: Callable[[], None]) -> None:
        """Post until the server has answered some, strike it down, and wait for all posters."""
        threads = [threading.Thread(target=self._post_on, args=(number,)) for number in range(POSTERS)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 60
        while len(self.answered) < ANSWERS_BEFORE_THE_KILL and time.monotonic() < deadline:
            time.sleep(0.001)
        strike()
        self._is_over.set()
        for thread in threads:
            thread.join()

    def send(self, key: str) -> str:
        """Send one post, for the first time or again; return its id."""
        answer = self.author.ask(
            "POST",
            "/api/v1/statuses",
            json={"status": f"{key} for @bob", "visibility": "public"},
            headers={"Idempotency-Key": key},
        )
        if answer.status_code != 200:
            self.refused.append(f"{answer.status_code} {answer.text[:200]}")
            raise requests.ConnectionError(answer.text)
        return str(answer.json()["id"])

    def _post_on(self, poster: int) -> None:
        number = 0
        while not self._is_over.is_set():
            key = f"{self.name}-{poster}-{number}"
            number += 1
            try:
                self.answered[key] = self.send(key)
            except requests.RequestException:
                self.unsure.append(key)
                return


def test_what_was_answered_survives_kill_9(server: ServerProcess) -> None:
    with server:
        for name in ("alice", "bob"):
            server.account(name)
        alice, bob = (sign_in(server.url, f"{name}@localhost", PASSWORD) for name in ("alice", "bob"))
        alice.ask("PATCH", "/api/v1/accounts/update_credentials", json={"locked": False})
        author = alice.get("/api/v1/accounts/verify_credentials")["id"]
        assert bob.post(f"/api/v1/accounts/{author}/follow")["following"]

        bursts = []
        for number in range(ROUNDS):
            burst = Burst(alice, f"round{number}")
            burst.run(server.kill)
            assert not burst.refused
            assert len(burst.answered) >= ANSWERS_BEFORE_THE_KILL
            bursts.append(burst)
            server.start()

        posts = {key: post for burst in bursts for key, post in burst.answered.items()}
        for burst in bursts:
            for key, post in burst.answered.items():
                assert burst.send(key) == post, "sent again, it became another post"
            posts |= {key: burst.send(key) for key in burst.unsure}
        wanted = Counter(posts.values())
        assert set(wanted.values()) == {1}

        for what, look in views(author, alice, bob).items():
            eventually(what, look, wanted)
        texts = Counter(one["content"] for one in alice.pages(f"/api/v1/accounts/{author}/statuses"))
        assert set(texts.values()) == {1}
        assert alice.get("/api/v1/accounts/verify_credentials")["statuses_count"] == len(posts)
        assert server.stop() == 0
        assert "Traceback" not in server.log(), server.log()


def views(author: str, alice: Caller, bob: Caller) -> dict[str, Callable[[], "Counter[str]"]]:
    """Return the places where every post must be, each with a way to count the posts there."""

    def ids(caller: Caller, path: str) -> Callable[[], "Counter[str]"]:
        return lambda: Counter(one["id"] for one in caller.pages(path))

    def mentions() -> "Counter[str]":
        found: list[dict[str, Any]] = bob.pages("/api/v1/notifications")
        return Counter(one["status"]["id"] for one in found if one["type"] == "mention")

    return {
        "the profile": ids(bob, f"/api/v1/accounts/{author}/statuses"),
        "the author's home timeline": ids(alice, "/api/v1/timelines/home"),
        "the follower's home timeline": ids(bob, "/api/v1/timelines/home"),
        "the local timeline": ids(bob, "/api/v1/timelines/public"),
        "the mentioned one's notifications": mentions,
    }


def eventually(what: str, look: Callable[[], "Counter[str]"], wanted: "Counter[str]") -> None:
    """Look until everything is there; too much of anything is wrong at once."""
    seen: Counter[str] = Counter()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        seen = look()
        assert not seen - wanted, f"{what} has something twice, or something else: {seen - wanted}"
        if seen == wanted:
            return
        time.sleep(0.1)
    raise AssertionError(f"{what} lacks {wanted - seen}")
