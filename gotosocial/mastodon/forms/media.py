"""What apps send about a picture: the file, its description and its focus."""

from math import isfinite
from typing import Any, Protocol, runtime_checkable

import attrs

from gotosocial.errors import Invalid, Refused
from gotosocial.models.fields import Fields

Focus = tuple[float, float]


@runtime_checkable
class UploadedFile(Protocol):
    """A file that arrived in a form and waits on the disk until the request is done."""

    @property
    def path(self) -> str:
        """Where it waits."""

    @property
    def size(self) -> int:
        """Its bytes."""


@attrs.frozen(kw_only=True)
class MediaEditForm:
    """PUT /api/v1/media/{id}; what was not sent is None."""

    description: str | None
    focus: Focus | None

    @classmethod
    def read(cls, fields: Fields) -> "MediaEditForm":
        """Read the form; raise Invalid for a focus outside -1 to 1."""
        _refuse_thumbnail(fields)
        return cls(description=fields.maybe_text("description"), focus=read_focus(fields))


@attrs.frozen(kw_only=True)
class MediaForm:
    """POST /api/v1/media and /api/v2/media."""

    path: str
    description: str
    focus: Focus

    @classmethod
    def read(cls, fields: Fields) -> "MediaForm":
        """Read the form; raise Invalid where the file is missing or the focus is outside -1 to 1."""
        _refuse_thumbnail(fields)
        return cls(
            path=read_upload(fields.raw("file"), "file").path,
            description=fields.text("description"),
            focus=read_focus(fields) or (0.0, 0.0),
        )


def read_upload(value: Any, name: str) -> UploadedFile:
    """Return an uploaded file; raise Invalid where the field is none."""
    if not isinstance(value, UploadedFile):
        raise Invalid(f"{name} must be a file, sent as multipart/form-data")
    return value


def read_focus(fields: Fields) -> Focus | None:
    """Read ``focus=x,y``, the picture's important point, each in -1 to 1 (row D-06)."""
    text = fields.text("focus").strip()
    if not text:
        return None
    parts = text.split(",")
    try:
        x, y = (float(part) for part in parts)
    except ValueError:
        raise Invalid("focus must be two numbers: x,y") from None
    if not all(isfinite(value) and -1 <= value <= 1 for value in (x, y)):
        raise Invalid("focus must be two numbers between -1 and 1")
    return x, y


def _refuse_thumbnail(fields: Fields) -> None:
    if isinstance(fields.raw("thumbnail"), UploadedFile):
        raise Refused("thumbnails are made here and cannot be uploaded")
