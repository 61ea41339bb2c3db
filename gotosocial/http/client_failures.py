"""What can go wrong on the way to another server, told as RemoteFailed with words for admins."""

from collections.abc import Iterator

from OpenSSL import SSL
from twisted.internet.defer import CancelledError
from twisted.internet.error import ConnectError, ConnectingCancelledError, ConnectionClosed, DNSLookupError
from twisted.internet.error import TimeoutError as ConnectTimeout
from twisted.python.failure import Failure
from twisted.web.client import (
    RequestGenerationFailed,
    RequestTransmissionFailed,
    ResponseFailed,
)

from gotosocial.errors import RemoteFailed
from gotosocial.http.body_reader import BodyBroken, BodyTooLarge
from gotosocial.http.client_tls import CertificateRefused
from gotosocial.http.connections import HeadTooLarge, RequestNotSent
from gotosocial.http.safe_agent import AddressRefused

NETWORK_TROUBLE = (
    AddressRefused,
    BodyBroken,
    BodyTooLarge,
    CancelledError,
    ConnectError,
    ConnectingCancelledError,
    ConnectionClosed,
    DNSLookupError,
    RequestGenerationFailed,
    RequestNotSent,
    RequestTransmissionFailed,
    ResponseFailed,
)
"""Everything that the way to another server raises; what else comes is a bug."""

_WORDS: tuple[tuple[type[BaseException], bool, str], ...] = (
    (AddressRefused, False, "its name leads to where nobody may be asked"),
    (BodyTooLarge, False, "the answer is too large"),
    (BodyBroken, True, "the answer cannot be unpacked"),
    (HeadTooLarge, True, "the headers of the answer do not end"),
    (CertificateRefused, True, "its certificate is for another name"),
    (SSL.Error, True, "TLS failed"),
    (DNSLookupError, True, "its name is not known"),
    (ConnectTimeout, True, "no connection in time"),
    (ConnectError, True, "no connection"),
    (ConnectionClosed, True, "the connection was closed before the answer was complete"),
)


def network_failure(host: str, error: BaseException) -> RemoteFailed:
    """Return the error to raise for what Twisted raised while the host was asked."""
    chain = list(causes(error))
    for kind, can_retry, words in _WORDS:
        for cause in chain:
            if isinstance(cause, kind):
                more = _details(cause)
                return RemoteFailed(host, can_retry=can_retry, detail=f"{words}: {more}" if more else words)
    return RemoteFailed(host, can_retry=True, detail=f"this is not HTTP: {chain[-1]}"[:200])


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and everything that it wraps."""
    yield error
    reasons: list[Failure] = getattr(error, "reasons", [])
    for reason in reasons:
        if reason.value is not None:
            yield from causes(reason.value)


def is_cancelled(error: BaseException) -> bool:
    """Tell whether somebody gave up waiting, not the network."""
    return any(isinstance(cause, CancelledError | ConnectingCancelledError) for cause in causes(error))


def _details(cause: BaseException) -> str:
    if isinstance(cause, SSL.Error):
        entries = cause.args[0] if cause.args and isinstance(cause.args[0], list) else []
        return ", ".join(str(entry[-1]) for entry in entries)
    if isinstance(cause, AddressRefused | BodyBroken | CertificateRefused | ConnectError):
        return str(cause)[:200]
    return ""
