"""Single values of remote JSON: an address, a text, a number, or nothing where they are something else."""

import re
from urllib.parse import urlsplit

from gotosocial.activitypub.read.limits import URI_BYTES, URI_LETTERS
from gotosocial.activitypub.vocabulary import PUBLIC, PUBLIC_NAMES

_URI = re.compile(
    r"[Hh][Tt][Tt][Pp][Ss]?://"
    r"(?:([^\x00-\x20\x7f/?#@:\[\]\\<>\"]+)|(\[[0-9A-Fa-f:.]+\]))"
    r"(:[0-9]{1,5})?"
    r"(?:[/?#][^\x00-\x20\x7f<>\"\\]*)?"
)
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,99}/[a-z0-9][a-z0-9.+_-]{0,99}")
MOST_PIXELS = 1_000_000
_OF_BLURHASH = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
_COMPONENTS = 9
"""So many there are at most across and down."""


def is_uri(text: str) -> bool:
    """Tell whether the text is an http(s) address with a host, without a password, that ``urlsplit`` and
    everything behind it can take apart without an error.
    """
    fits = len(text) <= URI_LETTERS and (text.isascii() or len(text.encode("utf-8", "replace")) <= URI_BYTES)
    found = _URI.fullmatch(text) if fits else None
    if found is None:
        return False
    if found[2] is None and found[3] is None and found[1].isascii():
        return True
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def uri_of(value: object) -> str:
    """Return the http(s) address that the value is, or that it has as its id; empty where there is none."""
    if isinstance(value, str):
        return value if is_uri(value) else ""
    if not isinstance(value, dict):
        return ""
    for name in ("id", "@id", "href"):
        found = value.get(name)
        if isinstance(found, str) and is_uri(found):
            return found
    return ""


def recipient_of(value: object) -> str:
    """Return whom the value names: an address, and for everybody, however it is spelled, the public IRI."""
    named = value.get("id") or value.get("@id") if isinstance(value, dict) else value
    return PUBLIC if isinstance(named, str) and named in PUBLIC_NAMES else uri_of(value)


def text_of(value: object, most: int) -> str:
    """Return the first ``most`` letters of the text, without the letter NUL, which no database keeps."""
    if isinstance(value, dict):
        value = value.get("@value")
    return value[:most].replace("\x00", "") if isinstance(value, str) else ""


def flag_of(value: object) -> bool | None:
    """Return a yes or no, also where it came as a word or as ``@value``; None for anything else."""
    if isinstance(value, dict):
        value = value.get("@value")
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower())
    return value if isinstance(value, bool) else None


def whole_of(value: object) -> int | None:
    """Return a number of things, as far as a database can keep it; None for anything else."""
    if isinstance(value, dict):
        value = value.get("@value")
    if isinstance(value, float) and value == value // 1:
        value = int(value)
    return value if type(value) is int and 0 <= value < 2**31 else None


def real_of(value: object) -> float | None:
    """Return a number; None for anything else."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def pixels_of(value: object) -> int:
    """Return a width or a height; 0 for anything that is none."""
    found = whole_of(value) or 0
    return found if found <= MOST_PIXELS else 0


def media_type_of(value: object) -> str:
    """Return a media type in small letters, without parameters; empty for anything else."""
    if not isinstance(value, str) or len(value) > 300:
        return ""
    found = value.partition(";")[0].strip().lower()
    return found if _MEDIA_TYPE.fullmatch(found) else ""


def blurhash_of(text: str) -> str:
    """Return the text if apps can draw it as a blurhash, which some of them do not look at before.

    Empty for anything else (https://github.com/woltapp/blurhash/blob/master/Algorithm.md).
    """
    if not text or not set(text) <= set(_OF_BLURHASH):
        return ""
    down, across = divmod(_OF_BLURHASH.index(text[0]), _COMPONENTS)
    is_whole = down < _COMPONENTS and len(text) == 4 + 2 * (across + 1) * (down + 1)
    return text if is_whole else ""
