"""The table from errors to status codes and bodies: the only place where a Trouble becomes a number.

API callers get ``{"error": "..."}``, browsers a page (row WE-26). What is not in the table is a bug: it
is logged with its traceback under the request id and answered with a bare 500 (row SE-15).
"""

import math
from collections.abc import Callable
from functools import lru_cache

import attrs
import orjson
from twisted.logger import Logger
from twisted.python.failure import Failure

from gotosocial import errors
from gotosocial.errors import Trouble
from gotosocial.http.reply import HTML, Headers, Reply

_log = Logger()

RenderError = Callable[[int, str, str], str]
"""Makes the page for browsers from status, message and request id."""

API_PREFIXES = (
    *("/api/", "/oauth/token", "/oauth/revoke", "/nodeinfo/", "/.well-known/"),
    *("/users/", "/fileserver/", "/emoji/"),
)


class WrongMethod(Trouble):
    """The path exists with other methods than the asked one (HTTP 405)."""

    default = "this method is not allowed here"

    def __init__(self, allowed: frozenset[str]) -> None:
        self.allowed = ", ".join(sorted(allowed | {"OPTIONS"}))
        super().__init__()


class NoUserAgent(Trouble):
    """A request without a User-Agent, which no honest client sends (row J-20)."""

    default = "I'm a teapot: send a User-Agent header"


class UpgradeNeeded(Trouble):
    """A WebSocket door was asked for without a WebSocket handshake (HTTP 426)."""

    default = "this endpoint speaks WebSocket only"


class HeadersTooLarge(Trouble):
    """The request line and the headers are longer than is read (HTTP 431)."""

    default = "the request's headers are too large"


class TooSlow(Trouble):
    """The request did not arrive in time (HTTP 408)."""

    default = "the request timed out"


_STATUS: tuple[tuple[type[Trouble], int], ...] = (
    (WrongMethod, 405),
    (NoUserAgent, 418),
    (UpgradeNeeded, 426),
    (HeadersTooLarge, 431),
    (TooSlow, 408),
    (errors.Invalid, 400),
    (errors.Refused, 422),
    (errors.Unauthorized, 401),
    (errors.NotAllowed, 403),
    (errors.NotFound, 404),
    (errors.NotRelevant, 404),
    (errors.Gone, 410),
    (errors.Conflict, 409),
    (errors.NotAcceptable, 406),
    (errors.TooLarge, 413),
    (errors.Unsupported, 415),
    (errors.NotImplementedHere, 501),
    (errors.TooMany, 429),
    (errors.Overloaded, 503),
    (errors.TryAgainLater, 503),
    (errors.RemoteFailed, 502),
)


@attrs.frozen
class Failures:
    """Turns what went wrong into an answer."""

    _render_error: RenderError

    def reply(
        self, error: BaseException, *, wants_page: bool, request_id: str, challenge: str
    ) -> Reply:
        """Answer for an error; what nobody foresaw is logged and answered with 500.

        ``challenge``: what a 401 says in WWW-Authenticate.
        """
        status, message = status_of(error), "internal server error"
        if status == 500:
            _log.failure("request {request_id} failed", failure=Failure(error), request_id=request_id)
        elif isinstance(error, Trouble):
            message = error.public
        headers = _headers(error, challenge)
        if wants_page:
            page = self._render_error(status, message, request_id)
            return Reply(status=status, body=page.encode(), content_type=HTML, headers=headers)
        return Reply(status=status, body=orjson.dumps({"error": message}), headers=headers)


def status_of(error: BaseException) -> int:
    """Return the status code of an error; 500 for everything that is not in the table."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    return 500


def wants_page(path: str, accept: str) -> bool:
    """Tell whether an error is shown to a person: not below the API, and HTML is preferred."""
    return not path.startswith(API_PREFIXES) and prefers_html(accept)


def prefers_html(accept: str) -> bool:
    """Tell whether an Accept header asks for HTML before any kind of JSON."""
    if "html" not in accept:
        return False
    html, other = 0.0, 0.0
    for entry in accept.lower().split(","):
        kind, _, rest = entry.partition(";")
        preference = quality(rest)
        if "html" in kind:
            html = max(html, preference)
        elif "json" in kind:
            other = max(other, preference)
    return html > 0 and html >= other


@lru_cache(maxsize=256)
def admits(accept: str, kinds: tuple[str, ...]) -> bool:
    """Tell whether an Accept header admits one of the media types (RFC 9110 section 12.5.1)."""
    for entry in accept.lower().split(","):
        kind, _, rest = entry.partition(";")
        kind = kind.strip()
        if quality(rest) <= 0:
            continue
        if kind in ("*/*", "*", "") or kind in kinds:
            return True
        if kind.endswith("/*") and any(one.startswith(kind[:-1]) for one in kinds):
            return True
    return False


def quality(parameters: str) -> float:
    """Return the weight that the parameters of an entry of an Accept header give it."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 1.0
    return 1.0


def _headers(error: BaseException, challenge: str) -> Headers:
    if isinstance(error, errors.Unauthorized):
        return (("WWW-Authenticate", challenge),)
    if isinstance(error, (errors.TooMany, errors.Overloaded)):
        return (("Retry-After", str(max(1, math.ceil(error.retry_after)))),)
    if isinstance(error, errors.TryAgainLater):
        return (("Retry-After", str(max(1, math.ceil(error.after)))),)
    if isinstance(error, WrongMethod):
        return (("Allow", error.allowed),)
    if isinstance(error, UpgradeNeeded):
        return (("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"))
    return ()
