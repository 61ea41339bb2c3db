"""What is long, deep or many stays bounded here, and is no error."""

from gotosocial.jobs.kinds import ActivityReceived
from tests.support.besieged import Besieged

LONG = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(1900))
"""Few letters, but more bytes than PostgreSQL puts into an index."""


async def test_ids_that_no_index_can_hold_are_no_ids(here: Besieged) -> None:
    mention = [{"type": "Mention", "href": here.alice.account.uri}]
    note = here.eve.note("hello", tag=mention)
    long = f"https://good.example/{LONG}"
    post = await here.alice.publish("hello", visibility="public")
    for activity in (
        here.eve.create(note | {"id": long}),
        here.eve.create(here.eve.note("reply", tag=mention, inReplyTo=long)),
        here.eve.create(here.eve.note("emoji", tag=[*mention, emoji(long)])),
        here.eve.delete(long),
        here.eve.follow(here.alice.account.uri) | {"id": long},
        here.eve.activity("Like", post["uri"]) | {"id": long},
    ):
        answer = await here.eve.post(here.server, "/inbox", activity)
        assert answer.status in (202, 400)
        await here.settle()
        assert await here.waiting(ActivityReceived) == 0


def emoji(uri: str) -> dict[str, object]:
    return {"type": "Emoji", "id": uri, "name": ":x:", "icon": {"type": "Image", "url": f"{uri}.png"}}
