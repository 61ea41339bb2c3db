"""Searching, mentioning and opening what lives on other servers (rows R-02, S-08, K-01)."""

import pytest

from gotosocial.federation.dereference import statuses
from gotosocial.handlers.search import remote
from gotosocial.handlers.search.remote import RemoteFinder
from gotosocial.handlers.search.search import Found, Search, Searcher
from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.strangers import Strangers
from gotosocial.handlers.shared.writing import Writing
from gotosocial.handlers.statuses.context import ThreadReader
from gotosocial.models.requester import Requester
from tests.support.fetching import Fetching
from tests.support.peer import ACTIVITY_JSON, Peer, Served
from tests.support.wire import reactor


def access_of(here: Fetching) -> Access:
    return Access(here.db, here.cellar.caches)


def searcher_of(here: Fetching) -> Searcher:
    finder = RemoteFinder(here.accounts, here.statuses, reactor)
    return Searcher(access_of(here), here.base.addresses, finder)


async def alice(here: Fetching) -> Requester:
    account = await here.db.accounts.find_by_name("alice")
    assert account is not None
    return Requester(token_id="T", account_id=account.id, application_id="A", scopes=frozenset())


async def search(here: Fetching, text: str, *, resolve: bool = True) -> Found:
    return await searcher_of(here).everything(await alice(here), Search(text=text, resolve=resolve))


@pytest.mark.parametrize("form", ["@{}", "{}", "acct:{}", "acct:@{}"])
async def test_a_handle_is_resolved_where_that_is_wanted(here: Fetching, peer: Peer, form: str) -> None:
    handle = form.format(peer.person("eve").handle)
    assert list((await search(here, handle, resolve=False)).accounts) == []
    assert peer.asked == []
    (found,) = (await search(here, handle)).accounts
    assert found.username == "eve"
    assert [one.id for one in (await search(here, handle, resolve=False)).accounts] == [found.id]


async def test_addresses_are_resolved_in_the_name_of_who_searches(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    (account,) = (await search(here, eve.uri)).accounts
    note = eve.note("found me")
    (seen,) = (await search(here, note["id"])).statuses
    assert (seen.author.id, seen.status.content) == (account.id, "<p>found me</p>")
    assert len(peer.asked_for(eve.path)) == 1
    signed_by = {
        one.headers["signature"].partition('"')[2].partition("#")[0] for one in peer.asked_for(eve.path)
    }
    assert signed_by == {"http://here.example/users/alice"}


async def test_a_page_leads_to_its_document(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    page = (
        f'<html><head><link rel="alternate" type="{ACTIVITY_JSON}" href="{eve.path}"></head><body>hi</body>'
    )
    peer.answers["/@eve"] = Served(body=page.encode(), content_type="text/html; charset=utf-8")
    (found,) = (await search(here, peer.uri("/@eve"))).accounts
    assert found.uri == eve.uri


@pytest.mark.parametrize(
    "link",
    [
        '<{}>; rel="alternate"; type="application/activity+json"',
        '<https://blog.example/wp-json/1>; rel="alternate"; type="application/json", '
        '<{}>; title="a, \\"b\\" <c>"; rel=alternate; type="application/activity+json"',
        '<{}>; type="application/ld+json; profile=\\"https://www.w3.org/ns/activitystreams\\"";rel=Alternate',
    ],
)
async def test_a_page_names_its_document_in_a_header(here: Fetching, peer: Peer, link: str) -> None:
    eve = peer.person("eve")
    headers = {"Link": link.format(eve.path)}
    peer.answers["/@eve"] = Served(body=b"<html>", content_type="text/html", headers=headers)
    (found,) = (await search(here, peer.uri("/@eve"))).accounts
    assert found.uri == eve.uri


async def test_a_header_that_says_something_else_is_no_way(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    of_person = '<{}>; rel="me"; type="application/activity+json"'
    links = ('<{}>; rel="alternate"; type="text/html"', of_person, "<{}>")
    for number, link in enumerate(links):
        headers = {"Link": link.format(eve.path)}
        path = f"/page{number}"
        peer.answers[path] = Served(body=b"<html>", content_type="text/html", headers=headers)
        assert await search(here, peer.uri(path)) == Found(), link


@pytest.mark.parametrize("page", ["/@{}", "/@{}/", "/web/@{}", "/@{}?lang=en#top"])
async def test_a_profile_is_found_as_another_server_shows_it(here: Fetching, peer: Peer, page: str) -> None:
    """Mastodon and apps show people of other servers at such addresses, and serve no document there."""
    eve = peer.person("eve")
    url = "https://social.example" + page.format(eve.handle)
    assert await search(here, url, resolve=False) == Found()
    (found,) = (await search(here, url)).accounts
    assert found.uri == eve.uri
    assert [one.id for one in (await search(here, url, resolve=False)).accounts] == [found.id]


async def test_what_cannot_be_had_is_nothing_found(here: Fetching, peer: Peer) -> None:
    assert await search(here, peer.uri("/nothing")) == Found()
    assert list((await search(here, f"@nobody@{peer.host}")).accounts) == []
    peer.answers["/page"] = Served(body=b"<html><body>hi", content_type="text/html")
    assert await search(here, peer.uri("/page")) == Found()


async def test_a_post_is_found_before_the_whole_thread_above_it(
    here: Fetching, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statuses, "PATIENCE", 0.0)
    eve = peer.person("eve")
    parent = eve.note("parent")
    note = eve.note("child", inReplyTo=parent["id"])
    (seen,) = (await search(here, note["id"])).statuses
    assert seen.status.uri == note["id"]
    assert await here.db.statuses.find_by_uri(parent["id"]) is None
    assert await here.jobs("FetchThread") == [{"status_id": seen.status.id}]
    await here.fetchers.threads.fetch(seen.status)
    assert await here.db.statuses.find_by_uri(parent["id"]) is not None


async def test_a_post_is_found_whose_parent_never_answers(
    here: Fetching, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "SECONDS", 0.5)
    eve = peer.person("eve")
    peer.answers["/silent"] = Served(delay=-1)
    note = eve.note("child", inReplyTo=peer.uri("/silent"))
    (seen,) = (await search(here, note["id"])).statuses
    assert seen.status.uri == note["id"]


async def test_a_post_for_others_is_not_found(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    note = eve.note(to=[f"{eve.uri}/followers"], cc=[])
    assert list((await search(here, note["id"])).statuses) == []


async def test_an_old_account_is_fetched_anew_when_it_is_opened(here: Fetching, peer: Peer) -> None:
    searcher, who = searcher_of(here), await alice(here)
    account = await here.accounts.by_uri(peer.person("eve").uri)
    await searcher.by_id(who, account.id)
    assert await here.jobs("RefreshAccount") == [{"account_id": account.id}], "its totals are not known yet"
    await here.fetchers.totals.fetch(account)
    await here.cellar.engine.reads.run("DELETE FROM jobs")
    await searcher.by_id(who, account.id)
    assert await here.jobs("RefreshAccount") == []
    here.clock.ahead = 7 * 3600
    await searcher.by_id(who, account.id)
    await searcher.by_id(who, account.id)
    assert await here.jobs("RefreshAccount") == [{"account_id": account.id}]


async def test_an_opened_thread_is_fetched(here: Fetching, peer: Peer) -> None:
    who = await alice(here)
    status = await here.statuses.by_uri(peer.person("eve").note()["id"])
    reader = ThreadReader(access_of(here), here.clock)
    await reader.read(who, status.id)
    assert await here.jobs("FetchThread") == []
    here.clock.ahead = 301
    await reader.read(who, status.id)
    assert await here.jobs("FetchThread") == [{"status_id": status.id}]


async def test_strangers_are_found_while_a_post_is_written(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    writing = Writing(here.db, here.base.addresses, here.base.texts, Strangers(here.accounts, reactor))
    text = f"hello @{eve.handle} and @nobody@{peer.host} and @bob@nowhere.example"
    written = await writing.status(text, "text/plain", "X")
    (mentioned,) = written.mentioned_ids
    assert (await here.db.accounts.get(mentioned)).uri == eve.uri
    assert f"@nobody@{peer.host}" in written.html


async def test_nobody_waits_long_for_a_stranger(here: Fetching, peer: Peer) -> None:
    eve = peer.person("eve")
    usual = f"/.well-known/webfinger?resource=acct:slow@{peer.host}"
    peer.answers[usual] = Served(delay=-1)
    strangers = Strangers(here.accounts, reactor, seconds=0.3)
    writing = Writing(here.db, here.base.addresses, here.base.texts, strangers)
    written = await writing.status(f"@slow@{peer.host} @{eve.handle}", "text/plain", "X")
    assert len(written.mentioned_ids) == 1
