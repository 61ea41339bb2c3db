"""What goes into an outgoing request and what comes back: records without any network in them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import cached_property

import attrs

from gotosocial.errors import Gone, NotFound, RemoteFailed

Prepare = Callable[[str, bytes], Mapping[str, str]]
"""Given method and URL of a hop, returns the headers of this hop alone, such as its signature."""

MAX_RETRY_AFTER = 7 * 24 * 3600.0


@attrs.frozen(kw_only=True)
class Limits:
    """How much one request may cost: bytes, and seconds.

    ``body`` bounds what is read from the wire, ``unpacked`` what becomes of it after decompression. ``head``
    is the longest wait, at each hop, from the name's resolution to the end of the answer's headers. ``whole``
    is for everything, waiting for a turn and redirects included; 0 for what the configuration says.
    """

    body: int = 1024 * 1024
    unpacked: int = 4 * 1024 * 1024
    head: float = 20.0
    whole: float = 0.0


DOCUMENT = Limits()
"""Enough for any document of ActivityPub, webfinger or nodeinfo."""
DELIVERY = Limits(body=16 * 1024, unpacked=16 * 1024)
"""What the answer to a delivery may be: it is hardly read."""


class AnswerHeaders:
    """The headers of an answer, found whatever the case of their names."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name.lower(), []).append(value)

    def get(self, name: str, default: str = "") -> str:
        """Return all values of the header, joined by commas, or the default."""
        values = self._values.get(name.lower())
        return ", ".join(values) if values else default

    def all(self, name: str) -> list[str]:
        """Return each value of the header."""
        return list(self._values.get(name.lower(), ()))

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._values


@attrs.frozen(kw_only=True)
class ContentType:
    """A parsed Content-Type: the lower-case media type and its parameters."""

    kind: str
    parameters: Mapping[str, str]

    @classmethod
    def read(cls, header: str) -> "ContentType":
        """Read the header; what is missing or makes no sense has an empty ``kind``."""
        message = Message()
        message["Content-Type"] = header
        pairs = message.get_params(failobj=[], header="Content-Type")
        kind = pairs[0][0].strip().lower() if pairs else ""
        return cls(kind=kind, parameters={name.lower(): str(value) for name, value in pairs[1:] if name})


@attrs.frozen(kw_only=True, slots=False)
class Fetched:
    """The answer to a GET: the URL that answered in the end, as it was sent; status, headers, whole body."""

    url: str
    host: str
    is_redirected: bool = False
    status: int
    headers: AnswerHeaders
    body: bytes

    @cached_property
    def content_type(self) -> ContentType:
        """The parsed Content-Type."""
        return ContentType.read(self.headers.get("Content-Type"))

    def expect_success(self) -> "Fetched":
        """Return itself when the status is 2xx; else raise NotFound (404), Gone (410) or RemoteFailed."""
        if 200 <= self.status < 300:
            return self
        words = f"answered {self.status}"
        if self.status == 404:
            raise NotFound(f"{self.host} does not know this", detail=words)
        if self.status == 410:
            raise Gone(f"{self.host} has deleted this", detail=words)
        raise RemoteFailed(
            self.host,
            can_retry=self.status == 429 or self.status >= 500,
            detail=words,
            status=self.status,
            retry_after=seconds_to_wait(self.headers.get("Retry-After"), datetime.now(UTC)),
        )


@attrs.frozen(kw_only=True)
class Answered:
    """The answer to a POST: status, what Retry-After asks for in seconds, the first bytes of the body."""

    status: int
    retry_after: float | None
    body: bytes


def seconds_to_wait(header: str, now: datetime) -> float | None:
    """Read Retry-After, seconds or a date (RFC 9110 section 10.2.3); None for what makes no sense."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), MAX_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), MAX_RETRY_AFTER)
