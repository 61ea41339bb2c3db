"""What everybody hears while the instance is worked on, or starts: come back later (rows CL-02, WE-16).

No database stands behind these doors. The process is alive, but it cannot serve, and says so.
"""

import attrs

from gotosocial.errors import Overloaded
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, Reply
from gotosocial.http.routes import route
from gotosocial.models.requester import Requester

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
<title>{title}</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{sentence}. Nothing is lost.</p>
<p>This page tries again by itself.</p>
</main>
</body>
</html>
"""


@attrs.frozen(kw_only=True)
class Absence:
    """Why nobody is served now, and when to ask again."""

    title: str
    sentence: str
    retry_seconds: int

    def page(self, status: int, message: str, request_id: str) -> str:
        """Return the page for people."""
        return _PAGE.format(title=self.title, sentence=self.sentence, seconds=self.retry_seconds)


MAINTENANCE = Absence(
    title="Under maintenance",
    sentence="This server is being worked on and will be back soon",
    retry_seconds=300,
)
STARTING = Absence(title="Starting", sentence="This server is starting", retry_seconds=5)


@attrs.frozen
class MaintenanceDoors:
    """Every path there could be, and the two for health checks."""

    absence: Absence

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
        raise Overloaded(
            f"this server is {self.absence.title.lower()}, try again later",
            retry_after=self.absence.retry_seconds,
        )


class Nobody:
    """Knows no token, because no route here asks for one."""

    def cached(self, token: str) -> Requester | None:
        """Return None."""
        return None

    async def authenticate(self, token: str) -> Requester:
        """Refuse, as the rest of the server does now."""
        raise Overloaded()
