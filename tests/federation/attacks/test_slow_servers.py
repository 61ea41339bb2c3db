"""Servers that answer slowly, or never, hold up nobody else."""

from tests.support.besieged import Besieged
from tests.support.peer import Served
from tests.support.waiting import until, wait


async def test_a_server_that_never_answers_does_not_stop_the_lane(here: Besieged) -> None:
    """Its posts answer others of its own, for which one would wait; then somebody else wants to follow."""
    evil = await here.neighbour("evil.example")
    mallory = evil.person("mallory")
    mention = {"type": "Mention", "href": here.alice.account.uri}
    for number in range(10):
        evil.answers[f"/parent/{number}"] = Served(delay=-1)
        note = mallory.note("hello", inReplyTo=evil.uri(f"/parent/{number}"), tag=[mention])
        assert (await mallory.post(here.server, "/inbox", mallory.create(note))).status == 202
    await until(lambda: sum("parent" in one.path for one in evil.asked) == 4)
    await wait(0.1)
    follow = here.eve.follow(here.alice.account.uri)
    assert (await here.eve.post(here.server, "/inbox", follow)).status == 202
    await until(lambda: here.sent("Accept"), 8.0)
    assert await here.find(note["id"]) is None
