"""What the instance tells of itself and of others (K4-30, K4-31, O-26 to O-28, E-01, G-001, G-002)."""

from pathlib import Path
from typing import Any

import attrs
import pytest

from gotosocial.models.instance import Rule
from gotosocial.storage.stores import Transaction
from tests.support.builders import an_account, an_emoji, an_id
from tests.support.instance import HOST, Person, Running, running
from tests.support.keep import keep

BOTH = ("/api/v1/instance", "/api/v2/instance")


def folder_in(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


async def told(server: Running, path: str = "/api/v2/instance") -> Any:
    answer = await server.ask("GET", path)
    assert answer.status == 200, answer.body
    return answer.json


async def test_apps_find_what_they_ask_first(server: Running) -> None:
    new, old = await told(server), await told(server, "/api/v1/instance")
    assert (new["domain"], new["account_domain"], old["uri"]) == (HOST, HOST, HOST)
    assert new["configuration"]["urls"]["streaming"] == f"ws://{HOST}"
    assert old["urls"]["streaming_api"] == f"ws://{HOST}"
    assert len(new["configuration"]["vapid"]["public_key"]) == 87
    assert new["configuration"]["translation"] == {"enabled": False}
    assert new["registrations"]["enabled"] is False
    assert (old["max_toot_chars"], old["stats"]["user_count"]) == (5000, 0)
    assert (new["rules"], new["contact"], old["title"]) == ([], {"email": "", "account": None}, HOST)
    assert old["contact_account"] is None
    assert new["thumbnail"]["url"].startswith(f"http://{HOST}/assets/")
    for one in (new, old):
        limits = one["configuration"]
        assert limits["statuses"]["max_characters"] == 5000
        assert limits["statuses"]["max_media_attachments"] == 6
        assert limits["statuses"]["characters_reserved_per_url"] == 25
        assert limits["accounts"]["max_profile_fields"] == 6
        assert limits["accounts"]["max_pinned_statuses"] == 10
        assert limits["media_attachments"]["description_limit"] == 5000
        assert limits["media_attachments"]["image_size_limit"] == 40 * 1024 * 1024


async def test_the_version_promises_what_is_served(server: Running) -> None:
    version: str = (await told(server))["version"]
    assert version.startswith("4.2.0 (compatible; gotosocial ")
    assert (await told(server, "/api/v1/instance"))["version"] == version
    assert (await told(server))["api_versions"] == {"mastodon": 1}


async def test_a_token_makes_no_difference_and_a_bad_one_no_harm(server: Running) -> None:
    for path in BOTH:
        assert (await server.ask("GET", path, token="nonsense")).status == 200
        assert (await server.ask("GET", path, headers={"Accept": "text/html"})).status == 406


async def test_configured_limits_and_languages_are_told(kind: str, tmp_path: Path) -> None:
    sections = {
        "statuses": {"max_chars": 77, "media_max_files": 2, "poll_max_options": 3},
        "accounts": {"max_profile_fields": 9, "registration_open": True},
        "instance": {"languages": ("nl", "en-GB")},
        "media": {"description_max_chars": 99, "image_size_hint": 1234},
    }
    async with running(kind, tmp_path, **sections) as server:
        new = await told(server)
        assert new["languages"] == ["nl", "en-GB"]
        assert (await told(server, "/api/v1/instance"))["languages"] == ["nl", "en-GB"]
        assert new["configuration"]["statuses"]["max_characters"] == 77
        assert new["configuration"]["accounts"]["max_profile_fields"] == 9
        assert new["configuration"]["media_attachments"]["description_limit"] == 99
        assert new["configuration"]["media_attachments"]["image_size_limit"] == 1234
        assert (new["registrations"]["enabled"], new["registrations"]["approval_required"]) == (False, True)
        alice = await server.person("alice")
        assert (await alice.post("/api/v1/statuses", {"status": "x" * 78})).status in (400, 422)


async def test_texts_rules_and_contact_are_shown(server: Running) -> None:
    alice = await server.person("alice")
    db = server.instance.cellar.db
    texts = attrs.evolve(
        await db.instance_texts.get(),
        title="Our place",
        description="<p>Be kind</p>",
        description_text="Be kind",
        contact_account_id=alice.id,
        contact_email="alice@mail.example",
    )
    await db.instance_texts.update(texts)
    await db.rules.insert(Rule(id=an_id(), text="Do not shout", position=2))
    await db.rules.insert(Rule(id=an_id(), text="Be kind", position=1))
    new, old = await told(server), await told(server, "/api/v1/instance")
    assert (new["title"], old["title"], new["description"]) == ("Our place", "Our place", "<p>Be kind</p>")
    assert (new["contact"]["account"]["id"], old["contact_account"]["id"]) == (alice.id, alice.id)
    assert new["contact"]["email"] == old["email"] == "alice@mail.example"
    rules = await told(server, "/api/v1/instance/rules")
    assert [rule["text"] for rule in rules] == ["Be kind", "Do not shout"]
    assert new["rules"] == old["rules"] == rules


async def stats(server: Running) -> tuple[int, int, int]:
    found = (await told(server, "/api/v1/instance"))["stats"]
    return found["user_count"], found["status_count"], found["domain_count"]


async def populate(server: Running) -> Person:
    await keep(server.instance.cellar.db, an_account("far", "there.example"), an_account("x", "else.example"))
    alice = await server.person("alice")
    await alice.publish("one")
    await alice.publish("two")
    return alice


@pytest.mark.parametrize("mode", ["", "serve"])
async def test_honest_figures(kind: str, tmp_path: Path, mode: str) -> None:
    async with running(kind, tmp_path, instance={"stats_mode": mode}) as server:
        await populate(server)
        assert await stats(server) == (1, 2, 2)
        assert (await told(server))["usage"]["users"]["active_month"] == 1


async def test_no_figures_and_silly_figures(kind: str, tmp_path: Path) -> None:
    async with running(kind, tmp_path, instance={"stats_mode": "zero"}) as server:
        await populate(server)
        assert await stats(server) == (0, 0, 0)
        assert (await told(server))["usage"]["users"]["active_month"] == 0
    async with running("sqlite", folder_in(tmp_path, "silly"), instance={"stats_mode": "baffle"}) as server:
        first = await stats(server)
        assert await stats(server) == first
        assert sum(first) > 100


async def test_emojis_need_a_token_unless_exposed(kind: str, tmp_path: Path) -> None:
    path = "/api/v1/custom_emojis"
    hidden = an_emoji("hidden", is_visible_in_picker=False)
    some = [an_emoji("blobcat"), hidden, an_emoji("off", is_disabled=True)]
    for is_exposed in (False, True):
        folder = folder_in(tmp_path, str(is_exposed))
        async with running(kind, folder, instance={"expose_custom_emojis": is_exposed}) as server:
            alice = await server.person("alice")
            assert (await alice.get(path)).json == []
            await keep(server.instance.cellar.db, *some, an_emoji("far", domain="there.example"))
            (shown,) = (await alice.get(path)).json
            assert (shown["shortcode"], shown["visible_in_picker"]) == ("blobcat", True)
            assert (await server.ask("GET", path)).status == (200 if is_exposed else 401)


async def test_health_is_told(server: Running) -> None:
    for path in ("/livez", "/readyz"):
        for method in ("GET", "HEAD"):
            answer = await server.ask(method, path)
            assert (answer.status, answer.body) == (200, b""), path


async def test_a_server_whose_database_fails_is_alive_but_not_ready(server: Running) -> None:
    async def break_it(t: Transaction) -> None:
        await t.querier.run("DROP TABLE instance_texts")

    await server.instance.cellar.db.transact(break_it)
    assert (await server.ask("GET", "/livez")).status == 200
    assert (await server.ask("GET", "/readyz")).status == 500
    assert (await server.ask("HEAD", "/readyz")).status == 500
