"""toot, the Mastodon client for terminals, as the program that people run (row K4-16)."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest

from tests.support import films
from tests.support.browser import Browser
from tests.support.pictures import jpeg
from tests.support.server_process import PASSWORD, ServerProcess
from tests.support.waiting import look_until

_LOGIN_URL = re.compile(r"^http://\S+/oauth/authorize/?\?\S+$", re.MULTILINE)


@attrs.frozen
class Toot:
    """The program with a configuration of its own."""

    home: Path

    def run(self, *argv: str, text: str = "") -> str:
        """Run a command to its end and return what it prints; it must succeed."""
        done = subprocess.run(
            self.command(*argv),
            env=self.environment(),
            input=text,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"toot {' '.join(argv)}: {done.stdout}{done.stderr}"
        return done.stdout

    def json(self, *argv: str) -> Any:
        """Run a command and read what it prints as JSON."""
        return json.loads(self.run(*argv, "--json"))

    def sign_in(self, url: str, email: str) -> None:
        """Answer the questions of ``toot login`` as somebody with a browser beside the terminal."""
        running = subprocess.Popen(
            self.command("login", "--instance", url),
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert running.stdin is not None
        assert running.stdout is not None
        said = ""
        while not (found := _LOGIN_URL.search(said)):
            line = running.stdout.readline()
            assert line, f"toot login ended: {said}"
            said += line
        code = Browser().authorize(found[0], email=email, password=PASSWORD)
        rest, _ = running.communicate(f"n\n{code}\n", timeout=60)
        assert running.returncode == 0, said + rest
        assert "Successfully logged in" in rest

    def command(self, *argv: str) -> list[str]:
        """Return the command line."""
        return [sys.executable, "-m", "toot", "--no-color", *argv]

    def environment(self) -> dict[str, str]:
        """Return an environment in which the program finds only its own settings."""
        mine = {"XDG_CONFIG_HOME": str(self.home), "HOME": str(self.home), "PYTHONUNBUFFERED": "1"}
        return dict(os.environ) | mine


def signed_in(house: ServerProcess, folder: Path, name: str) -> Toot:
    toot = Toot(folder)
    toot.sign_in(house.url, f"{name}@localhost")
    return toot


@pytest.fixture(scope="module")
def alice(house: ServerProcess, tmp_path_factory: pytest.TempPathFactory) -> Toot:
    """The terminal of alice."""
    return signed_in(house, tmp_path_factory.mktemp("alice"), "alice")


@pytest.fixture(scope="module")
def bob(house: ServerProcess, tmp_path_factory: pytest.TempPathFactory) -> Toot:
    """The terminal of bob, whom everybody may follow."""
    toot = signed_in(house, tmp_path_factory.mktemp("bob"), "bob")
    toot.run("update-account", "--no-locked")
    return toot


def test_it_knows_who_it_is_and_where(house: ServerProcess, alice: Toot) -> None:
    assert "@alice" in alice.run("whoami")
    assert f"alice@localhost:{house.port}" in alice.run("auth")
    assert alice.json("instance")["uri"] == f"localhost:{house.port}"
    assert "localhost" in alice.run("instance")


def test_a_post_with_two_files_and_what_others_do_with_it(alice: Toot, bob: Toot, tmp_path: Path) -> None:
    picture = tmp_path / "hill.jpg"
    picture.write_bytes(jpeg())
    film = tmp_path / "waves.mp4"
    film.write_bytes(films.padded(films.film("mp4", "libx264", "aac")))
    status = alice.json(
        *("post", "Look, @bob, a #hill", "--media", str(picture), "--description", "A hill."),
        *("--media", str(film), "--description", "Waves."),
        *("--visibility", "public", "--spoiler-text", "a hill", "--language", "en"),
    )
    shown = [(one["type"], one["description"]) for one in status["media_attachments"]]
    assert shown == [("image", "A hill."), ("video", "Waves.")]
    number = status["id"]
    assert "/attachment/original" in bob.run("status", number)

    bob.run("favourite", number)
    bob.run("reblog", number)
    bob.run("bookmark", number)
    reply = bob.json("post", "A fine one", "--reply-to", number)
    assert reply["in_reply_to_id"] == number
    seen = alice.json("status", number)
    assert (seen["favourites_count"], seen["reblogs_count"], seen["replies_count"]) == (1, 1, 1)
    assert "bob" in alice.run("reblogged-by", number)
    assert "A fine one" in alice.run("thread", number)
    assert "Look, @bob" in bob.run("bookmarks", "--once")

    kinds = [one["type"] for one in alice.json("notifications")]
    assert {"favourite", "reblog"} <= set(kinds)
    assert "boosted your status" in alice.run("notifications")
    mentions = bob.json("notifications", "--type", "mention")
    assert [one["status"]["id"] for one in mentions] == [number]

    bob.run("unfavourite", number)
    bob.run("unreblog", number)
    bob.run("unbookmark", number)
    assert alice.json("status", number)["favourites_count"] == 0
    alice.run("pin", number)
    alice.run("unpin", number)
    alice.run("delete", number)
    assert "Look, @bob" not in bob.run("bookmarks", "--once")


def test_following_fills_the_home_timeline(alice: Toot, bob: Toot) -> None:
    assert "You are now following" in alice.run("follow", "bob")
    written = [bob.json("post", f"post {number}", "--visibility", "public")["id"] for number in range(3)]

    def home() -> list[str]:
        return [one["id"] for one in alice.json("timelines", "home", "--limit", "3")]

    look_until(home, lambda seen: seen == written[::-1])
    assert "post 2" in alice.run("timelines", "public", "--local", "--no-pager")
    older = alice.json("timelines", "home", "--limit", "1", "--max-id", written[1])
    assert [one["id"] for one in older] == [written[0]]
    assert "@bob" in alice.run("following")
    assert "@alice" in bob.run("followers")
    assert "follow" in [one["type"] for one in bob.json("notifications")]
    alice.run("unfollow", "bob")
    bob.run("notifications", "--clear")
    assert bob.json("notifications") == []


def test_the_profile_and_those_whom_one_does_not_want_to_see(
    alice: Toot, bob: Toot, tmp_path: Path
) -> None:
    portrait = tmp_path / "me.jpg"
    portrait.write_bytes(jpeg())
    alice.run("update-account", "--display-name", "Alice A.", "--note", "hello", "--avatar", str(portrait))
    assert "Alice A." in bob.run("whois", "alice")
    assert "alice" in bob.run("search", "alice")
    alice.run("mute", "bob")
    assert "bob" in alice.run("muted")
    alice.run("unmute", "bob")
    alice.run("block", "bob")
    assert "bob" in alice.run("blocked")
    alice.run("unblock", "bob")


def test_errors_are_shown_in_words(alice: Toot) -> None:
    done = subprocess.run(
        alice.command("status", "01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        env=alice.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "not found" in done.stderr.lower()
