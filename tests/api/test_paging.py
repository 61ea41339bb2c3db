"""Paging of every list (rows T-10, T-11, T-14, K4-35): cursors, limits, Link headers."""

import re
from typing import Any

import pytest

from tests.support.crowd import COUNT, Listing, make_crowd
from tests.support.instance import Answer, Person, Running

_LINK = re.compile(r'<http://here\.example(/[^>]*)>; rel="(next|prev)"')
BY_STATUS_ID = ("home", "public", "tag", "account")
"""The lists whose cursors are the ids of what they show; the others keep theirs in the Link header."""


def links(answer: Answer) -> dict[str, str]:
    """Return the path of each link by its relation."""
    header = answer.headers.get("link", "")
    found = {relation: path for path, relation in _LINK.findall(header)}
    assert len(found) == header.count("rel="), header
    return found


def ids(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.body
    return [one["id"] for one in answer.json]


async def walk(person: Person, path: str, relation: str) -> tuple[list[list[str]], Answer]:
    """Follow the links of one relation to the end; return the pages that were not empty, and the last."""
    pages, answer = [], await person.get(path)
    last = answer
    while found := ids(answer):
        pages.append(found)
        last = answer
        if relation not in links(answer):
            break
        answer = await person.get(links(answer)[relation])
    return pages, last


async def check_walk(person: Person, name: str, listing: Listing) -> None:
    path = f"{listing.path}?limit=10"
    forwards, last = await walk(person, path, "next")
    assert [one for page in forwards for one in page] == listing.ids, name
    assert all(len(page) == 10 for page in forwards[:-1]), name
    assert "next" not in links(last), name
    backwards, first = await walk(person, links(last)["prev"], "prev")
    seen = [one for page in reversed([forwards[-1], *backwards]) for one in page]
    assert seen == listing.ids, name
    assert "next" in links(first), name


async def test_a_walk_down_and_up_meets_everything_once(server: Running) -> None:
    crowd = await make_crowd(server)
    for name, listing in crowd.lists().items():
        assert len(listing.ids) >= COUNT, name
        await check_walk(crowd.owner, name, listing)


async def test_limits_have_a_default_and_a_maximum(server: Running) -> None:
    crowd = await make_crowd(server)
    for name, listing in crowd.lists().items():
        for sent, wanted in (
            ({}, listing.default),
            ({"limit": 0}, listing.default),
            ({"limit": ""}, listing.default),
            ({"limit": 100_000}, listing.maximum),
            ({"limit": -5}, 1),
            ({"limit": 7}, 7),
        ):
            found = ids(await crowd.owner.get(listing.path, **sent))
            assert found == listing.ids[:wanted], (name, sent)
        for wrong in ("many", "1.5", "1e2", "٣", "9" * 30, "--1"):
            answer = await crowd.owner.get(listing.path, limit=wrong)
            assert (answer.status, answer.json) == (400, {"error": "limit must be a whole number"}), name


@pytest.mark.parametrize("name", BY_STATUS_ID)
async def test_cursors_bound_a_page(server: Running, name: str) -> None:
    crowd = await make_crowd(server)
    listing = crowd.lists()[name]
    every = listing.ids

    async def page(**query: Any) -> list[str]:
        return ids(await crowd.owner.get(listing.path, **query))

    assert await page(max_id=every[9], limit=5) == every[10:15]
    assert await page(since_id=every[9], limit=5) == every[:5]
    assert await page(since_id=every[3], limit=5) == every[:3]
    assert await page(min_id=every[9], limit=5) == every[4:9]
    assert await page(min_id=every[3], limit=5) == every[:3]
    assert await page(min_id=every[30], max_id=every[10], limit=5) == every[25:30]
    assert await page(since_id=every[30], max_id=every[10], limit=5) == every[11:16]
    assert await page(min_id="0", limit=5) == every[-5:]
    assert await page(max_id=every[-1]) == []
    assert await page(min_id=every[0]) == []
    assert await page(max_id="not an id", since_id="", min_id="") == every[: listing.default]


async def test_links_keep_the_rest_of_the_query_and_an_empty_page_has_none(server: Running) -> None:
    crowd = await make_crowd(server)
    me, every = crowd.owner, crowd.lists()["public"].ids
    answer = await me.get("/api/v1/timelines/public", local=True, limit=2, max_id=every[0], access_token="x")
    there = links(answer)
    found = ids(answer)
    assert there["next"] == f"/api/v1/timelines/public?local=true&limit=2&max_id={found[-1]}"
    assert there["prev"] == f"/api/v1/timelines/public?local=true&limit=2&min_id={found[0]}"
    empty = await me.get("/api/v1/timelines/public", min_id=every[0])
    assert (ids(empty), links(empty)) == ([], {})
    whole = await me.get(crowd.lists()["followers"].path, limit=COUNT)
    assert (len(ids(whole)), list(links(whole))) == (COUNT, ["prev"])


async def test_what_filters_take_out_of_a_page_does_not_end_the_list(server: Running) -> None:
    """Half of the authors are muted after their posts came home: the pages are short, the walk is whole."""
    crowd = await make_crowd(server)
    me, home = crowd.owner, crowd.lists()["home"]
    hidden = {fan.id for fan in crowd.fans[10:30]}
    for fan_id in sorted(hidden):
        assert (await me.post(f"/api/v1/accounts/{fan_id}/mute")).status == 200
    originals = {post.id: post for post in crowd.posts}
    wanted = [
        one.id
        for one in reversed(crowd.home)
        for shown in [originals.get(one.boost_of_id, one)]
        if hidden.isdisjoint({one.account_id, shown.account_id, *shown.mentioned_ids})
    ]
    pages, last = await walk_through_empty_pages(me, f"{home.path}?limit=5")
    assert [one for page in pages for one in page] == wanted
    assert len(pages) == COUNT // 5
    assert [] in pages
    assert "next" not in links(last)


async def walk_through_empty_pages(person: Person, path: str) -> tuple[list[list[str]], Answer]:
    answer = await person.get(path)
    pages = [ids(answer)]
    while "next" in links(answer):
        answer = await person.get(links(answer)["next"])
        pages.append(ids(answer))
    return pages, answer
