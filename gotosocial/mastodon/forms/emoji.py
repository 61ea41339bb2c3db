"""What admins say about custom emojis."""

from typing import Self

import attrs

from gotosocial.errors import Invalid
from gotosocial.mastodon.forms.media import read_upload
from gotosocial.mastodon.forms.reading import choice, upload
from gotosocial.models.emoji_list import EmojiFilter, EmojiSpan
from gotosocial.models.fields import Fields
from gotosocial.util import domains

DEFAULT_LIMIT, MAX_LIMIT = 50, 200


@attrs.frozen(kw_only=True)
class NewEmojiForm:
    """POST /api/v1/admin/custom_emojis."""

    shortcode: str
    path: str
    category: str

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form."""
        return cls(
            shortcode=fields.text("shortcode"),
            path=read_upload(fields.raw("image"), "image").path,
            category=fields.text("category"),
        )


@attrs.frozen(kw_only=True)
class EmojiForm:
    """PATCH /api/v1/admin/custom_emojis/{id}; ``enable`` is our own, the counterpart of ``disable``."""

    deed: str
    shortcode: str
    path: str
    category: str | None

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form; a change needs something to change."""
        deed = choice(fields, "type", ("copy", "disable", "enable", "modify"))
        if not deed:
            raise Invalid("type is missing")
        image = upload(fields, "image")
        form = cls(
            deed=deed,
            shortcode=fields.text("shortcode"),
            path=image.path if image is not None else "",
            category=fields.maybe_text("category"),
        )
        if deed == "modify" and not form.path and form.category is None:
            raise Invalid("image or category is missing")
        return form


@attrs.frozen(kw_only=True)
class EmojiListForm:
    """GET /api/v1/admin/custom_emojis; ``max`` is what comes later in the alphabet, as in GoToSocial."""

    wanted: EmojiFilter
    span: EmojiSpan

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the query."""
        limit = fields.number("limit", DEFAULT_LIMIT) or DEFAULT_LIMIT
        span = EmojiSpan(
            limit=min(max(limit, 1), MAX_LIMIT),
            after=_cursor(fields, "max_shortcode_domain"),
            before=_cursor(fields, "min_shortcode_domain"),
        )
        return cls(wanted=_filter(fields.text("filter")), span=span)


def _filter(text: str) -> EmojiFilter:
    wanted, states = EmojiFilter(), set()
    for part in filter(None, (one.strip() for one in text.split(","))):
        key, colon, value = part.partition(":")
        if key == "domain" and value:
            wanted = attrs.evolve(wanted, domain=_domain(value))
        elif key == "shortcode" and value:
            wanted = attrs.evolve(wanted, shortcode=value)
        elif part in ("enabled", "disabled"):
            states.add(part == "disabled")
        else:
            raise Invalid(f"filter does not know {part[:100]}{'' if colon else ', or it needs a value'}")
    return attrs.evolve(wanted, is_disabled=states.pop() if len(states) == 1 else None)


def _domain(text: str) -> str | None:
    """Return a domain as it is stored; None for all of them, an empty text for this server."""
    if text in ("all", "local"):
        return None if text == "all" else ""
    try:
        return domains.normal(text)
    except ValueError:
        raise Invalid("the domain of the filter is none") from None


def _cursor(fields: Fields, key: str) -> tuple[str, str] | None:
    text = fields.text(key)
    if not text:
        return None
    shortcode, _, domain = text.partition("@")
    return shortcode, domain
