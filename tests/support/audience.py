"""A small world in which every kind of viewer meets every kind of post.

``make_world`` lets an author post with each visibility, federated and local-only. Somebody neutral, whom
all follow, boosts everything publicly; a mentioned person answers everything publicly. Every viewer gets
each post and boost into favourites, bookmarks, notifications and the home timeline, as rows that were
written while they could see it. So whatever a viewer finds later was let through when it was read.
"""

from itertools import product

import attrs

from gotosocial.models.status import Status
from gotosocial.models.timeline_entry import entry_of, home_of
from gotosocial.storage.stores import Database, Transaction
from tests.support.builders import (
    a_block,
    a_bookmark,
    a_favourite,
    a_follow,
    a_notification,
    a_status,
)
from tests.support.instance import Person, Running
from tests.support.keep import keep

EVERYTHING = frozenset({"public", "unlisted", "private", "mutuals_only", "direct"})
OPEN = frozenset({"public", "unlisted"})
SEES = {
    "author": EVERYTHING,
    "follower": OPEN | {"private"},
    "mutual": OPEN | {"private", "mutuals_only"},
    "followed_only": OPEN,
    "mentioned": EVERYTHING,
    "stranger": OPEN,
    "blocked": frozenset[str](),
    "blocker": frozenset[str](),
}
"""Which of the author's posts each viewer sees."""
FOLLOWING = ("follower", "mutual", "blocked", "blocker")
FOLLOWED = ("mutual", "followed_only", "blocked", "blocker")
MENTIONED = ("mentioned", "blocked", "blocker")
TAG = "matrix"


@attrs.frozen(kw_only=True)
class Post:
    """One post of the author, the public boost of it, the public answer below it, a reply like it."""

    status: Status
    boost: Status
    answer_id: str
    reply_id: str

    @property
    def id(self) -> str:
        """The id of the post."""
        return self.status.id


@attrs.frozen(kw_only=True)
class World:
    """``people`` by what they are to the author; ``root`` is the public post that the replies answer."""

    people: dict[str, Person]
    neutral: Person
    root_id: str
    posts: list[Post]

    @property
    def author(self) -> Person:
        """Who posted."""
        return self.people["author"]


async def make_world(server: Running) -> World:
    """Let everybody meet; the blocks come last."""
    db = server.instance.cellar.db
    people = {name: await server.person(name) for name in SEES}
    neutral = await server.person("neutral")
    author = people["author"]
    await keep(
        db,
        *(a_follow(by=one.account, of=neutral.account) for one in people.values()),
        *(a_follow(by=people[name].account, of=author.account) for name in FOLLOWING),
        *(a_follow(by=author.account, of=people[name].account) for name in FOLLOWED),
    )
    root = await neutral.publish("everybody reads this", visibility="public")
    posts = [
        await _post(server, people, neutral, root["id"], visibility, is_local_only)
        for visibility, is_local_only in product(sorted(EVERYTHING), (False, True))
    ]
    for person in people.values():
        await _keep_traces(db, person, neutral, posts)
    await keep(
        db,
        a_block(by=author.account, of=people["blocked"].account),
        a_block(by=people["blocker"].account, of=author.account),
    )
    return World(people=people, neutral=neutral, root_id=root["id"], posts=posts)


async def _post(
    server: Running,
    people: dict[str, Person],
    neutral: Person,
    root_id: str,
    visibility: str,
    is_local_only: bool,
) -> Post:
    author, names = people["author"], " ".join(f"@{name}" for name in MENTIONED)
    kind = {"visibility": visibility, "local_only": is_local_only}
    posted = await author.publish(f"{visibility} {names} #{TAG}", **kind)
    reply = await author.publish(f"{visibility} below {names}", in_reply_to_id=root_id, **kind)
    answer = await people["mentioned"].publish("I saw it", visibility="public", in_reply_to_id=posted["id"])
    if visibility != "direct":
        assert (await author.post(f"/api/v1/statuses/{posted['id']}/pin")).status == 200
    db = server.instance.cellar.db
    status = await db.statuses.get(posted["id"])
    boost = a_status(by=neutral.account, boost_of=status)
    await keep(db, boost)
    return Post(status=status, boost=boost, answer_id=answer["id"], reply_id=reply["id"])


async def _keep_traces(db: Database, person: Person, neutral: Person, posts: list[Post]) -> None:
    home = home_of(person.id)
    for post in posts:
        await keep(
            db,
            a_favourite(by=person.account, of=post.status),
            a_bookmark(by=person.account, of=post.status),
            a_notification("status", to=person.account, by=neutral.account, status_id=post.id),
            a_notification("status", to=person.account, by=neutral.account, status_id=post.boost.id),
        )

    async def deed(t: Transaction) -> None:
        await t.timelines.insert([entry_of(home, one) for post in posts for one in (post.status, post.boost)])

    await db.transact(deed)
