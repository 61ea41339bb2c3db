"""Markers become routes, routes become a router, and careless ones do not mount."""

from typing import Any

import pytest

from gotosocial.errors import Invalid, Misconfigured
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.router import Found, OtherMethods, Router, build_router
from gotosocial.http.routes import ANY_TOKEN, mounted_of, route, routes_of


def room(*paths: str) -> object:
    """Return a room with one door per ``METHOD path``."""
    doors: dict[str, Any] = {}
    for number, line in enumerate(paths):
        method, path = line.split(" ")

        async def one(self: object, call: Call) -> AnyReply:
            return json_reply(call.path)

        doors[f"door_{number}"] = route(method, path, public=True)(one)
    return type("Room", (), doors)()


def router(*paths: str) -> Router:
    return build_router(mounted_of([room(*paths)]))


def matched(found: Found | OtherMethods | None) -> tuple[str, dict[str, str]]:
    assert isinstance(found, Found)
    return found.mounted.route.path, dict(found.args)


@pytest.mark.parametrize(
    ("asked", "path", "args"),
    [
        ("/api/v1/accounts/lookup", "/api/v1/accounts/lookup", {}),
        ("/api/v1/accounts/%6Cookup", "/api/v1/accounts/lookup", {}),
        ("/api/v1/accounts/01", "/api/v1/accounts/{id}", {"id": "01"}),
        ("/api/v1/accounts/01/", "/api/v1/accounts/{id}", {"id": "01"}),
        ("/api/v1/accounts/lookup/notes", "/api/v1/accounts/{account_id}/notes", {"account_id": "lookup"}),
        ("/api/v1/accounts/a%20b%25", "/api/v1/accounts/{id}", {"id": "a b%"}),
        ("/@anna", "/@{name}", {"name": "anna"}),
        ("/@anna/statuses/7", "/@{name}/statuses/{id}", {"name": "anna", "id": "7"}),
        ("/about", "/{page}", {"page": "about"}),
        ("/assets/css/a.css", "/assets/{rest...}", {"rest": "css/a.css"}),
        ("/assets/fixed", "/assets/fixed", {}),
        ("/", "/", {}),
    ],
)
def test_the_most_literal_route_wins(asked: str, path: str, args: dict[str, str]) -> None:
    doors = router(
        "GET /api/v1/accounts/lookup",
        "GET /api/v1/accounts/{id}",
        "GET /api/v1/accounts/{account_id}/notes",
        "GET /@{name}",
        "GET /@{name}/statuses/{id}",
        "GET /{page}",
        "GET /assets/{rest...}",
        "GET /assets/fixed",
        "GET /",
    )
    assert matched(doors.match("GET", asked.encode())) == (path, args)
    assert matched(doors.match("HEAD", asked.encode())) == (path, args)


@pytest.mark.parametrize(
    "asked",
    ["/a//c", "/a/b%2Fb/c", "/a/%00/c", "/a/b/c/d", "/a", "", "*", "/x/..%2fy", "//a/b/c", "/a/b/c//"],
)
def test_what_is_no_single_segment_is_unknown(asked: str) -> None:
    assert router("GET /a/{b}/c", "GET /x/{rest...}").match("GET", asked.encode()) is None


@pytest.mark.parametrize("asked", [b"/a/%ff/c", b"/a/\xff/c", b"/\xc3"])
def test_a_path_is_utf8(asked: bytes) -> None:
    with pytest.raises(Invalid):
        router("GET /a/{b}/c").match("GET", asked)


def test_methods_of_one_path_may_live_on_different_routes() -> None:
    doors = router("GET /things/{id}", "DELETE /things/{thing}", "POST /things/special", "GET /things")
    assert matched(doors.match("GET", b"/things/special")) == ("/things/{id}", {"id": "special"})
    assert matched(doors.match("DELETE", b"/things/special")) == ("/things/{thing}", {"thing": "special"})
    assert matched(doors.match("POST", b"/things/special")) == ("/things/special", {})
    others = doors.match("PUT", b"/things/special")
    assert others == OtherMethods(frozenset({"GET", "HEAD", "DELETE", "POST"}))
    assert doors.match("POST", b"/things") == OtherMethods(frozenset({"GET", "HEAD"}))


def test_a_deep_path_is_no_burden() -> None:
    assert router("GET /{a}/{b}").match("GET", b"/x" * 8000) is None
    rest = matched(router("GET /{rest...}").match("GET", b"/x" * 8000))[1]["rest"]
    assert len(rest) == 15999


def test_two_routes_in_one_place_do_not_mount() -> None:
    with pytest.raises(Misconfigured, match="same path"):
        router("GET /a/{b}", "GET /a/{c}")
    with pytest.raises(Misconfigured, match="same path"):
        router("GET /a", "GET /a")


class Careless:
    @route("GET", "/open")
    async def door(self, call: Call) -> AnyReply:
        return json_reply(1)


class Careful:
    @route("GET", "/b", scope=ANY_TOKEN)
    @route("POST", "/b", scope=("write:a", "write:b"), moved="allow")
    async def door(self, call: Call) -> AnyReply:
        return json_reply(1)

    @route("GET", "/api/a", public=True, auth="none")
    async def other(self, call: Call) -> AnyReply:
        return json_reply(1)


def test_a_route_says_who_may_come_or_does_not_mount() -> None:
    with pytest.raises(Misconfigured, match="scope="):
        mounted_of([Careless()])
    with pytest.raises(Misconfigured, match="HEAD"):
        mounted_of([room("HEAD /a")])
    with pytest.raises(Misconfigured, match="slash"):
        mounted_of([room("GET a")])


def test_the_routes_are_data() -> None:
    found = routes_of([Careful()])
    assert [(one.method, one.path, one.scopes, one.auth, one.body, one.refuses_moved) for one in found] == [
        ("GET", "/api/a", (), "none", "none", False),
        ("GET", "/b", (), "user", "none", False),
        ("POST", "/b", ("write:a", "write:b"), "user", "form", False),
    ]
    assert [one.produces for one in found] == [("application/json",), (), ()]
    assert found[0].endpoint == "Careful.other GET /api/a"
