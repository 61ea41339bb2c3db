"""Statuses of other servers: what becomes of their documents, their threads, their edits."""

from datetime import timedelta
from typing import Any

import attrs
import pytest

from gotosocial.errors import Gone, Malformed, NotFound
from gotosocial.federation.dereference.mentions import MOST_FETCHED, MOST_OF_STRANGERS
from gotosocial.models.freshness import Freshness
from gotosocial.models.visibility import Visibility
from gotosocial.util.ulid import time_of
from tests.support.fetching import Fetching
from tests.support.peer import AS, Peer, Served

PUBLIC = f"{AS}#Public"


async def test_a_note_becomes_a_status(here: Fetching, peer: Peer) -> None:
    eve, bob = peer.person("eve"), peer.person("bob")
    note = eve.note(
        "<b>hi</b><script>x</script>",
        summary="careful",
        sensitive=True,
        published="2024-03-01T12:00:00Z",
        contentMap={"pt-br": "<p><b>hi</b><script>x</script></p>"},
        tag=[
            {"type": "Mention", "href": "http://here.example/users/alice", "name": "@alice@here.example"},
            {"type": "Mention", "href": bob.uri, "name": f"@{bob.handle}"},
            {"type": "Hashtag", "name": "#Café", "href": peer.uri("/tags/cafe")},
            {"type": "Emoji", "name": ":cat:", "icon": {"type": "Image", "url": peer.uri("/cat.png")}},
        ],
        attachment=[
            {"type": "Document", "mediaType": "image/png", "url": peer.uri("/1.png"), "name": "a cat",
             "blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdnj", "width": 640, "height": 480},
            {"type": "Document", "mediaType": "application/pdf", "url": peer.uri("/paper.pdf")},
        ],
    )  # fmt: skip
    status = await here.statuses.by_uri(note["id"])
    assert status.uri == note["id"]
    assert status.visibility is Visibility.PUBLIC
    assert "<b>hi</b>" in status.content
    assert "script" not in status.content
    assert "paper.pdf" in status.content
    assert (status.spoiler_text, status.is_sensitive, status.language) == ("careful", True, "pt-BR")
    assert status.tags == ("café",)
    assert not status.is_local
    assert time_of(status.id) == status.created_at
    accounts = await here.db.accounts.get_many(status.mentioned_ids)
    assert {one.acct for one in accounts.values()} == {"alice", bob.handle}
    (media,) = (await here.db.media.get_many(status.media_ids)).values()
    assert (media.kind, media.remote_url, media.description) == ("image", peer.uri("/1.png"), "a cat")
    assert (media.is_cached, media.width) == (False, 640)
    assert len(status.emoji_ids) == 1
    author = await here.db.accounts.get(status.account_id)
    assert author.statuses_count == 1


@pytest.mark.parametrize(
    ("to", "cc", "expected"),
    [
        ([PUBLIC], ["F"], Visibility.PUBLIC),
        (["F"], ["as:Public"], Visibility.UNLISTED),
        (["F"], [], Visibility.PRIVATE),
        (["http://here.example/users/alice"], [], Visibility.DIRECT),
    ],
)
async def test_the_audience_follows_from_the_addresses(
    here: Fetching, peer: Peer, to: list[str], cc: list[str], expected: Visibility
) -> None:
    eve = peer.person("eve")

    def real(names: list[str]) -> list[str]:
        return [f"{eve.uri}/followers" if name == "F" else name for name in names]

    note = eve.note(to=real(to), cc=real(cc))
    assert (await here.statuses.by_uri(note["id"])).visibility is expected


async def test_a_note_to_nobody_is_refused(here: Fetching, peer: Peer) -> None:
    note = peer.person("eve").note(to=[], cc=[])
    with pytest.raises(Malformed):
        await here.statuses.by_uri(note["id"])


async def test_a_note_of_the_future_is_dated_now(here: Fetching, peer: Peer) -> None:
    note = peer.person("eve").note(published="2999-01-01T00:00:00Z")
    status = await here.statuses.by_uri(note["id"])
    assert here.clock.now() - status.created_at < timedelta(minutes=1)


async def test_nobody_writes_for_another_server(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    here.resolver.add("victim.example", int(peer.host.partition(":")[2]))
    note = eve.note()
    peer.serve(
        "/forged", note | {"id": peer.uri("/forged"), "attributedTo": "http://victim.example/users/eve"}
    )
    peer.serve("/users/eve", eve.document() | {"id": "http://victim.example/users/eve"})
    with pytest.raises(Malformed):
        await here.statuses.by_uri(peer.uri("/forged"))
    for_us = eve.note(attributedTo="http://here.example/users/alice")
    with pytest.raises(Malformed):
        await here.statuses.by_uri(for_us["id"])


async def test_what_was_deleted_does_not_come_back(here: Fetching, peer: Peer) -> None:
    note = peer.person("eve").note()
    await here.db.tombstones.insert(note["id"])
    with pytest.raises(Gone):
        await here.statuses.by_uri(note["id"])
    tombstone = {"@context": AS, "type": "Tombstone", "id": peer.uri("/dead")}
    with pytest.raises(Gone):
        await here.statuses.by_uri(peer.serve("/dead", tombstone))


async def test_the_thread_above_is_fetched(here: Fetching, peer: Peer) -> None:
    eve, bob = peer.person("eve"), peer.person("bob")
    top = eve.note("top")
    middle = bob.note("middle", inReplyTo=top["id"])
    bottom = eve.note("bottom", inReplyTo=middle["id"])
    status = await here.statuses.by_uri(bottom["id"])
    above = await here.db.threads.ancestors(status.id, 10)
    found = await here.db.statuses.get_many(above)
    assert [found[one].uri for one in above] == [top["id"], middle["id"]]
    root = found[above[0]]
    assert len({one.thread_id for one in (*found.values(), await here.db.statuses.get(status.id))}) == 1
    assert (root.replies_count, root.is_monologue, status.is_monologue) == (1, True, False)


async def test_an_answer_that_came_first_finds_its_parent(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    author = await here.accounts.by_uri(eve.uri)
    first = eve.note("first")
    second = eve.note("second", inReplyTo=first["id"])
    third = eve.note("third", inReplyTo=second["id"])
    peer.answers[_path(first)] = Served(status=500)
    late = await here.statuses.by_uri(third["id"])
    waiting = await here.db.statuses.find_by_uri(second["id"])
    assert waiting is not None
    assert (waiting.in_reply_to_id, waiting.is_monologue, late.thread_id) == ("", False, late.thread_id)
    parent = await here.statuses.keep(await _read(here, peer, first), author)
    waiting, late = await here.db.statuses.get(waiting.id), await here.db.statuses.get(late.id)
    assert waiting.in_reply_to_id == parent.id
    assert waiting.thread_id == late.thread_id == parent.thread_id
    assert waiting.is_monologue
    assert late.is_monologue
    assert (await here.db.statuses.get(parent.id)).replies_count == 1


async def test_a_circle_of_answers_ends(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    one = eve.note("one")
    two = eve.note("two", inReplyTo=one["id"])
    peer.serve(_path(one), one | {"inReplyTo": two["id"]})
    status = await here.statuses.by_uri(one["id"])
    other = await here.db.statuses.find_by_uri(two["id"])
    assert other is not None
    assert status.in_reply_to_uri == two["id"]
    assert len(await here.db.threads.ancestors(status.id, 512)) <= 1


async def test_news_become_a_fact_once_and_fetched_ones_do_not(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    author = await here.accounts.by_uri(eve.uri)
    fetched = await here.statuses.by_uri(eve.note("fetched")["id"])
    assert await here.jobs("StatusPublished") == []
    note = eve.note("sent")
    sent = await here.statuses.keep(await _read(here, peer, note), author)
    assert await here.jobs("StatusPublished") == [{"status_id": sent.id}]
    again = await here.fetchers.documents.note(fetched.uri)
    assert (await here.statuses.keep(again, author)).id == fetched.id, "sent after something had led to it"
    assert await here.jobs("StatusPublished") == [{"status_id": sent.id}, {"status_id": fetched.id}]


async def test_a_job_ends_with_what_it_keeps(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    author = await here.accounts.by_uri(eve.uri)
    ended: list[bool] = []

    async def finish(t: Any) -> None:
        ended.append(await t.statuses.find_by_uri(note["id"]) is not None)

    note = eve.note()
    await here.statuses.keep(await _read(here, peer, note), author, finish=finish)
    assert ended == [True]


async def test_an_edit_is_written_and_told(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    note = eve.note(
        "before",
        tag=[{"type": "Hashtag", "name": "#one"}],
        attachment=[{"type": "Image", "mediaType": "image/png", "url": peer.uri("/1.png"), "name": "old"}],
        published="2024-03-01T12:00:00Z",
    )
    before = await here.statuses.by_uri(note["id"])
    newer = note | {
        "content": "<p>after</p>",
        "updated": "2024-03-02T12:00:00Z",
        "tag": [{"type": "Hashtag", "name": "#two"}],
        "attachment": [
            {"type": "Image", "mediaType": "image/png", "url": peer.uri("/1.png"), "name": "new"},
            {"type": "Image", "mediaType": "image/png", "url": peer.uri("/2.png")},
        ],
    }
    peer.serve(_path(note), newer)
    here.clock.ahead = 10
    after = await here.statuses.by_uri(note["id"], fresh=Freshness.FRESHEST)
    assert (after.id, after.content, after.tags) == (before.id, "<p>after</p>", ("two",))
    assert after.edited_at is not None
    assert after.edited_at.isoformat() == "2024-03-02T12:00:00+00:00"
    assert after.media_ids[0] == before.media_ids[0], "the same file keeps its id"
    media = await here.db.media.get_many(after.media_ids)
    assert [media[one].description for one in after.media_ids] == ["new", ""]
    assert [one["status_id"] for one in await here.jobs("StatusEdited")] == [after.id]
    older = await here.fetchers.documents.note(note["id"])
    stale = attrs.evolve(older, content="<p>old</p>", updated_at=older.published_at)
    for seen in (after, before):
        # Also where the newer one was written while the older one was read.
        kept = await here.statuses.update(seen, stale)
        assert kept.content == "<p>after</p>", "an older version came late"


async def test_a_silent_change_is_no_edit(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    note = eve.note("same")
    await here.statuses.by_uri(note["id"])
    here.clock.ahead = 3 * 3600
    status = await here.statuses.by_uri(note["id"])
    assert status.edited_at is None
    assert await here.jobs("StatusEdited") == []


async def test_a_status_that_is_gone_is_told(here: Fetching, peer: Peer) -> None:
    note = peer.person("eve").note()
    status = await here.statuses.by_uri(note["id"])
    peer.gone(_path(note))
    here.clock.ahead = 3 * 3600
    with pytest.raises(Gone):
        await here.statuses.by_uri(note["id"])
    assert await here.jobs("StatusGone") == [{"status_id": status.id}]


async def test_many_strangers_are_not_all_fetched(here: Fetching, peer: Peer) -> None:
    people = [peer.person(f"p{number}") for number in range(25)]
    note = peer.person("eve").note(tag=[{"type": "Mention", "href": one.uri} for one in people])
    status = await here.statuses.by_uri(note["id"])
    assert len(status.mentioned_ids) == MOST_OF_STRANGERS
    at_our_page = {"type": "Mention", "href": "http://here.example/@alice", "name": "@alice@here.example"}
    note = peer.person("fay").note(tag=[*note["tag"][MOST_OF_STRANGERS:], at_our_page])
    status = await here.statuses.by_uri(note["id"])
    assert len(status.mentioned_ids) == MOST_FETCHED
    found = await here.db.accounts.get_many(status.mentioned_ids)
    assert "alice" in {one.acct for one in found.values()}, "who is here is found first"


async def test_people_here_are_mentioned_by_their_page_too(here: Fetching, peer: Peer) -> None:
    tag = {"type": "Mention", "href": "http://here.example/@alice", "name": "@alice@here.example"}
    status = await here.statuses.by_uri(peer.person("eve").note(tag=[tag])["id"])
    (mentioned,) = status.mentioned_ids
    assert (await here.db.accounts.get(mentioned)).acct == "alice"


async def test_what_is_for_few_is_for_those_too_whom_it_addresses_without_a_mention(
    here: Fetching, peer: Peer
) -> None:
    eve, alice = peer.person("eve"), "http://here.example/users/alice"
    private = await here.statuses.by_uri(eve.note(to=[alice, f"{alice}/followers"], cc=[])["id"])
    assert private.visibility == "direct"
    (mentioned,) = private.mentioned_ids
    assert (await here.db.accounts.get(mentioned)).acct == "alice"
    for_followers = await here.statuses.by_uri(eve.note(to=[f"{eve.uri}/followers"], cc=[alice])["id"])
    assert for_followers.mentioned_ids == (mentioned,)
    public = await here.statuses.by_uri(eve.note(cc=[alice])["id"])
    assert public.mentioned_ids == (), "everybody sees it anyway"


async def test_policies_are_kept_in_our_words(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    policy = {
        "canLike": {"automaticApproval": [PUBLIC]},
        "canReply": {"automaticApproval": [f"{eve.uri}/followers"], "manualApproval": [PUBLIC]},
        "canAnnounce": {"automaticApproval": [eve.uri]},
    }
    status = await here.statuses.by_uri(eve.note(interactionPolicy=policy)["id"])
    assert status.policy is not None
    assert status.policy.can_favourite.always == ("public",)
    assert status.policy.can_reply.always == ("followers",)
    assert status.policy.can_reply.with_approval == ("public",)
    assert status.policy.can_reblog.always == ("author",)


async def test_a_thread_is_fetched_downwards(here: Fetching, peer: Peer) -> None:
    eve, bob = peer.person("eve"), peer.person("bob")
    top = eve.note("top")
    answer = bob.note("answer", inReplyTo=top["id"])
    below = eve.note("below", inReplyTo=answer["id"])
    on_page_two = bob.note("two", inReplyTo=top["id"])
    page_two = {
        "type": "CollectionPage", "id": peer.uri("/r?page=2"), "items": [on_page_two["id"]],
        "next": peer.uri("/r?page=2"),
    }  # fmt: skip
    peer.serve("/r?page=2", page_two)
    first = {
        "type": "CollectionPage", "next": peer.uri("/r?page=2"), "partOf": peer.uri("/r"),
        "items": [answer["id"], "http://here.example/users/alice/statuses/1"],
    }  # fmt: skip
    peer.serve(_path(top), top | {"replies": {"type": "Collection", "id": peer.uri("/r"), "first": first}})
    inner = {"type": "Collection", "id": peer.uri("/r2"), "first": {"type": "CollectionPage",
             "items": [below["id"]]}}  # fmt: skip
    peer.serve(_path(answer), answer | {"replies": inner})
    status = await here.statuses.found(await here.fetchers.documents.note(top["id"]))
    assert await here.jobs("FetchThread") == [{"status_id": status.id}]
    await here.fetchers.threads.fetch(status)
    members = await here.db.threads.members(status.thread_id, 10)
    found = await here.db.statuses.get_many([one.id for one in members])
    assert {one.uri for one in found.values()} == {
        top["id"], answer["id"], below["id"], on_page_two["id"],
    }  # fmt: skip


async def test_an_event_is_shown_with_its_title_and_dates(here: Fetching, peer: Peer) -> None:
    note = peer.person("eve").note(
        "come",
        type="Event",
        name="Party",
        url=peer.uri("/events/1"),
        startTime="2024-05-01T18:00:00Z",
        location={"type": "Place", "name": "The Bar"},
    )
    content = (await here.statuses.by_uri(note["id"])).content
    for words in ("Party", peer.uri("/events/1"), "2024-05-01 18:00 UTC", "The Bar", "come"):
        assert words in content


async def test_local_statuses_come_from_the_store(here: Fetching) -> None:
    with pytest.raises(NotFound):
        await here.statuses.by_uri("http://here.example/users/alice/statuses/01HV0000000000000000000001")


def _path(note: dict[str, Any]) -> str:
    return "/" + note["id"].partition("://")[2].partition("/")[2]


async def _read(here: Fetching, peer: Peer, note: dict[str, Any]) -> Any:
    """Return the note as its author's server would send it."""
    peer.serve(_path(note), note)
    return await here.fetchers.documents.note(note["id"])


def _question(names: list[str], votes: list[int], **more: Any) -> dict[str, Any]:
    options = [
        {"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": count}}
        for name, count in zip(names, votes, strict=True)
    ]
    return {"type": "Question", "oneOf": options, "endTime": "2999-01-01T00:00:00Z"} | more


async def test_a_poll_is_kept_and_counted_anew(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    note = eve.note(**_question(["yes", "no"], [1, 0], votersCount=1))
    status = await here.statuses.by_uri(note["id"])
    poll = await here.db.polls.find(status.poll_id)
    assert poll is not None
    assert (poll.options, poll.votes, poll.voters_count) == (("yes", "no"), (1, 0), 1)
    assert not poll.is_multiple
    peer.serve(_path(note), note | _question(["yes", "no"], [3, 2], votersCount=5))
    here.clock.ahead = 10
    status = await here.statuses.by_uri(note["id"], fresh=Freshness.FRESHEST)
    counted = await here.db.polls.find(status.poll_id)
    assert counted is not None
    assert (counted.id, counted.votes, counted.voters_count) == (poll.id, (3, 2), 5)
    assert status.edited_at is None
    peer.serve(_path(note), note | _question(["yes", "no", "perhaps"], [0, 0, 0]))
    here.clock.ahead = 20
    status = await here.statuses.by_uri(note["id"], fresh=Freshness.FRESHEST)
    assert status.poll_id != poll.id
    assert status.edited_at is not None
    assert await here.db.polls.find(poll.id) is None


async def test_earlier_versions_are_kept(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    picture = {"type": "Image", "mediaType": "image/png", "url": peer.uri("/1.png"), "name": "a cat"}
    note = eve.note("before", attachment=[picture])
    before = await here.statuses.by_uri(note["id"])
    peer.serve(_path(note), note | {"content": "<p>after</p>", "attachment": []})
    here.clock.ahead = 10
    after = await here.statuses.by_uri(note["id"], fresh=Freshness.FRESHEST)
    (edit,) = await here.db.status_edits.list(after.id)
    assert (edit.content, edit.media_ids, edit.media_descriptions) == (
        "<p>before</p>", before.media_ids, ("a cat",),
    )  # fmt: skip
    assert after.media_ids == ()
    assert len(await here.db.media.get_many(before.media_ids)) == 1, "the history still shows it"
