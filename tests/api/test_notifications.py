"""Notifications: what makes them, what hides them, reading and clearing them (N-01 to N-05, N-08, T-13)."""

from typing import Any

import pytest

from gotosocial.util import flow
from tests.support.builders import a_notification
from tests.support.forms import URLENCODED, urlencoded
from tests.support.instance import Person, Running
from tests.support.keep import keep

LIST = "/api/v1/notifications"


async def notices(person: Person, **query: Any) -> list[dict[str, Any]]:
    answer = await person.get(LIST, **query)
    assert answer.status == 200, answer.body
    return [dict(one) for one in answer.json]


async def kinds(person: Person, **query: Any) -> list[str]:
    return [one["type"] for one in await notices(person, **query)]


async def deed(person: Person, path: str, **body: Any) -> Any:
    answer = await person.post(f"/api/v1/{path}", body)
    assert answer.status == 200, answer.body
    return answer.json


async def test_every_deed_notifies_whom_it_concerns(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    await deed(bob, f"accounts/{alice.id}/follow")
    status = await alice.publish("hello", visibility="public")
    await deed(bob, f"statuses/{status['id']}/favourite")
    boost = await deed(bob, f"statuses/{status['id']}/reblog")
    reply = await bob.publish("@alice hi", in_reply_to_id=status["id"])
    found = await notices(alice)
    assert [one["type"] for one in found] == ["mention", "reblog", "favourite", "follow"]
    assert {one["account"]["id"] for one in found} == {bob.id}
    about = [one.get("status", {}).get("id") for one in found]
    assert about == [reply["id"], boost["id"], status["id"], None]
    assert found[1]["status"]["reblog"]["id"] == status["id"]
    assert await notices(bob) == []


async def test_a_request_becomes_a_follow(server: Running) -> None:
    alice, bob = await server.person("alice", is_locked=True), await server.person("bob")
    await deed(bob, f"accounts/{alice.id}/follow")
    assert await kinds(alice) == ["follow_request"]
    await deed(alice, f"follow_requests/{bob.id}/authorize")
    assert await kinds(alice) == ["follow"]
    await deed(bob, f"accounts/{alice.id}/unfollow")
    assert await kinds(alice) == []


async def test_a_follow_with_notify_tells_of_every_post_but_boosts_and_replies(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    await deed(bob, f"accounts/{alice.id}/follow", notify=True)
    status = await alice.publish("hello", visibility="public")
    own_reply = await alice.publish("more", in_reply_to_id=status["id"])
    other = await bob.publish("mine", visibility="public")
    await deed(alice, f"statuses/{other['id']}/reblog")
    await server.settle()
    found = await notices(bob)
    assert [(one["type"], one["status"]["id"]) for one in found if one["type"] == "status"] == [
        ("status", status["id"])
    ]
    assert own_reply["id"] not in str(found)
    await deed(bob, f"accounts/{alice.id}/follow", notify=False)
    await alice.publish("again", visibility="public")
    assert await kinds(bob, types=["status"]) == ["status"]


async def test_the_same_deed_notifies_once(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    status = await alice.publish("hello", visibility="public")
    path = f"statuses/{status['id']}"
    await flow.gather(*(deed(bob, f"{path}/favourite") for _ in range(3)))
    await flow.gather(*(deed(bob, f"{path}/reblog") for _ in range(3)))
    assert sorted(await kinds(alice)) == ["favourite", "reblog"]
    await deed(bob, f"{path}/unfavourite")
    await deed(bob, f"{path}/unreblog")
    assert await kinds(alice) == []
    await bob.publish("@alice @alice hello @alice")
    assert await kinds(alice) == ["mention"]


async def test_nobody_is_notified_of_their_own_deeds(server: Running) -> None:
    alice = await server.person("alice")
    status = await alice.publish("I am @alice", visibility="public")
    for verb in ("favourite", "reblog"):
        await deed(alice, f"statuses/{status['id']}/{verb}")
    await server.settle()
    assert await kinds(alice) == []


async def test_who_may_not_see_the_post_is_not_notified(server: Running) -> None:
    alice, bob, carol = [await server.person(name) for name in ("alice", "bob", "carol")]
    await alice.publish("@bob hello", visibility="direct")
    await deed(carol, f"accounts/{alice.id}/block")
    await alice.publish("@carol hello", visibility="public")
    assert await kinds(bob) == ["mention"]
    assert await kinds(carol) == []


async def test_a_muted_thread_makes_none(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    status = await alice.publish("hello", visibility="public")
    await deed(alice, f"statuses/{status['id']}/mute")
    await deed(bob, f"statuses/{status['id']}/favourite")
    await deed(bob, f"statuses/{status['id']}/reblog")
    reply = await bob.publish("@alice hi", in_reply_to_id=status["id"])
    assert await kinds(alice) == []
    await deed(alice, f"statuses/{status['id']}/unmute")
    assert await kinds(alice) == []
    await bob.publish("@alice again", in_reply_to_id=reply["id"])
    assert await kinds(alice) == ["mention"]


async def test_they_go_with_their_status(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    status = await alice.publish("hello", visibility="public")
    await deed(bob, f"statuses/{status['id']}/favourite")
    await deed(bob, f"statuses/{status['id']}/reblog")
    reply = await bob.publish("@alice hi", in_reply_to_id=status["id"])
    await bob.ask("DELETE", f"/api/v1/statuses/{reply['id']}")
    assert await kinds(alice) == ["reblog", "favourite"]
    await alice.ask("DELETE", f"/api/v1/statuses/{status['id']}")
    assert await kinds(alice) == []


async def some_notices(server: Running, to: Person, by: Person) -> None:
    """Three mentions, a favourite, a boost and a follow; the follow is the oldest."""
    status = await to.publish("hello", visibility="public")
    await deed(by, f"accounts/{to.id}/follow")
    await deed(by, f"statuses/{status['id']}/reblog")
    await deed(by, f"statuses/{status['id']}/favourite")
    for number in range(3):
        await by.publish(f"@{to.account.username} {number}")


async def test_types_choose(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    await some_notices(server, alice, bob)
    assert await kinds(alice) == ["mention", "mention", "mention", "favourite", "reblog", "follow"]
    assert await kinds(alice, types=["follow", "reblog"]) == ["reblog", "follow"]
    assert await kinds(alice, exclude_types=["mention", "follow"]) == ["favourite", "reblog"]
    assert await kinds(alice, types=["mention", "reblog"], exclude_types=["mention"]) == ["reblog"]
    assert await kinds(alice, types=["emoji_reaction"]) == []
    assert len(await kinds(alice, exclude_types=["emoji_reaction"])) == 6
    assert [one["type"] for one in (await alice.get(f"{LIST}?types=follow")).json] == ["follow"]
    assert (await alice.get(LIST, account_id=bob.id)).status == 422


@pytest.mark.parametrize("query", ["", "&types[]=mention&types[]=reblog&types[]=follow"])
async def test_pages_lead_on_and_back(server: Running, query: str) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    await some_notices(server, alice, bob)
    everything = [one["id"] for one in (await alice.get(f"{LIST}?{query}")).json]
    answer, met = await alice.get(f"{LIST}?limit=2{query}"), []
    while True:
        met += [one["id"] for one in answer.json]
        links = linked(answer.headers["link"])
        if "next" not in links:
            break
        answer = await alice.get(links["next"])
    assert met == everything
    newer = await alice.get(f"{LIST}?min_id={everything[-1]}&limit=2{query}")
    assert [one["id"] for one in newer.json] == everything[-3:-1]
    newest = await alice.get(f"{LIST}?since_id={everything[2]}{query}")
    assert [one["id"] for one in newest.json] == everything[:2]
    assert "link" not in (await alice.get(f"{LIST}?max_id={everything[-1]}{query}")).headers
    assert (await alice.get(f"{LIST}?limit=many")).status == 400


def linked(header: str) -> dict[str, str]:
    """Return path and query by relation."""
    found = {}
    for part in header.split(", "):
        url, _, relation = part.partition("; rel=")
        found[relation.strip('"')] = "/" + url[1:-1].split("/", 3)[3]
    return found


async def test_one_is_read_and_dismissed_by_its_owner_only(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    await some_notices(server, alice, bob)
    first, *others = await notices(alice)
    assert (await alice.get(f"{LIST}/{first['id']}")).json == first
    assert (await bob.get(f"{LIST}/{first['id']}")).status == 404
    assert (await bob.post(f"{LIST}/{first['id']}/dismiss")).status == 404
    assert await deed(alice, f"notifications/{first['id']}/dismiss") == {}
    assert (await alice.post(f"{LIST}/{first['id']}/dismiss")).status == 404
    assert (await alice.get(f"{LIST}/{first['id']}")).status == 404
    assert await notices(alice) == others
    await keep(server.instance.cellar.db, a_notification("follow", bob.account, alice.account))
    assert await deed(alice, "notifications/clear") == {}
    assert await notices(alice) == []
    assert await kinds(bob) == ["follow"]


async def test_the_count_begins_at_the_marker_and_leaves_hidden_ones_out(server: Running) -> None:
    alice, bob, carol = [await server.person(name) for name in ("alice", "bob", "carol")]
    await some_notices(server, alice, bob)
    await deed(carol, f"accounts/{alice.id}/follow")
    found = await notices(alice)
    assert await unread(alice) == 7
    assert await unread(alice, limit=2) == 2
    await deed(alice, f"accounts/{bob.id}/mute")
    assert (await unread(alice), await unread(alice, limit=1)) == (1, 1)
    await deed(alice, f"accounts/{bob.id}/unmute")
    await deed(alice, "markers", notifications={"last_read_id": found[2]["id"]})
    assert await unread(alice) == 2
    await deed(alice, "markers", notifications={"last_read_id": found[0]["id"]})
    assert await unread(alice) == 0
    assert (await alice.get(f"{LIST}/unread_count", types=["follow"])).status == 422


async def unread(person: Person, **query: Any) -> int:
    answer = await person.get(f"{LIST}/unread_count", **query)
    assert answer.status == 200, answer.body
    grouped = await person.get("/api/v2/notifications/unread_count", **query)
    assert (grouped.status, grouped.json) == (200, answer.json)
    count: int = answer.json["count"]
    return count


async def test_markers_are_kept_and_counted(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    status = await alice.publish("hello")
    assert (await alice.get("/api/v1/markers")).json == {}
    made = await deed(alice, "markers", home={"last_read_id": status["id"]})
    assert (made["home"]["last_read_id"], made["home"]["version"]) == (status["id"], 1)
    form = urlencoded(**{"home[last_read_id]": status["id"], "notifications[last_read_id]": status["id"]})
    both = (await alice.ask("POST", "/api/v1/markers", form, Content_Type=URLENCODED)).json
    assert {name: one["version"] for name, one in both.items()} == {"home": 2, "notifications": 1}
    assert (await alice.get("/api/v1/markers", timeline=["home"])).json == {"home": both["home"]}
    assert (await alice.get("/api/v1/markers")).json == both
    assert (await bob.get("/api/v1/markers")).json == {}
    nonsense = {"home": {"last_read_id": "nonsense"}}
    for body in ({}, nonsense, {"home": "x"}, {"public": {"last_read_id": "1"}}):
        assert (await alice.post("/api/v1/markers", body)).status == 400, body
    assert (await alice.get("/api/v1/markers", timeline=["public"])).status == 400


async def test_scopes_are_asked_for(server: Running) -> None:
    reader = await server.person("reader", scopes=frozenset({"read:notifications"}))
    writer = await server.person("writer", scopes=frozenset({"write:notifications"}))
    assert (await reader.get(LIST)).status == 200
    assert (await reader.post(f"{LIST}/clear")).status == 403
    assert (await writer.post(f"{LIST}/clear")).status == 200
    assert (await writer.get(LIST)).status == 403
    assert (await server.ask("GET", LIST)).status == 401
