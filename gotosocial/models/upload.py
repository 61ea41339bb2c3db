"""A file that somebody sent with a form, as the forms and the deeds see it."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class Upload(Protocol):
    """What is known of an uploaded file; ``http/call.py`` makes them.

    ``path`` is a temporary file that lives until the door is done, ``size`` its bytes. ``name`` and
    ``content_type`` are what the client says.
    """

    @property
    def name(self) -> str:
        """The file name that the client sent."""

    @property
    def content_type(self) -> str:
        """The media type that the client sent."""

    @property
    def path(self) -> str:
        """Where the bytes are."""

    @property
    def size(self) -> int:
        """How many bytes there are."""
