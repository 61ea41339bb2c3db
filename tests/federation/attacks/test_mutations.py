"""Activities with something odd in some place are refused or dropped, and surprise nobody.

The readers and the gate are fed by hypothesis elsewhere; here whole activities go through receivers,
transactions and both databases.
"""

import copy
import random
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from twisted.logger import LogEvent, globalLogPublisher

from tests.support.besieged import Besieged
from tests.support.neighbours import publish_poll
from tests.support.peer import AS, PeerActor

PUBLIC = f"{AS}#Public"
ROUNDS = 80
ODD: tuple[Any, ...] = (
    *(None, 0, -1, 1e308, 2**63, True, "", [], {}, [[]], [{}], "x" * 3000, "\u202e\u0000", "as:Public"),
    *({"id": "https://evil.example/1"}, "https://evil.example/a", "http://here.example/users/alice"),
    *("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "1969-01-01T00:00:00Z", "P99999D", [PUBLIC]),
    {"type": "Tombstone", "id": "https://evil.example/t"},
    {"type": "Person", "id": "https://evil.example/users/mallory"},
    "https://evil.example/" + "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(1900)),
)


def mutated(chance: random.Random, whole: dict[str, Any]) -> dict[str, Any]:
    """Return the activity with odd things in one to four places; who says it, and its id, stay."""
    whole = copy.deepcopy(whole)
    for _ in range(chance.randint(1, 4)):
        place, key = chance.choice(list(places(whole)))
        if place is not whole or key not in ("id", "actor"):
            place[key] = copy.deepcopy(chance.choice(ODD))
    return whole


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every place below a value."""
    keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
    below = [one for key in keys if isinstance(value[key], dict | list) for one in places(value[key])]
    return [*((value, key) for key in keys), *below]


async def verbs(here: Besieged, mallory: PeerActor) -> list[Callable[[], dict[str, Any]]]:
    """Return makers of an activity of each kind, all of which would be taken in as they are."""
    post = (await here.alice.publish("hello", visibility="public"))["uri"]
    poll, _ = await publish_poll(here.alice, "a", "b")
    do, alice = mallory.activity, here.alice.account.uri
    icon = {"type": "Image", "url": "https://evil.example/e.png"}
    tags = [
        {"type": "Mention", "href": alice},
        {"type": "Hashtag", "name": "#x"},
        {"type": "Emoji", "name": ":e:", "id": "https://evil.example/e", "icon": icon},
    ]
    more: dict[str, Any] = {
        "tag": tags,
        "inReplyTo": post,
        "attachment": [{"type": "Document", "mediaType": "image/png", "url": "https://evil.example/a.png"}],
        "contentMap": {"en": "hi"},
        "interactionPolicy": {"canLike": {"automaticApproval": [PUBLIC]}},
        "summary": "cw",
        "updated": "2026-01-01T00:00:00Z",
        "replies": {"type": "Collection", "first": {"type": "CollectionPage", "items": []}},
    }
    question = {
        "type": "Question",
        "oneOf": [{"name": "a"}, {"name": "b"}],
        "endTime": "2030-01-01T00:00:00Z",
    }
    event = {"type": "Event", "name": "title", "startTime": "2026-05-05T00:00:00Z", "location": {"name": "x"}}
    vote = {"type": "Note", "name": "a", "attributedTo": mallory.uri, "inReplyTo": poll.uri, "to": [alice]}
    profile = {
        "summary": "x",
        "attachment": [{"type": "PropertyValue", "name": "a", "value": "b"}],
        "icon": icon,
    }

    def like() -> dict[str, Any]:
        return do("Like", post)

    def boost() -> dict[str, Any]:
        return do("Announce", post, to=[PUBLIC], published="2026-01-01T00:00:00Z")

    return [
        *(lambda kind=kind: mallory.create(mallory.note(**more) | kind) for kind in ({}, question, event)),
        *(lambda kind=kind: do("Update", mallory.note(**more) | kind) for kind in ({}, question)),
        lambda: do("Update", mallory.document() | profile),
        lambda: do("Create", vote | {"id": "https://evil.example/v"}),
        *(like, boost, lambda: mallory.follow(alice), lambda: do("Block", alice)),
        *(lambda make=make: do("Undo", make()) for make in (like, boost, lambda: mallory.follow(alice))),
        lambda: do("Flag", [alice, post], content="bad"),
        lambda: do("Move", mallory.uri, target=here.eve.uri),
        *(
            lambda make=make: do(f"{make()['type']}Request", post, instrument=make())
            for make in (like, boost)
        ),
        lambda: do("ReplyRequest", post, instrument=mallory.note(**more)),
        *(lambda verb=verb: do(verb, mallory.note(**more)) for verb in ("Accept", "Reject")),
        lambda: do("Delete", {"type": "Tombstone", "id": "https://evil.example/users/mallory/statuses/1"}),
        lambda: do("Announce", mallory.create(mallory.note(**more))),
    ]


@pytest.mark.parametrize("seed", range(3))
async def test_odd_activities_surprise_nobody(here: Besieged, seed: int) -> None:
    mallory = (await here.neighbour("evil.example")).person("mallory")
    await here.let_follow(here.alice.account, await here.known(mallory))
    chance, makers, surprises = random.Random(seed), await verbs(here, mallory), list[LogEvent]()

    def watch(event: LogEvent) -> None:
        if "log_failure" in event:
            surprises.append(event)

    globalLogPublisher.addObserver(watch)
    try:
        for _ in range(ROUNDS):
            body = orjson.dumps(mutated(chance, chance.choice(makers)()))
            answer = await mallory.post(here.server, "/inbox", body)
            await here.server.settle()
            assert answer.status < 500, body
            assert not surprises, body
    finally:
        globalLogPublisher.removeObserver(watch)
