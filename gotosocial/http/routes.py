"""The marker that turns a method into a door: it only attaches data, ``mount.py`` does the rest.

A door is a coroutine method of a plain object (a room)::

    @attrs.frozen
    class StatusDoors:
        _publisher: StatusPublisher

        @route("POST", "/api/v1/statuses", scope="write:statuses", form=StatusForm)
        async def create(self, call: Call) -> AnyReply:
            return json_reply(await self._publisher.publish(call.who, call.form))

Paths have literal segments, ``{name}`` for one segment (decoded, never empty), a literal start such as
``/@{name}``, and at the very end ``{rest...}`` for everything that follows. Which route is right is
decided segment by segment: a literal wins over a literal start, that over ``{name}``, that over
``{rest...}``. The list of routes is data: a test compares it with the contract.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal, Protocol, TypeVar

import attrs

from gotosocial.errors import Misconfigured
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply
from gotosocial.models.fields import Fields

Auth = Literal["user", "app", "optional", "admin", "none"]
Body = Literal["form", "raw", "none", "upload", "ignored"]
Group = Literal["client", "s2s", "files", "emoji", "inbox", "health"]
Door = Callable[[Call], Awaitable[AnyReply]]
D = TypeVar("D", bound=Callable[..., Any])

MIB = 1024 * 1024
ANY_TOKEN: tuple[str, ...] = ()
"""The scope of routes that any valid token opens."""

TOKEN_CHALLENGE = "Bearer"
"""What a 401 asks for where no route says otherwise (RFC 6750)."""

_MARK = "__route__"
_STILL_ALLOWED_AFTER_A_MOVE = frozenset({"GET", "DELETE"})


class Form(Protocol):
    """A typed form: reads itself from fields or raises Invalid."""

    @classmethod
    def read(cls, fields: Fields) -> Any:
        """Return the form."""


@attrs.frozen(kw_only=True)
class Route:
    """One route as data.

    ``scopes``: any of them suffices, none means any token. ``auth``: who may come. ``refuses_moved``:
    whether accounts that moved away get 403. ``group``: which limits count it. ``cache``: the
    Cache-Control of good answers that do not say their own. ``max_body``: bytes,
    besides so many ``files`` of the configured size. ``is_kept`` and
    ``is_thing`` (no entry of a timeline matters to it): see ``kept.py``. ``produces``: the media
    types that the Accept header must admit one of; none means that the door itself looks.
    """

    method: str
    path: str
    scopes: tuple[str, ...]
    auth: Auth
    form: type[Form] | None
    body: Body
    group: Group
    refuses_moved: bool
    cache: str | None
    max_body: int
    files: int
    is_kept: bool
    is_thing: bool
    produces: tuple[str, ...]
    is_stated: bool
    endpoint: str = ""

    @property
    def challenge(self) -> str:
        """What a 401 asks for: apps have tokens, servers sign (draft-cavage-http-signatures-12)."""
        if self.group not in ("s2s", "inbox"):
            return TOKEN_CHALLENGE
        digest = " digest" if self.method == "POST" else ""
        return f'Signature headers="(request-target) host date{digest}"'


@attrs.frozen
class Mounted:
    """A route and the bound method behind it."""

    route: Route
    door: Door


def route(
    method: str,
    path: str,
    *,
    scope: str | tuple[str, ...] | None = None,
    public: bool = False,
    auth: Auth | None = None,
    form: type[Any] | None = None,
    body: Body | None = None,
    group: Group = "client",
    moved: Literal["refuse", "allow"] | None = None,
    cache: str | None = None,
    max_body: int = MIB,
    files: int = 0,
    kept: bool | Literal["thing"] = False,
    produces: tuple[str, ...] | None = None,
) -> Callable[[D], D]:
    """Mark a coroutine method as the door of a route.

    ``scope`` or ``public=True`` must be said, or the route does not mount; ``ANY_TOKEN`` is a scope.
    ``body="ignored"`` takes any body of the allowed size and forgets it. Defaults: ``auth`` is ``user``, or
    ``optional`` when public; ``body`` is ``none`` for GET and DELETE without a form, else ``form``; ``moved``
    refuses what is neither GET nor DELETE; ``produces`` is JSON below ``/api``.
    """
    reads_body = form is not None or method not in ("GET", "DELETE")
    if produces is None:
        produces = ("application/json",) if path.startswith("/api/") else ()
    marked = Route(
        method=method,
        path=path,
        scopes=(scope,) if isinstance(scope, str) else scope or ANY_TOKEN,
        auth=auth or ("optional" if public else "user"),
        form=form,
        body=body or ("form" if reads_body else "none"),
        group=group,
        refuses_moved=moved == "refuse" or (moved is None and method not in _STILL_ALLOWED_AFTER_A_MOVE),
        cache=cache,
        max_body=max_body,
        files=files,
        is_kept=bool(kept),
        is_thing=kept == "thing",
        produces=produces,
        is_stated=public or scope is not None,
    )

    def mark(door: D) -> D:
        setattr(door, _MARK, (*getattr(door, _MARK, ()), marked))
        return door

    return mark


def mounted_of(doors: Sequence[object]) -> list[Mounted]:
    """Return every route of the rooms with its bound method; raise Misconfigured for a careless one."""
    found = []
    for room in doors:
        for name in sorted(dir(type(room))):
            for marked in getattr(getattr(type(room), name), _MARK, ()):
                endpoint = f"{type(room).__name__}.{name} {marked.method} {marked.path}"
                named = attrs.evolve(marked, endpoint=endpoint)
                _check(named)
                found.append(Mounted(named, getattr(room, name)))
    return found


def routes_of(doors: Sequence[object]) -> list[Route]:
    """Return the routes of the rooms as data, sorted by path and method."""
    return sorted((one.route for one in mounted_of(doors)), key=lambda one: (one.path, one.method))


def _check(marked: Route) -> None:
    if not marked.is_stated:
        raise Misconfigured(f"{marked.endpoint}: a route says scope= or public=True")
    if marked.method not in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        raise Misconfigured(f"{marked.endpoint}: HEAD and OPTIONS are answered for every route")
    if not marked.path.startswith("/"):
        raise Misconfigured(f"{marked.endpoint}: a path starts with a slash")
