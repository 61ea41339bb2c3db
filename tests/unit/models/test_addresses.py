"""Local addresses have the layout that peers and clients rely on."""

from pathlib import Path

import pytest

from gotosocial.models.addresses import (
    DEFAULT_AVATARS,
    Addresses,
    create_of,
    delete_of,
    undo_of,
    update_of,
)

ROOT = Path(__file__).resolve().parents[3]
HERE = Addresses("https://social.example", "social.example", "example")
ALICE = "https://social.example/users/alice"


@pytest.mark.parametrize(
    ("made", "wanted"),
    [
        (HERE.actor("alice"), ALICE),
        (HERE.profile_url("alice"), "https://social.example/@alice"),
        (HERE.inbox("alice"), ALICE + "/inbox"),
        (HERE.outbox("alice"), ALICE + "/outbox"),
        (HERE.followers("alice"), ALICE + "/followers"),
        (HERE.following("alice"), ALICE + "/following"),
        (HERE.featured("alice"), ALICE + "/collections/featured"),
        (HERE.main_key("alice"), ALICE + "#main-key"),
        (HERE.under("alice").featured_tags, ALICE + "/collections/tags"),
        (HERE.shared_inbox, "https://social.example/inbox"),
        (HERE.report("1"), "https://social.example/reports/1"),
        (create_of(HERE.status("alice", "1")), ALICE + "/statuses/1/activity#Create"),
        (update_of(HERE.status("alice", "1"), "2"), ALICE + "/statuses/1/activity#Update/2"),
        (delete_of(HERE.status("alice", "1")), ALICE + "/statuses/1#Delete"),
        (undo_of(HERE.like("alice", "1")), ALICE + "/liked/1#Undo"),
        (HERE.status("alice", "1"), ALICE + "/statuses/1"),
        (HERE.status_url("alice", "1"), "https://social.example/@alice/statuses/1"),
        (HERE.follow("alice", "1"), ALICE + "/follow/1"),
        (HERE.like("alice", "1"), ALICE + "/liked/1"),
        (HERE.block("alice", "1"), ALICE + "/blocks/1"),
        (HERE.activity("alice", "updates", "1"), ALICE + "/updates/1"),
        (HERE.tag("cats"), "https://social.example/tags/cats"),
        (HERE.file("A/attachment/original/M.png"), "https://social.example/fileserver/A/attachment/original/M.png"),
        (HERE.emoji("1"), "https://social.example/emoji/1"),
        (HERE.instance_actor, "https://social.example/users/social.example"),
        (HERE.default_header, "https://social.example/assets/default_header.webp"),
        (HERE.streaming, "wss://social.example"),
    ],
)
def test_each_thing_has_its_place(made: str, wanted: str) -> None:
    assert made == wanted


def test_ids_are_built_from_the_host_and_never_from_the_account_domain() -> None:
    assert "//example" not in HERE.actor("alice")


def test_an_instance_without_tls_streams_without_tls() -> None:
    assert Addresses("http://localhost:8080", "localhost:8080", "localhost:8080").streaming == (
        "ws://localhost:8080"
    )


def test_every_default_avatar_is_bundled() -> None:
    bundled = {path.name for path in (ROOT / "res/static/default_avatars").iterdir()}
    assert bundled == {f"{number}.webp" for number in range(1, DEFAULT_AVATARS + 1)}
