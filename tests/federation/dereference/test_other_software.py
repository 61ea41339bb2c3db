"""Documents in the shapes of other software become accounts and statuses that clients show well."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from gotosocial.activitypub.read.actor import read_actor
from gotosocial.activitypub.read.note import read_note
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.fragments import make_fragments
from gotosocial.handlers.shared.show import Show
from gotosocial.models.account import Account
from tests.support.canned import all_names, load
from tests.support.fetching import Fetching
from tests.support.peer import Peer, pem_of, rsa_key
from tests.unit.mastodon.samples import conforming

ACTORS = [software for software, name in all_names() if name == "actor"]


def _says(*words: str) -> Callable[[dict[str, Any]], bool]:
    return lambda shown: all(word in shown["content"] for word in words)


NOTES: list[tuple[str, str, str, Callable[[dict[str, Any]], bool]]] = [
    ("mastodon", "note", "actor", lambda shown: shown["visibility"] == "public"),
    ("mastodon", "private", "actor", lambda shown: shown["visibility"] == "private"),
    ("mastodon", "question", "actor", lambda shown: bool(shown["content"])),
    ("gotosocial", "note", "actor", lambda shown: bool(shown["content"])),
    ("akkoma", "note", "actor", lambda shown: bool(shown["content"])),
    ("misskey", "note", "actor", lambda shown: bool(shown["content"])),
    ("friendica", "titled", "actor", _says("<strong>", "href")),
    ("lemmy", "page", "actor", _says("<strong>", "https://lemmy.example/post/")),
    ("lemmy", "picture_page", "actor", lambda shown: bool(shown["media_attachments"])),
    ("lemmy", "comment", "actor", lambda shown: bool(shown["content"])),
    ("mobilizon", "event", "group", _says("<strong>", "UTC", "href")),
    ("peertube", "video", "actor", lambda shown: shown["media_attachments"][0]["type"] == "video"),
    ("peertube", "hls_video", "actor", _says("<strong>", "https://peertube.example/")),
    ("pixelfed", "note", "actor", lambda shown: bool(shown["media_attachments"])),
    ("wordpress", "article", "actor", _says("<strong>", "https://wordpress.example/")),
]


async def kept(here: Fetching, peer: Peer, software: str, name: str) -> Account:
    """Keep an actor of the software; its WebFinger answers at the peer."""
    host = f"{software}.example"
    here.resolver.add(host, int(peer.host.partition(":")[2]))
    actor = read_actor(load(software, name, PEM=pem_of(rsa_key())))
    account = f"acct:{actor.username}@{host}"
    link = {"rel": "self", "type": "application/activity+json", "href": actor.uri}
    peer.serve(f"/.well-known/webfinger?resource={account}", {"subject": account, "links": [link]})
    return await here.accounts.keep(actor)


def show_of(here: Fetching) -> tuple[Access, Show]:
    access = Access(here.db, here.cellar.caches)
    fragments = make_fragments(here.cellar.bus, 1_000_000)
    return access, Show(access, fragments, here.base.addresses, here.base.clock)


@pytest.mark.parametrize("software", ACTORS)
async def test_actors_become_accounts(here: Fetching, peer: Peer, software: str) -> None:
    account = await kept(here, peer, software, "actor")
    _, show = show_of(here)
    shown = conforming("Account", await show.account(account))
    assert shown["acct"] == f"{account.username}@{software}.example"
    assert shown["display_name"]
    assert shown["url"].startswith("https://")
    assert account.inbox_uri.startswith(f"https://{software}.example/")
    assert account.public_key
    assert account.followers_uri or software == "lemmy"


@pytest.mark.parametrize(("software", "name", "author", "is_well"), NOTES)
async def test_notes_become_statuses(
    here: Fetching,
    peer: Peer,
    software: str,
    name: str,
    author: str,
    is_well: Callable[[dict[str, Any]], bool],
) -> None:
    account = await kept(here, peer, software, author)
    # Nobody answers for the parents here, which would only take time.
    note = attrs.evolve(read_note(load(software, name)), in_reply_to_uri="")
    status = await here.statuses.keep(note, account)
    access, show = show_of(here)
    shown = conforming("Status", await show.status((await access.seen([status.id], None))[0], None))
    assert is_well(shown), shown
    assert shown["uri"].startswith(f"https://{software}.example/")
    assert await here.jobs("StatusPublished") == [{"status_id": status.id}]
