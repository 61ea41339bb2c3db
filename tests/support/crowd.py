"""Somebody with a long list of everything: 45 rows wherever the client API pages.

Each row belongs to somebody else and carries a picture, a mention and an emoji of its own, so that a page
that looks things up one by one is found out. Everything is put into the database as it is; the owner is
the only one who speaks HTTP.
"""

from typing import Any

import attrs

from gotosocial.models.account import Account
from gotosocial.models.notification import Notification
from gotosocial.models.status import Status
from gotosocial.models.timeline_entry import entry_of, home_of
from gotosocial.storage.stores import Database, Transaction
from tests.support.builders import (
    START,
    a_block,
    a_bookmark,
    a_favourite,
    a_follow,
    a_media,
    a_mute,
    a_notification,
    a_status,
    an_account,
    an_application,
    an_emoji,
)
from tests.support.instance import Person, Running
from tests.support.keep import keep

COUNT = 45
TAG = "crowd"


@attrs.frozen(kw_only=True)
class Listing:
    """One list of the API: its path, its limits, and the ids that it holds, newest first."""

    path: str
    default: int
    maximum: int
    ids: list[str]


@attrs.frozen(kw_only=True)
class Crowd:
    """Everything in the order in which it was made; ``fans`` are followed and do most of it.

    ``posts``: a public post with the tag by each fan. ``mine``: what the owner posted. ``home``: what
    stands in the owner's home. In both every third is a boost. ``star``: the post that all fans favourite
    and boost. ``threads``: the ids of two posts, with five and with forty answers.
    """

    owner: Person
    fans: list[Account]
    blocked: list[Account]
    muted: list[Account]
    posts: list[Status]
    mine: list[Status]
    home: list[Status]
    notifications: list[Notification]
    star: Status
    threads: tuple[str, str]

    def lists(self) -> dict[str, Listing]:
        """Return every list by a name."""
        every = (*self.posts, *self.mine, *self.home)
        public = [one for one in every if one.visibility == "public" and not one.is_boost]
        star, owner = f"/api/v1/statuses/{self.star.id}", f"/api/v1/accounts/{self.owner.id}"
        return {
            "home": _listing("/api/v1/timelines/home", 20, 40, self.home),
            "public": _listing("/api/v1/timelines/public", 20, 40, public),
            "tag": _listing(f"/api/v1/timelines/tag/{TAG}", 20, 40, self.posts),
            "account": _listing(f"{owner}/statuses", 30, 80, self.mine),
            "favourites": _listing("/api/v1/favourites", 20, 40, self.posts),
            "bookmarks": _listing("/api/v1/bookmarks", 30, 40, self.posts),
            "favourited_by": _listing(f"{star}/favourited_by", 40, 80, self.fans),
            "reblogged_by": _listing(f"{star}/reblogged_by", 40, 80, self.fans),
            "notifications": _listing("/api/v1/notifications", 20, 80, self.notifications),
            "followers": _listing(f"{owner}/followers", 40, 80, self.fans),
            "following": _listing(f"{owner}/following", 40, 80, self.fans),
            "follow requests": _listing("/api/v1/follow_requests", 40, 80, self.fans),
            "outgoing requests": _listing("/api/v1/follow_requests/outgoing", 40, 80, self.fans),
            "blocks": _listing("/api/v1/blocks", 40, 80, self.blocked),
            "mutes": _listing("/api/v1/mutes", 40, 80, self.muted),
        }


def _listing(path: str, default: int, maximum: int, things: list[Any]) -> Listing:
    ids = [one.id for one in sorted(things, key=lambda one: str(one.id), reverse=True)]
    return Listing(path=path, default=default, maximum=maximum, ids=ids)


async def make_crowd(server: Running) -> Crowd:
    """Put everything into the database of the server."""
    db = server.instance.cellar.db
    owner = await server.person("owner")
    me, host = owner.account, an_account("host", "far.example")
    fans, blocked, muted, named = (
        [an_account(f"{name}{one}", "far.example") for one in range(COUNT)]
        for name in ("fan", "foe", "bore", "friend")
    )
    await keep(db, host, *fans, *blocked, *muted, *named)
    star = await _rich(db, host, fans[0], visibility="unlisted")
    posts = [await _rich(db, fan, named[one]) for one, fan in enumerate(fans)]
    home = [await _home_post(db, fan, named, posts, one) for one, fan in enumerate(fans)]
    mine = [await _own_post(db, me, named, posts, one) for one in range(COUNT)]
    notifications = [
        a_notification("status", to=me, by=fan, status_id=posts[one].id)
        if one % 2
        else a_notification("follow", to=me, by=fan)
        for one, fan in enumerate(fans)
    ]
    crowd = Crowd(
        owner=owner,
        fans=fans,
        blocked=blocked,
        muted=muted,
        posts=posts,
        mine=mine,
        home=home,
        notifications=notifications,
        star=star,
        threads=(await _thread(db, host, fans[:5]), await _thread(db, host, fans[:40])),
    )
    await keep(db, *notifications, *(one for fan in fans for one in _between(me, fan, star)))
    await keep(db, *(a_block(by=me, of=one) for one in blocked), *(a_mute(by=me, of=one) for one in muted))
    await keep(
        db, *(one for post in posts for one in (a_favourite(by=me, of=post), a_bookmark(by=me, of=post)))
    )
    await _write_rest(db, crowd)
    return crowd


async def _rich(db: Database, by: Account, mentioned: Account, **changes: Any) -> Status:
    """Keep a post with a picture, a mention, an emoji and an app that no other post has."""
    media, emoji, application = a_media(of=by), an_emoji(f"e{by.username}"), an_application()
    emoji = attrs.evolve(emoji, shortcode=f"e{emoji.id.lower()}")
    values: dict[str, Any] = {
        "media_ids": (media.id,),
        "mentioned_ids": (mentioned.id,),
        "emoji_ids": (emoji.id,),
        "application_id": application.id,
        "is_local": True,
    }
    status = a_status(by=by, **values | changes)
    await keep(db, emoji, application, status, attrs.evolve(media, status_id=status.id))
    return status


async def _home_post(
    db: Database, fan: Account, named: list[Account], posts: list[Status], one: int
) -> Status:
    """Keep a boost, a post for mutuals or a public post."""
    if one % 3 == 0:
        boost = a_status(by=fan, boost_of=posts[one - 1])
        await keep(db, boost)
        return boost
    return await _rich(db, fan, named[one], visibility="mutuals_only" if one % 3 == 1 else "public")


async def _own_post(db: Database, me: Account, named: list[Account], posts: list[Status], one: int) -> Status:
    if one % 3 == 0:
        boost = a_status(by=me, boost_of=posts[one])
        await keep(db, boost)
        return boost
    return await _rich(db, me, named[one])


async def _thread(db: Database, host: Account, fans: list[Account]) -> str:
    top = await _rich(db, host, fans[0], visibility="unlisted")
    for fan in fans:
        await _rich(
            db,
            fan,
            host,
            visibility="unlisted",
            thread_id=top.id,
            in_reply_to_id=top.id,
            in_reply_to_uri=top.uri,
            in_reply_to_account_id=host.id,
        )
    return top.id


def _between(me: Account, fan: Account, star: Status) -> list[object]:
    return [
        a_follow(by=fan, of=me),
        a_follow(by=me, of=fan),
        a_favourite(by=fan, of=star),
        a_status(by=fan, boost_of=star),
    ]


async def _write_rest(db: Database, crowd: Crowd) -> None:
    """Write tags, timeline entries and requests, which have no model of their own to keep."""
    me, home = crowd.owner.account, home_of(crowd.owner.id)

    async def deed(t: Transaction) -> None:
        for post in crowd.posts:
            await t.tags.insert(post.id, (TAG,), START)
        for fan in crowd.fans:
            await t.follow_requests.insert(a_follow(by=fan, of=me))
            await t.follow_requests.insert(a_follow(by=me, of=fan))
        await t.timelines.insert([entry_of(home, status) for status in crowd.home])

    await db.transact(deed)
