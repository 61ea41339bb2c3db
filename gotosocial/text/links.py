"""Find web and mail addresses in plain text, with or without their scheme.

Without a scheme an address counts only where its last label is a real top-level domain, and a port or a
path may follow. Sentence signs at the end, and brackets that were not opened inside, are left outside.
"""

import re
from functools import cache
from urllib.parse import urlsplit

import attrs
from publicsuffixlist import PublicSuffixList

_STOPS = (
    r"\s<>\"`|\u200b\ufeff\u3000-\u3002\uff01\uff0c\uff1a\uff1b\uff1f\u300a-\u3011\uff08\uff09\u00ab\u00bb"
)
_WITH_SCHEME = re.compile(rf"https?://[^{_STOPS}]+", re.IGNORECASE)
_REST = re.compile(rf"(?::[0-9]{{1,5}}+(?![0-9]))?(?:[/?#][^{_STOPS}]*+)?")
_DOMAIN = re.compile(r"[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,10}+")
_LABEL = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")
_TRAILING = "?!.,:;*_~'\"…’”"
_PAIRS = {")": "(", "]": "[", "}": "{"}


@attrs.frozen(kw_only=True)
class LinkText:
    """An address as it stands in a text, from ``start`` to before ``end``, and where it leads."""

    shown: str
    url: str
    start: int
    end: int


def link_at(text: str, at: int) -> LinkText | None:
    """Return the address with ``http`` or ``https`` that begins at this place, or None."""
    if at and text[at - 1].isascii() and (text[at - 1].isalnum() or text[at - 1] == "_"):
        return None
    found = _WITH_SCHEME.match(text, at)
    shown = _trimmed(found.group()) if found else ""
    if not is_web_address(shown):
        return None
    return LinkText(shown=shown, url=shown, start=at, end=at + len(shown))


def bare_link_at(text: str, at: int) -> LinkText | None:
    """Return the address without a scheme whose domain begins at this place, or None."""
    found = _DOMAIN.match(text, at)
    if found is None or not is_public_domain(found.group()):
        return None
    rest = _REST.match(text, found.end())
    end = rest.end() if rest else found.end()
    if end < len(text) and (text[end] in "@_-" or text[end].isalnum()):
        return None
    shown = _trimmed(text[at:end])
    if len(shown) < found.end() - at or not is_web_address("http://" + shown):
        return None
    return LinkText(shown=shown, url="http://" + shown, start=at, end=at + len(shown))


def mail_at(text: str, at: int, sign: int) -> LinkText | None:
    """Return the mail address that begins at this place and has its ``@`` at ``sign``, or None."""
    found = _DOMAIN.match(text, sign + 1)
    if found is None or sign - at > 64 or not is_public_domain(found.group()):
        return None
    shown = text[at : found.end()]
    return LinkText(shown=shown, url="mailto:" + shown, start=at, end=found.end())


def is_web_address(text: str) -> bool:
    """Tell whether the text is an http or https address with a host."""
    if not text[:8].lower().startswith(("http://", "https://")):
        return False
    try:
        parts = urlsplit(text)
        return bool((parts.hostname or "").strip("-._:[]")) and parts.port != 0
    except ValueError:
        return False


def is_public_domain(domain: str) -> bool:
    """Tell whether the labels are well formed and the last one is a real top-level domain."""
    labels = domain.split(".")
    return all(map(_LABEL.fullmatch, labels)) and _is_top_level(labels[-1], loud=domain.isupper())


def _is_top_level(label: str, *, loud: bool) -> bool:
    # "the end.My name" is a missing space and no address in Malaysia.
    if label.isdigit() or not (loud or label == label.lower()):
        return False
    return _suffixes().publicsuffix(label.lower()) is not None


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False, only_icann=True)


def _trimmed(shown: str) -> str:
    unopened = {close: shown.count(close) - shown.count(opener) for close, opener in _PAIRS.items()}
    end = len(shown)
    while end:
        last = shown[end - 1]
        if last in _PAIRS:
            if unopened[last] <= 0:
                break
            unopened[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return shown[:end]
