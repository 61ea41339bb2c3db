"""The family tree of what can go wrong.

Every error that a caller may be told about is a ``Trouble``. It carries ``public``, a sentence that is
safe to show to anybody, and ``detail``, which only the log sees. No HTTP number stands here: the table
from errors to status codes is ``http/failures.py``.
"""

from typing import Self


class Trouble(Exception):
    """Something that the instance understands and can say a safe sentence about."""

    default = "something went wrong"

    def __init__(self, public: str = "", *, detail: str = "") -> None:
        self.public = public or self.default
        self.detail = detail
        super().__init__(f"{self.public} ({detail})" if detail else self.public)

    def anew(self) -> Self:
        """Return the same trouble as if it had never been raised, for whoever keeps it.

        An error that was raised knows all frames that it came through, with what stood in them.
        """
        kind = type(self)
        again = kind.__new__(kind, *self.args)
        again.__dict__.update(self.__dict__)
        return again


class Invalid(Trouble):
    """The caller sent something that does not have the right form."""

    default = "the request is not valid"


class Malformed(Invalid):
    """A document from another server cannot be read."""

    default = "the document is malformed"


class Refused(Trouble):
    """The form is right, but a rule of the instance says no (HTTP 422)."""

    default = "this cannot be done"


class Unauthorized(Trouble):
    """Nobody vouches for the caller: no token, a wrong one, a wrong password."""

    default = "this method needs an access token"


class NotAllowed(Trouble):
    """The caller is known and may not do this."""

    default = "this action is not allowed"


class NotFound(Trouble):
    """The thing does not exist, or the caller may not know that it does."""

    default = "not found"


class Gone(Trouble):
    """The thing existed and was deleted for good."""

    default = "gone"


class Conflict(Trouble):
    """The thing exists already, or somebody changed it at the same time."""

    default = "conflict"


class NotAcceptable(Trouble):
    """The caller asks for a form that cannot be had, or aims a deed at themselves (HTTP 406)."""

    default = "not acceptable"


class TooLarge(Trouble):
    """More bytes than the limit allows."""

    default = "the request is too large"


class Unsupported(Trouble):
    """A media type that is not read here."""

    default = "this type is not supported"


class NotImplementedHere(Trouble):
    """The feature is switched off on this instance (HTTP 501)."""

    default = "this feature is not available here"


class TooMany(Trouble):
    """The caller asked too often; ``retry_after`` is in seconds."""

    default = "too many requests"

    def __init__(self, public: str = "", *, retry_after: float, detail: str = "") -> None:
        self.retry_after = retry_after
        super().__init__(public, detail=detail)


class Overloaded(Trouble):
    """The server has too much to do right now; ``retry_after`` is in seconds."""

    default = "server capacity exceeded"

    def __init__(self, public: str = "", *, retry_after: float = 30, detail: str = "") -> None:
        self.retry_after = retry_after
        super().__init__(public, detail=detail)


class Contention(Overloaded):
    """Two transactions stood in each other's way; trying again soon helps."""

    default = "the server is busy, try again"

    def __init__(self, public: str = "", *, retry_after: float = 1, detail: str = "") -> None:
        super().__init__(public, retry_after=retry_after, detail=detail)


class StorageFull(Overloaded):
    """The disk or the database is full; nothing was written."""

    default = "the server cannot store anything right now"


class TryAgainLater(Trouble):
    """A job cannot be done now and wants to run again after ``after`` seconds."""

    default = "try again later"

    def __init__(self, after: float, public: str = "", *, detail: str = "") -> None:
        self.after = after
        super().__init__(public, detail=detail)


class NotRelevant(Trouble):
    """A remote document is fine but nobody here has a use for it."""

    default = "not relevant here"


class RemoteFailed(Trouble):
    """Another server did not answer as it should; ``can_retry`` says whether later may help.

    ``status`` is the code that it answered with, None where no answer came. ``retry_after`` is how many
    seconds it asked to be left alone, None where it said nothing. ``detail`` is a short text for admins.
    """

    default = "the other server did not answer"

    def __init__(
        self,
        host: str,
        public: str = "",
        *,
        can_retry: bool,
        detail: str = "",
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        self.host = host
        self.can_retry = can_retry
        self.status = status
        self.retry_after = retry_after
        super().__init__(public or f"{host} did not answer as expected", detail=detail)


class Misconfigured(Trouble):
    """The admin wrote something that cannot work."""

    default = "the configuration is wrong"
