"""A form that its door reads by itself, because mistakes in it have an answer of their own here."""

from typing import Self

import attrs

from gotosocial.models.fields import Fields


@attrs.frozen
class Unread:
    """The fields of a request as they came."""

    fields: Fields = attrs.field(repr=False)

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Keep the fields."""
        return cls(fields)
