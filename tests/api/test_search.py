"""Searching what is known here: accounts, statuses by address, hashtags (A-21, A-22, R-01, R-05, R-06)."""

from collections.abc import AsyncIterator
from typing import Any

import attrs
import pytest
import pytest_twisted

from gotosocial.models.account import Account
from gotosocial.util.clock import SystemClock
from tests.support.builders import an_account
from tests.support.instance import HOST, Person, Running
from tests.support.keep import keep


@attrs.frozen
class Town:
    """Alice, who searches, and whom she may find: two people here and three elsewhere."""

    server: Running
    alice: Person
    alison: Person
    bob: Person
    far: Account
    umlaut: Account


@pytest_twisted.async_yield_fixture
async def town(server: Running) -> AsyncIterator[Town]:
    far = an_account("alice", "there.example", display_name="Alice from there")
    umlaut = an_account("jörg", "xn--bcher-kva.example", display_name="Jörg BÜCHERWURM")
    gone = an_account("alicegone", "there.example", suspended_at=SystemClock().now())
    await keep(server.instance.cellar.db, far, umlaut, gone)
    yield Town(
        server,
        await server.person("alice"),
        await server.person("alison", display_name="100% _real_"),
        await server.person("bob", display_name="Bob :blobcat:"),
        far,
        umlaut,
    )


async def accounts(person: Person, q: str, **query: Any) -> list[str]:
    """Return the names of the accounts that a search for accounts finds."""
    answer = await person.get("/api/v1/accounts/search", q=q, **query)
    assert answer.status == 200, answer.body
    return [one["acct"] for one in answer.json]


async def everything(person: Person, q: str, **query: Any) -> tuple[list[str], list[str], list[str]]:
    """Return the names of accounts, the ids of statuses and the names of tags that a search finds."""
    answer = await person.get("/api/v2/search", q=q, **query)
    assert answer.status == 200, answer.body
    found = answer.json
    return (
        [one["acct"] for one in found["accounts"]],
        [one["id"] for one in found["statuses"]],
        [one["name"] for one in found["hashtags"]],
    )


async def test_a_lookup_wants_the_exact_name(town: Town) -> None:
    for handle, acct in (
        ("alice", "alice"),
        ("@alice", "alice"),
        ("ALICE", "alice"),
        (f"alice@{HOST}", "alice"),
        (f"@Alice@{HOST.upper()}", "alice"),
        ("alice@there.example", "alice@there.example"),
        ("alice@THERE.example", "alice@there.example"),
        ("jörg@bücher.example", "jörg@bücher.example"),
        ("jörg@xn--bcher-kva.example", "jörg@bücher.example"),
    ):
        answer = await town.bob.get("/api/v1/accounts/lookup", acct=handle)
        assert (answer.status, answer.json.get("acct")) == (200, acct), handle
    instance_actor = (HOST, f"{HOST}@{HOST}")
    for handle in ("ali", "alice@nowhere.example", "alicegone@there.example", *instance_actor, "a@b c", "@@"):
        assert (await town.bob.get("/api/v1/accounts/lookup", acct=handle)).status == 404, handle
    for query in ({}, {"acct": " "}, {"acct": "x" * 1001}):
        assert (await town.bob.get("/api/v1/accounts/lookup", **query)).status == 400, query


async def test_accounts_are_found_by_any_part_of_their_names(town: Town) -> None:
    assert await accounts(town.bob, "ali") == ["alice", "alison", "alice@there.example"]
    assert await accounts(town.bob, "@alice") == ["alice", "alice@there.example"]
    assert await accounts(town.bob, "@alice@there.example") == ["alice@there.example"]
    assert await accounts(town.bob, "from there") == ["alice@there.example"]
    assert await accounts(town.bob, "bücherwurm") == ["jörg@bücher.example"]
    assert await accounts(town.bob, "jörg@bücher.example") == ["jörg@bücher.example"]
    for nothing in ("%", "100_", "!", "'", "@", "@@@", '"; DROP TABLE accounts', "alicegone"):
        assert await accounts(town.bob, nothing) == (["alison"] if nothing == "%" else []), nothing
    assert await accounts(town.bob, "100%") == ["alison"]


async def test_accounts_are_limited_and_may_be_those_one_follows(town: Town) -> None:
    assert await accounts(town.bob, "ali", limit=1) == ["alice"]
    assert await accounts(town.bob, "ali", limit=1, offset=1) == ["alison"]
    assert await accounts(town.bob, "ali", following=True) == []
    await town.bob.post(f"/api/v1/accounts/{town.alison.id}/follow")
    assert await accounts(town.bob, "ali", following=True) == ["alison"]
    assert await accounts(town.bob, "alice", following=True) == []
    assert await accounts(town.bob, "nobody@nowhere.example", resolve=True) == []
    for query in ({}, {"q": ""}, {"q": "a", "limit": "many"}, {"q": "a", "following": "perhaps"}):
        assert (await town.bob.get("/api/v1/accounts/search", **query)).status == 400, query


async def test_addresses_are_taken_as_what_they_are(town: Town) -> None:
    status = await town.alice.publish("hello", visibility="public")
    secret = await town.alice.publish("psst", visibility="direct")
    assert await everything(town.bob, town.alice.account.url) == (["alice"], [], [])
    assert await everything(town.bob, town.alice.account.uri) == (["alice"], [], [])
    assert await everything(town.bob, town.far.url) == (["alice@there.example"], [], [])
    assert await everything(town.bob, status["url"]) == ([], [status["id"]], [])
    assert await everything(town.bob, status["uri"], resolve=True) == ([], [status["id"]], [])
    assert await everything(town.alice, secret["url"]) == ([], [secret["id"]], [])
    nothing: tuple[list[str], list[str], list[str]] = ([], [], [])
    assert await everything(town.bob, secret["url"]) == nothing
    assert await everything(town.bob, "https://nowhere.example/@x", resolve=True) == nothing
    assert await everything(town.bob, status["url"], type="accounts") == nothing
    assert await everything(town.bob, town.alice.account.url, type="statuses") == nothing
    assert await everything(town.bob, status["url"], offset=1) == nothing
    assert await everything(town.bob, status["url"], account_id=town.bob.id) == nothing
    assert await everything(town.bob, status["url"], account_id=town.alice.id) == ([], [status["id"]], [])
    for more in ("/", "?lang=en", "#top", "/?a=b#c"):
        assert await everything(town.bob, town.alice.account.url + more) == (["alice"], [], []), more
        assert await everything(town.bob, status["url"] + more) == ([], [status["id"]], []), more
    shown_here = town.alice.account.url.replace("@alice", "@alice@there.example")
    assert await everything(town.bob, shown_here) == (["alice@there.example"], [], [])
    assert await everything(town.bob, shown_here, type="statuses") == nothing
    assert await everything(town.bob, secret["url"] + "#top") == nothing


async def test_a_boost_is_found_as_what_it_boosts(town: Town) -> None:
    status = await town.alice.publish("hello", visibility="public")
    await town.bob.post(f"/api/v1/statuses/{status['id']}/reblog")
    assert await everything(town.bob, status["url"]) == ([], [status["id"]], [])


async def test_hashtags_are_found_by_how_they_begin(town: Town) -> None:
    await town.alice.publish("#Alitag #alice #Привет #other", visibility="public")
    assert (await everything(town.bob, "#ali"))[2] == ["alice", "alitag"]
    assert await everything(town.bob, "#ПРИВ") == ([], [], ["привет"])
    found = await everything(town.bob, "ali")
    assert found == (["alice", "alison", "alice@there.example"], [], ["alice", "alitag"])
    assert await everything(town.bob, "ali", type="hashtags") == ([], [], found[2])
    assert await everything(town.bob, "ali", type="accounts") == (found[0], [], [])
    assert await everything(town.bob, "@alice@there.example") == (["alice@there.example"], [], [])
    for nothing in ("#", "##", "#no such", "#☃"):
        assert await everything(town.bob, nothing) == ([], [], []), nothing
    assert (await everything(town.bob, "#ali", limit=1))[2] == ["alice"]
    assert (await everything(town.bob, "#ali", limit=1, offset=1))[2] == ["alitag"]


async def test_the_old_search_tells_names_of_hashtags_only(town: Town) -> None:
    await town.alice.publish("#music", visibility="public")
    old = (await town.bob.get("/api/v1/search", q="#music")).json
    new = (await town.bob.get("/api/v2/search", q="#music")).json
    assert old["hashtags"] == ["music"]
    assert new["hashtags"][0]["name"] == "music"
    assert new["hashtags"][0]["url"] == f"http://{HOST}/tags/music"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"q": "  "},
        {"q": "x" * 1001},
        {"q": "a", "type": "things"},
        {"q": "a", "limit": "many"},
        {"q": "a", "offset": "x"},
        {"q": "a", "resolve": "perhaps"},
    ],
)
async def test_a_search_that_says_nothing_is_refused(town: Town, query: dict[str, str]) -> None:
    for path in ("/api/v1/search", "/api/v2/search"):
        answer = await town.bob.get(path, **query)
        assert (answer.status, set(answer.json)) == (400, {"error"})


async def test_searching_needs_its_scope_and_a_person(town: Town) -> None:
    narrow = await town.server.person("narrow", scopes=frozenset({"read:accounts"}))
    assert (await narrow.get("/api/v2/search", q="a")).status == 403
    assert (await town.server.ask("GET", "/api/v2/search?q=a")).status == 401
    moved = await town.server.person("moved", moved_to_uri="https://there.example/users/moved")
    assert await everything(moved, "alice") == ([], [], [])
