"""Every way to a status, for every kind of viewer and every visibility (rows V-01 to V-07, Q-10, S-14)."""

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import attrs
import pytest

from gotosocial.crypto.tokens import digest, new_token
from gotosocial.util.clock import SystemClock
from tests.support.audience import SEES, TAG, Post, World, make_world
from tests.support.builders import a_token, an_application
from tests.support.instance import Person, Running, running
from tests.support.keep import keep

Wanted = Callable[[Post], bool]


@attrs.frozen
class Look:
    """One viewer in the world, and which visibilities this viewer sees."""

    world: World
    name: str
    sees: frozenset[str]

    @property
    def person(self) -> Person:
        return self.world.people[self.name]

    def may(self, post: Post) -> bool:
        return post.status.visibility.value in self.sees

    async def ids(self, path: str, **query: Any) -> set[str]:
        answer = await self.person.get(path, **query)
        assert answer.status == 200, (self.name, path, answer.body)
        return {one["id"] for one in answer.json}

    def expect(self, found: Iterable[str], way: str, wanted: Wanted, of: Callable[[Post], str]) -> None:
        """Compare what a list shows of the posts (or boosts, or replies) with what it shall show."""
        shown = set(found)
        for post in self.world.posts:
            kind = (self.name, way, post.status.visibility.value, post.status.is_federated)
            assert (of(post) in shown) is wanted(post), kind


def the_post(post: Post) -> str:
    return post.id


def the_boost(post: Post) -> str:
    return post.boost.id


async def check_lists(look: Look) -> None:
    """Lists that hold posts by the author: they show what may be seen, and nothing else."""
    author, is_there = look.world.author, bool(look.sees)
    favourites = await look.ids("/api/v1/favourites", limit=40)
    look.expect(favourites, "favourites", look.may, the_post)
    look.expect(await look.ids("/api/v1/bookmarks", limit=40), "bookmarks", look.may, the_post)
    tagged = await look.ids(f"/api/v1/timelines/tag/{TAG}", limit=40)
    public = await look.ids("/api/v1/timelines/public", limit=40)
    local = await look.ids("/api/v1/timelines/public", limit=40, local=True)
    for way, found in (("tag", tagged), ("public", public), ("local", local)):
        look.expect(found, way, lambda post: look.may(post) and post.status.visibility == "public", the_post)
    if is_there:
        path = f"/api/v1/accounts/{author.id}/statuses"
        look.expect(await look.ids(path, limit=80), "account", look.may, the_post)
        look.expect(await look.ids(path, limit=80), "account", look.may, lambda post: post.reply_id)
        pinned = await look.ids(path, pinned=True)
        look.expect(
            pinned, "pinned", lambda one: look.may(one) and one.status.visibility != "direct", the_post
        )
    else:
        answer = await look.person.get(f"/api/v1/accounts/{author.id}/statuses")
        assert answer.status == 404 or answer.json == [], look.name


async def check_mixed_lists(look: Look) -> None:
    """Lists that hold posts and boosts of them."""
    home = await look.ids("/api/v1/timelines/home", limit=40)
    is_at_home = look.name in ("author", "follower", "mutual")
    look.expect(home, "home", lambda post: look.may(post) and is_at_home, the_post)
    look.expect(home, "home", look.may, the_boost)
    boosts = await look.ids(f"/api/v1/accounts/{look.world.neutral.id}/statuses", limit=80)
    look.expect(boosts, "boosts of an account", look.may, the_boost)
    notices = (await look.person.get("/api/v1/notifications", limit=80, types=["status"])).json
    about = {one["status"]["id"] for one in notices}
    look.expect(about, "notifications", look.may, the_post)
    look.expect(about, "notifications", look.may, the_boost)
    for of in (the_post, the_boost):
        asked = [of(post) for post in look.world.posts]
        look.expect(await look.ids("/api/v1/statuses", id=asked), "several", look.may, of)
    context = (await look.person.get(f"/api/v1/statuses/{look.world.root_id}/context")).json
    below = [one["id"] for one in context["descendants"]]
    look.expect(below, "context", look.may, lambda post: post.reply_id)


async def check_one(look: Look, post: Post) -> None:
    """Ways to a single post and to the boost of it."""
    person, may, kind = look.person, look.may(post), (look.name, post.status.visibility.value)
    wanted = 200 if may else 404
    for one in (post.id, post.boost.id, post.reply_id):
        for rest in ("", "/context", "/favourited_by", "/reblogged_by"):
            answer = await person.get(f"/api/v1/statuses/{one}{rest}")
            assert answer.status == wanted, (*kind, rest)
    for address in {post.status.uri, post.status.url, post.boost.uri}:
        found = (await person.get("/api/v2/search", q=address)).json["statuses"]
        assert bool(found) is may, (*kind, address)
    answer = (await person.get(f"/api/v1/statuses/{post.answer_id}")).json
    assert answer["in_reply_to_id"] == post.id
    assert answer["in_reply_to_account_id"] == look.world.author.id
    above = (await person.get(f"/api/v1/statuses/{post.answer_id}/context")).json["ancestors"]
    assert [one["id"] for one in above] == ([post.id] if may else []), kind
    source = await person.get(f"/api/v1/statuses/{post.id}/source")
    assert source.status == (200 if look.name == "author" else 404)


DEEDS = (
    "favourite",
    "unfavourite",
    "reblog",
    "unreblog",
    "bookmark",
    "unbookmark",
    "pin",
    "unpin",
    "mute",
    "unmute",
)


async def check_deeds_on_the_unseen(look: Look, post: Post) -> None:
    """What cannot be seen cannot be acted on either, and the answer does not say that it exists."""
    person = look.person
    for deed in DEEDS:
        for one in (post.id, post.boost.id):
            answer = await person.post(f"/api/v1/statuses/{one}/{deed}")
            assert (answer.status, answer.json) == (404, {"error": "status not found"}), (look.name, deed)
    reply = await person.post("/api/v1/statuses", {"status": "psst", "in_reply_to_id": post.id})
    assert reply.status == 404
    assert (await person.ask("DELETE", f"/api/v1/statuses/{post.id}")).status == 404


async def check(look: Look) -> None:
    await check_lists(look)
    await check_mixed_lists(look)
    for post in look.world.posts:
        await check_one(look, post)
        if not look.may(post):
            await check_deeds_on_the_unseen(look, post)


async def test_everybody_sees_what_is_meant_for_them_on_every_way(server: Running) -> None:
    world = await make_world(server)
    for name, sees in SEES.items():
        await check(Look(world, name, sees))


def suspended(server: Running, author: Person) -> Awaitable[object]:
    account = attrs.evolve(author.account, suspended_at=SystemClock().now())
    return server.instance.cellar.db.transact(lambda t: t.accounts.update(account))


def disabled(server: Running, author: Person) -> Awaitable[object]:
    user = attrs.evolve(author.user, is_disabled=True)
    return server.instance.cellar.db.transact(lambda t: t.users.update(user))


@pytest.mark.parametrize("leave", [suspended, disabled])
async def test_nobody_sees_the_posts_of_an_author_who_is_gone(
    server: Running, leave: Callable[[Running, Person], Awaitable[object]]
) -> None:
    world = await make_world(server)
    await leave(server, world.author)
    for name in ("follower", "mutual", "mentioned", "stranger"):
        await check(Look(world, name, frozenset()))


async def test_strangers_see_public_posts_that_leave_this_server_where_the_admin_opens_the_door(
    kind: str, tmp_path: Path
) -> None:
    async with running(kind, tmp_path, instance={"expose_public_timeline": True}) as server:
        world = await make_world(server)
        answer = await server.ask("GET", "/api/v1/timelines/public?limit=40")
        assert answer.status == 200
        wanted = {
            post.id for post in world.posts if post.status.visibility == "public" and post.status.is_federated
        }
        assert {one["id"] for one in answer.json} & {post.id for post in world.posts} == wanted
        for path in (f"statuses/{world.root_id}", "timelines/home", f"timelines/tag/{TAG}", "favourites"):
            assert (await server.ask("GET", f"/api/v1/{path}")).status == 401


async def test_an_app_without_a_person_sees_no_more_than_strangers(server: Running) -> None:
    """Anybody may register an app, so its own token is no key to what the admin keeps from strangers."""
    author = await server.person("author")
    await author.publish("for those who live here", visibility="public")
    application, secret = an_application(scopes=frozenset({"read"})), new_token()
    of_nobody = a_token(application, digest=digest(secret), scopes=frozenset({"read"}))
    await keep(server.instance.cellar.db, application, of_nobody)
    assert (await server.ask("GET", "/api/v1/apps/verify_credentials", token=secret)).status == 200
    for path in ("timelines/public", "custom_emojis", "instance/peers"):
        assert (await author.get(f"/api/v1/{path}")).status == 200, path
        assert (await server.ask("GET", f"/api/v1/{path}", token=secret)).status == 401, path
