"""Pages for people without an app: what they show, what they hide, and to whom."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import attrs
import pytest

from gotosocial.models.account import Account, ProfileField
from tests.support.builders import a_media, a_status, an_account, an_emoji
from tests.support.instance import HOST, Person, Running, running
from tests.support.keep import keep

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def page(server: Running, path: str, status: int = 200) -> str:
    answer = await server.ask("GET", path, headers=HTML)
    assert answer.status == status, answer.body
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    text = answer.body.decode()
    assert text.startswith("<!doctype html>")
    assert "<script" not in text
    assert "style=" not in text
    return text


async def write(server: Running, *things: object) -> None:
    await keep(server.instance.cellar.db, *things)


async def change(server: Running, account: Account, **changes: Any) -> None:
    await server.instance.cellar.db.accounts.update(attrs.evolve(account, **changes))


async def a_wall(server: Running) -> tuple[Person, dict[str, Any]]:
    """Let alice have one post of every kind; return her and the texts that a stranger may never see."""
    alice, bob = await server.person("alice"), await server.person("bob")
    public = a_status(alice.account, "seen-public")
    hidden = {
        "unlisted": a_status(alice.account, "hidden-unlisted", "unlisted"),
        "private": a_status(alice.account, "hidden-private", "private"),
        "mutuals": a_status(alice.account, "hidden-mutuals", "mutuals_only"),
        "direct": a_status(alice.account, "hidden-direct", "direct"),
        "local": a_status(alice.account, "hidden-local", is_federated=False),
        "pending": a_status(alice.account, "hidden-pending", is_pending=True),
    }
    reply = a_status(alice.account, "left-out-reply", reply_to=public)
    stranger = a_status(bob.account, "left-out-boosted")
    boost = a_status(alice.account, boost_of=stranger)
    await write(server, public, *hidden.values(), reply, stranger, boost)
    return alice, {"public": public, "reply": reply, "boost": boost, **hidden}


async def test_a_profile_shows_public_posts_and_nothing_else(server: Running) -> None:
    _, posts = await a_wall(server)
    shown = await page(server, "/@alice")
    assert "seen-public" in shown
    assert "hidden-" not in shown
    assert "left-out-" not in shown
    assert f"/@alice/statuses/{posts['public'].id}" in shown


async def test_a_profile_without_public_posts_says_so(server: Running) -> None:
    alice = await server.person("alice")
    assert "Nothing here yet." in await page(server, "/@alice")
    await alice.publish("for my followers", visibility="private")
    shown = await page(server, "/@alice")
    assert "No post is shown on the web." in shown
    assert "Nothing here yet." not in shown


async def test_web_visibility_adds_unlisted_posts_or_hides_everything(server: Running) -> None:
    alice, posts = await a_wall(server)
    await change(server, alice.account, hides_unlisted_from_web=False)
    shown = await page(server, "/@alice")
    assert "seen-public" in shown
    assert re.findall("hidden-[a-z]+", shown) == ["hidden-unlisted"]
    await change(server, alice.account, hides_public_from_web=True)
    shown = await page(server, "/@alice")
    assert "does not show posts on the web" in shown
    assert "seen-public" not in shown
    await page(server, f"/@alice/statuses/{posts['public'].id}", 404)


async def test_a_single_post_is_shown_only_where_a_stranger_may_see_it(server: Running) -> None:
    _, posts = await a_wall(server)
    seen = {"public", "reply"}
    for name, status in posts.items():
        shown = await page(server, f"/@alice/statuses/{status.id}", 200 if name in seen else 404)
        assert "hidden-" not in shown
    await page(server, f"/@bob/statuses/{posts['public'].id}", 404)
    await page(server, "/@alice/statuses/nonsense", 404)


@pytest.mark.parametrize("path", ["/@nobody", "/@bob@remote.example", f"/@{HOST}", "/@"])
async def test_who_does_not_live_here_has_no_page(server: Running, path: str) -> None:
    await write(server, an_account("bob", domain="remote.example"))
    await page(server, path, 404)


async def test_a_suspended_or_disabled_person_has_no_page(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")
    await page(server, "/@alice")
    await change(server, alice.account, suspended_at=alice.account.created_at)
    await server.instance.cellar.db.users.update(attrs.evolve(bob.user, is_disabled=True))
    await page(server, "/@alice", 404)
    await page(server, "/@bob", 404)


async def test_only_the_discoverable_are_shown_to_search_engines(server: Running) -> None:
    alice = await server.person("alice")
    for is_discoverable, robots in ((False, "noindex, nofollow"), (True, "nofollow, noarchive")):
        await change(server, alice.account, is_discoverable=is_discoverable)
        answer = await server.ask("GET", "/@alice", headers=HTML)
        assert f'<meta name="robots" content="{robots}' in answer.body.decode()
        assert answer.headers["x-robots-tag"].startswith(robots)


async def test_names_lead_to_the_page_in_any_case_and_point_to_the_actor(server: Running) -> None:
    alice = await server.person("alice")
    shown = await page(server, "/@ALICE")
    assert f'rel="alternate" type="application/activity+json" href="{alice.account.uri}"' in shown


async def test_profile_texts_come_clean_with_emojis_and_rel_me(server: Running) -> None:
    alice = await server.person("alice")
    emoji = an_emoji("blobcat")
    await write(server, emoji)
    link = '<a href="https://alice.example" rel="nofollow noreferrer noopener" target="_blank">x</a>'
    await change(
        server,
        alice.account,
        display_name="Alice <b> :blobcat:",
        note="<p>Hello <strong>there</strong> :blobcat:</p>",
        fields=(ProfileField(name="Home <i>", value=link, verified_at=None),),
        emoji_ids=(emoji.id,),
    )
    shown = await page(server, "/@alice")
    assert "Alice &lt;b&gt; <img" in shown
    assert "<strong>there</strong> <img" in shown
    assert 'href="https://alice.example" rel="me nofollow' in shown
    assert "Home &lt;i&gt;" in shown


async def test_nobody_wears_the_badge_of_an_admin_in_a_text_of_theirs(server: Running) -> None:
    mallory = await server.person("mallory")
    text = 'I am <span class="badge">Admin</span> and <span class="verified">real</span>'
    settings = {"note": text, "source": {"status_content_type": "text/markdown"}}
    told = await mallory.ask("PATCH", "/api/v1/accounts/update_credentials", settings)
    assert 'class="badge"' in told.json["note"], "apps are told"
    await mallory.publish(text, visibility="public", content_type="text/markdown")
    shown = await page(server, "/@mallory")
    assert shown.count("I am <span>Admin</span> and <span>real</span>") == 2
    assert 'class="badge"' not in shown


async def test_warnings_and_sensitive_media_are_closed_until_opened(server: Running) -> None:
    alice = await server.person("alice")
    files = [a_media(alice.account, description=f'a "{word}"') for word in ("cat", "dog")]
    warned = a_status(alice.account, "the butler", spoiler_text="who <did> it")
    careful = a_status(alice.account, "careful", is_sensitive=True, media_ids=(files[0].id,))
    plain = a_status(alice.account, "plain", media_ids=(files[1].id,))
    await write(server, *files, warned, careful, plain)
    shown = await page(server, "/@alice")
    assert re.search(r'<details class="warning"><summary><span>who &lt;did&gt; it</span>', shown)
    closed = shown.partition('<details class="hidden-media">')[2].partition("</article>")[0]
    assert 'alt="a &#34;cat&#34;"' in closed
    assert unescape(shown).count('alt="a "dog""') == 1
    title = await page(server, f"/@alice/statuses/{warned.id}")
    assert "the butler" not in title.partition("</head>")[0]


async def test_pinned_posts_come_first_and_older_ones_are_a_page_away(server: Running) -> None:
    alice = await server.person("alice")
    posts = [a_status(alice.account, f"post-{number:02}.") for number in range(45)]
    pinned = attrs.evolve(posts[0], pinned_at=posts[0].created_at)
    noise = [a_status(alice.account, "whisper", "private") for _ in range(90)]
    await write(server, pinned, *posts[1:], *noise)
    first = await page(server, "/@alice")
    found = re.findall(r"post-\d\d", first)
    assert found == ["post-00", *(f"post-{number:02}" for number in range(44, 24, -1))]
    second = await page(server, re.findall(r'href="(/@alice\?max_id=\w+)"', first)[0])
    third = await page(server, re.findall(r'href="(/@alice\?max_id=\w+)"', second)[0])
    assert re.findall(r"post-\d\d", second + third) == [f"post-{number:02}" for number in range(24, -1, -1)]
    assert "max_id" not in third
    assert "whisper" not in first + second + third


async def test_the_landing_page_says_what_the_server_is(server: Running) -> None:
    alice, db = await server.person("alice"), server.instance.cellar.db
    texts = await db.instance_texts.get()
    changed = attrs.evolve(
        texts,
        title="Tea <Party>",
        short_description="<p>A <em>quiet</em> table.</p>",
        contact_email="hatter@mail.example",
        contact_account_id=alice.id,
    )
    await db.instance_texts.update(changed)
    for path in ("/", "/about"):
        shown = await page(server, path)
        for part in ("Tea &lt;Party&gt;", "<em>quiet</em>", "hatter@mail.example", "@alice", HOST):
            assert part in shown


async def test_the_landing_page_may_be_somebodys_profile(tmp_path: Path) -> None:
    async with running("sqlite", tmp_path, general={"landing_page_user": "alice"}) as server:
        answer = await server.ask("GET", "/", headers=HTML)
        assert (answer.status, answer.headers["location"]) == (302, "/@alice")
        assert (await server.ask("GET", "/about", headers=HTML)).status == 200


async def test_own_templates_and_files_go_before_the_bundled_ones(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "message.html").write_text("<!doctype html>{{ status }} on {{ host }}: {{ message }}")
    (own / "style.css").write_text("p {}")
    folders = {"template_base_dir": str(own), "asset_base_dir": str(own)}
    async with running("sqlite", tmp_path, web=folders) as server:
        missing = await server.ask("GET", "/@<b>", headers=HTML)
        assert missing.body.decode() == f"<!doctype html>404 on {HOST}: There is no such account here."
        assert (await server.ask("GET", "/about", headers=HTML)).status == 200
        assert (await server.ask("GET", "/assets/style.css")).body == b"p {}"


async def test_a_broken_template_of_ones_own_still_gives_an_answer(tmp_path: Path) -> None:
    for name, text in (("landing.html", "{{ no_such_name }}"), ("message.html", "{% if %}")):
        (tmp_path / name).write_text(text)
    async with running("sqlite", tmp_path, web={"template_base_dir": str(tmp_path)}) as server:
        for path, status in (("/about", 500), ("/@nobody", 404)):
            answer = await server.ask("GET", path, headers=HTML)
            assert answer.status == status
            assert f"<title>{status}</title>" in answer.body.decode()


async def test_errors_are_pages_for_browsers_and_json_for_programs(server: Running) -> None:
    answer = await server.ask("GET", "/nowhere", headers=HTML | {"X-Request-Id": "my-id"})
    assert (answer.status, answer.headers["x-request-id"]) == (404, "my-id")
    assert "<code>my-id</code>" in answer.body.decode()
    assert (await server.ask("GET", "/nowhere", headers={"Accept": "application/json"})).json["error"]
    assert (await server.ask("GET", "/api/v1/nowhere", headers=HTML)).json["error"]
    assert (await server.ask("POST", "/oauth/authorize", b"x", headers=HTML)).status == 406
    await page(server, "/oauth/authorize?client_id=x", 400)


async def test_files_of_the_pages_are_kept_by_the_browser(server: Running) -> None:
    first = await server.ask("GET", "/assets/style.css")
    assert (first.status, first.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert first.headers["cache-control"] == "no-cache"
    again = await server.ask("GET", "/assets/style.css", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert (await server.ask("GET", "/favicon.ico")).headers["content-type"] == "image/x-icon"
    for path in ("../templates/base.html", "%2e%2e/__init__.py", "..%2f__init__.py", ".hidden", ""):
        assert (await server.ask("GET", f"/assets/{path}")).status == 404
    robots = await server.ask("GET", "/robots.txt")
    assert b"GPTBot" in robots.body
    known = {"If-None-Match": robots.headers["etag"]}
    assert (await server.ask("GET", "/robots.txt", headers=known)).status == 304
