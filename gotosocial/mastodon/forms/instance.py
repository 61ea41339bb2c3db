"""Changes that admins make to the instance."""

from typing import Self

import attrs

from gotosocial.errors import Invalid
from gotosocial.mastodon.forms.reading import refuse, text_up_to, upload
from gotosocial.models.fields import Fields
from gotosocial.models.upload import Upload

TEXT_LENGTHS = {"title": 40, "short_description": 500, "description": 5000, "terms": 5000}
"""The most characters of each text."""


@attrs.frozen(kw_only=True)
class InstanceForm:
    """Changes to the instance (row WE-27); None means that this part was not sent and stays as it is."""

    title: str | None = None
    short_description: str | None = None
    description: str | None = None
    terms: str | None = None
    contact_username: str | None = None
    contact_email: str | None = None
    thumbnail: Upload | None = None
    thumbnail_description: str | None = None
    header: Upload | None = None

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form, in which something known must stand; an empty contact means that there is none."""
        refuse(fields, custom_css="not available yet")
        if not any(fields.has(name) for name in (*attrs.fields_dict(cls), "custom_css")):
            raise Invalid("nothing was sent that could be changed")
        username, email = fields.maybe_text("contact_username"), fields.maybe_text("contact_email")
        return cls(
            **{name: _text(fields, name, limit) for name, limit in TEXT_LENGTHS.items()},
            contact_username=None if username is None else username.strip().removeprefix("@"),
            contact_email=None if email is None else email.strip(),
            thumbnail=upload(fields, "thumbnail"),
            thumbnail_description=fields.maybe_text("thumbnail_description"),
            header=upload(fields, "header"),
        )


def _text(fields: Fields, name: str, limit: int) -> str | None:
    return None if fields.maybe_text(name) is None else text_up_to(fields, name, limit)
