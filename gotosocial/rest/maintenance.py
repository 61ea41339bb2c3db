"""What everybody hears while the instance is being worked on: come back later (rows CL-02, WE-16).

No database stands behind these doors. The process is alive, but it cannot serve, and says so.
"""

from gotosocial.errors import Overloaded
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, Reply
from gotosocial.http.routes import route
from gotosocial.models.requester import Requester

RETRY_SECONDS = 300
_ROOM = 64 * 1024 * 1024
"""Bodies up to this size are read and forgotten, so that an app hears 503, not that it sent too much."""

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="{seconds}">
<title>Under maintenance</title>
</head>
<body>
<main>
<h1>Under maintenance</h1>
<p>This server is being worked on and will be back soon. Nothing is lost.</p>
<p>This page tries again by itself every few minutes.</p>
</main>
</body>
</html>
"""


class MaintenanceDoors:
    """Every path there could be, and the two for health checks."""

    @route("GET", "/livez", public=True, auth="none")
    async def live(self, call: Call) -> AnyReply:
        """Answer: this process can answer."""
        return Reply()

    @route("GET", "/{rest...}", public=True, auth="none", body="ignored", max_body=_ROOM)
    @route("POST", "/{rest...}", public=True, auth="none", body="ignored", max_body=_ROOM)
    @route("PUT", "/{rest...}", public=True, auth="none", body="ignored", max_body=_ROOM)
    @route("PATCH", "/{rest...}", public=True, auth="none", body="ignored", max_body=_ROOM)
    @route("DELETE", "/{rest...}", public=True, auth="none", body="ignored", max_body=_ROOM)
    async def refuse(self, call: Call) -> AnyReply:
        """Answer 503 with Retry-After; ``/readyz`` too, because nothing can be served."""
        raise Overloaded("this server is under maintenance, try again later", retry_after=RETRY_SECONDS)


class Nobody:
    """Knows no token, because no route here asks for one."""

    def cached(self, token: str) -> Requester | None:
        """Return None."""
        return None

    async def authenticate(self, token: str) -> Requester:
        """Refuse, as the rest of the server does now."""
        raise Overloaded(retry_after=RETRY_SECONDS)


def maintenance_page(status: int, message: str, request_id: str) -> str:
    """Return the page for people."""
    return _PAGE.format(seconds=RETRY_SECONDS)
