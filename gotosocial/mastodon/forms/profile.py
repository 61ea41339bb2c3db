"""What somebody sends to change the own profile and its settings (row A-05)."""

from typing import Self

import attrs

from gotosocial.mastodon.forms.reading import choice, content_type, language, refuse, upload, visibility
from gotosocial.models.account import ProfileField
from gotosocial.models.fields import Fields
from gotosocial.models.upload import Upload
from gotosocial.models.visibility import Visibility

FIELD_LENGTH = 255
"""Characters after which the name and the value of a profile field are cut (row A-08)."""

_LATER = "not available yet"


@attrs.frozen(kw_only=True)
class SettingsForm:
    """The part called ``source``: defaults of new posts. None: not sent."""

    privacy: Visibility | None = None
    is_sensitive: bool | None = None
    language: str | None = None
    content_type: str | None = None

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the fields of ``source``."""
        refuse(fields, attribution_domains=_LATER)
        if fields.text("quote_policy") != "nobody":
            refuse(fields, quote_policy=_LATER)
        return cls(
            privacy=visibility(fields, "privacy"),
            is_sensitive=fields.maybe_flag("sensitive"),
            language=language(fields) or None,
            content_type=content_type(fields, "status_content_type") or None,
        )


@attrs.frozen(kw_only=True)
class UpdateCredentialsForm:
    """Changes to a profile; None means that this part was not sent and stays as it is."""

    display_name: str | None = None
    note: str | None = None
    avatar: Upload | None = None
    avatar_description: str | None = None
    header: Upload | None = None
    header_description: str | None = None
    fields: tuple[ProfileField, ...] | None = None
    is_locked: bool | None = None
    is_bot: bool | None = None
    is_discoverable: bool | None = None
    is_indexable: bool | None = None
    hides_collections: bool | None = None
    web_visibility: str | None = None
    source: SettingsForm = SettingsForm()

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form; the number of profile fields is checked where the limit is known."""
        _refuse_what_comes_later(fields)
        return cls(
            display_name=fields.maybe_text("display_name"),
            note=fields.maybe_text("note"),
            avatar=upload(fields, "avatar"),
            avatar_description=fields.maybe_text("avatar_description"),
            header=upload(fields, "header"),
            header_description=fields.maybe_text("header_description"),
            fields=_profile_fields(fields),
            is_locked=fields.maybe_flag("locked"),
            is_bot=fields.maybe_flag("bot"),
            is_discoverable=fields.maybe_flag("discoverable"),
            is_indexable=fields.maybe_flag("indexable"),
            hides_collections=fields.maybe_flag("hide_collections"),
            web_visibility=choice(fields, "web_visibility", ("public", "unlisted", "none")) or None,
            source=SettingsForm.read(fields.section("source")),
        )


def _refuse_what_comes_later(fields: Fields) -> None:
    """Refuse what no profile has yet; saying what holds anyway is fine, since apps send whole profiles."""
    refuse(fields, attribution_domains=_LATER, enable_rss=_LATER, theme=_LATER, custom_css=_LATER)
    if fields.text("web_layout") != "microblog":
        refuse(fields, web_layout=_LATER)


def _profile_fields(fields: Fields) -> tuple[ProfileField, ...] | None:
    if fields.raw("fields_attributes") is None:
        return None
    rows = [
        (row.text("name").strip()[:FIELD_LENGTH], row.text("value").strip()[:FIELD_LENGTH])
        for row in fields.sections("fields_attributes")
    ]
    return tuple(ProfileField(name=name, value=value) for name, value in rows if name or value)
