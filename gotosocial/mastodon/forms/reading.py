"""Readers that several forms share: closed sets, lengths, ids, uploads, refusals."""

from collections.abc import Collection

from gotosocial.errors import Invalid, Refused
from gotosocial.models.fields import Fields
from gotosocial.models.upload import Upload
from gotosocial.models.visibility import Visibility
from gotosocial.text.language import normal_language

_EMPTY: tuple[object, ...] = (None, False, 0, "", "0", "f", "false", "False", "off", [], {})
CONTENT_TYPES = ("text/plain", "text/markdown")


def text_up_to(fields: Fields, key: str, limit: int, default: str = "") -> str:
    """Return a string of at most ``limit`` characters."""
    text = fields.text(key, default)
    if len(text) > limit:
        raise Invalid(f"{fields.where(key)} must not be longer than {limit} characters")
    return text


def required_text(fields: Fields, key: str, limit: int) -> str:
    """Return a string that is not blank, of at most ``limit`` characters."""
    text = text_up_to(fields, key, limit)
    if not text.strip():
        raise Invalid(f"{fields.where(key)} is missing")
    return text


def choice(fields: Fields, key: str, allowed: Collection[str], default: str = "") -> str:
    """Return one of the allowed words; the default where none was sent."""
    word = fields.text(key) or default
    if word != default and word not in allowed:
        raise Invalid(f"{fields.where(key)} must be one of {', '.join(allowed)}")
    return word


def visibility(fields: Fields, key: str = "visibility") -> Visibility | None:
    """Return a visibility, or None where none was sent."""
    word = choice(fields, key, [one.value for one in Visibility])
    return Visibility(word) if word else None


def language(fields: Fields, key: str = "language") -> str:
    """Return a language tag in its usual spelling, or nothing where none was sent."""
    tag = fields.text(key).strip()
    return normal_language(tag) if tag else ""


def content_type(fields: Fields, key: str = "content_type") -> str:
    """Return the format of a text (row S-03), or nothing where none was sent."""
    return choice(fields, key, CONTENT_TYPES)


def ids(fields: Fields, key: str, limit: int) -> tuple[str, ...]:
    """Return at most ``limit`` ids, each once, in the order in which they were sent."""
    found = tuple(dict.fromkeys(one for one in fields.texts(key) if one))
    if len(found) > limit:
        raise Invalid(f"{fields.where(key)} must not name more than {limit} ids")
    return found


def upload(fields: Fields, key: str) -> Upload | None:
    """Return a file, or None where none was sent; an empty field counts as none."""
    value = fields.raw(key)
    if value is None or value == "":
        return None
    if not isinstance(value, Upload):
        raise Invalid(f"{fields.where(key)} must be a file in a multipart/form-data body")
    return value


def refuse(fields: Fields, **reasons: str) -> None:
    """Raise Refused where a parameter is sent, and not empty or off, that cannot be honoured yet."""
    for key, reason in reasons.items():
        if fields.raw(key) not in _EMPTY:
            raise Refused(f"{fields.where(key)}: {reason}")
