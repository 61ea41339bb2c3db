"""The filter that admins may switch on against strangers who mention people (row J-21)."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted

from tests.support.besieged import Besieged, besieged

SEEN = (
    "",
    '<a href="https://here.example/tags/cats">#cats</a>',
    '<a href="https://sub.good.example/x">x</a>',
)
STRANGE = ('<a href="https://shop.example/">buy</a>', '<a href="https://shop.example.evil.example/">buy</a>')


@pytest_twisted.async_yield_fixture
async def strict(kind: str, tmp_path: Path) -> AsyncIterator[Besieged]:
    """Alice's instance with the filter on."""
    async with besieged(kind, tmp_path, instance={"federation_spam_filter": True}) as started:
        yield started


def mentioning(here: Besieged, *uris: str, **more: Any) -> dict[str, Any]:
    """Return a note of Eve, whom nobody here knows, that mentions Alice and others."""
    tags = [{"type": "Mention", "href": uri} for uri in (here.alice.account.uri, *uris)]
    return here.eve.note(tag=tags, **more)


async def is_kept(here: Besieged, note: dict[str, Any]) -> bool:
    await here.receive(here.eve.create(note))
    return await here.find(note["id"]) is not None


@pytest.mark.parametrize("content", SEEN)
async def test_a_word_of_a_stranger_is_heard(strict: Besieged, content: str) -> None:
    others = [(await strict.known()).uri] if "good" in content else []
    assert await is_kept(strict, mentioning(strict, *others, content=f"<p>hello {content}</p>"))


@pytest.mark.parametrize("content", STRANGE)
async def test_a_stranger_with_links_to_elsewhere_is_not(strict: Besieged, content: str) -> None:
    await strict.known()
    assert not await is_kept(strict, mentioning(strict, content=content))
    assert strict.sent("Accept") == []


async def test_a_stranger_with_files_or_many_names_is_not(strict: Besieged) -> None:
    picture = {"type": "Image", "url": "https://good.example/1.png", "mediaType": "image/png"}
    assert not await is_kept(strict, mentioning(strict, attachment=picture))
    many = [f"https://good.example/users/n{number}" for number in range(1000)]
    assert not await is_kept(strict, mentioning(strict, *many))


async def test_a_stranger_among_those_whom_somebody_follows_is_heard(strict: Besieged) -> None:
    friend = await strict.known(strict.peer.person("friend"))
    await strict.let_follow(strict.alice.account, friend)
    picture = {"type": "Image", "url": "https://good.example/1.png", "mediaType": "image/png"}
    assert await is_kept(strict, mentioning(strict, friend.uri, attachment=picture))
