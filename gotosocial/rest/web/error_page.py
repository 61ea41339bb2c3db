"""Errors for people: what API callers get as JSON, browsers get as a page (row WE-26)."""

from html import escape
from http import HTTPStatus

import attrs
from twisted.logger import Logger

from gotosocial.errors import Misconfigured
from gotosocial.http.templates import Templates

_log = Logger()
_TITLES = {
    400: "This cannot be read",
    401: "You are not signed in",
    403: "This is not allowed",
    404: "There is nothing here",
    405: "This cannot be done here",
    406: "This cannot be shown like that",
    410: "This is gone",
    413: "This is too large",
    429: "Too fast",
    500: "Something went wrong",
    502: "Another server did not answer",
    503: "The server is busy",
}


@attrs.frozen
class ErrorPage:
    """Makes the page of an error."""

    templates: Templates

    def render(self, status: int, message: str, request_id: str) -> str:
        """Return the page; the request id helps the admin to find what happened."""
        sentence = message[:1].upper() + message[1:].rstrip(".") + "."
        title = _TITLES.get(status) or HTTPStatus(status).phrase
        try:
            return self.templates.render(
                "message.html", status=status, title=title, message=sentence, request_id=request_id
            )
        except Misconfigured:
            _log.failure("the admin's own template for errors is broken")
            return f"<!doctype html><title>{status}</title><h1>{escape(title)}</h1><p>{escape(sentence)}</p>"
