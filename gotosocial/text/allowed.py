"""The list of what may stand in HTML that we show: elements, attributes and the rules for their values."""

import re
from collections.abc import Callable, Mapping

from gotosocial.text.html_tokens import element_names
from gotosocial.text.links import is_web_address

ELEMENTS = element_names(
    "article aside section summary details h1 h2 h3 h4 h5 h6 hgroup blockquote br div hr p span wbr abbr"
    " acronym cite code dfn em figcaption mark s samp strong sub sup var q time b i pre small strike tt u"
    " del ins ul ol li dl dt dd bdi bdo rp rt ruby a"
)

_STANDARD = frozenset({"dir", "lang", "id", "title"})
_OWN: Mapping[str, frozenset[str]] = {
    "details": frozenset({"open"}),
    "blockquote": frozenset({"cite"}),
    "q": frozenset({"cite"}),
    "ins": frozenset({"cite", "datetime"}),
    "del": frozenset({"cite", "datetime"}),
    "time": frozenset({"datetime"}),
    "span": frozenset({"class"}),
    "code": frozenset({"class"}),
    "ul": frozenset({"type"}),
    "ol": frozenset({"type"}),
    "li": frozenset({"type", "value"}),
    "a": frozenset({"href", "class", "rel", "role", "target"}),
}
_VALUES: Mapping[str, re.Pattern[str]] = {
    "dir": re.compile(r"rtl|ltr|auto", re.IGNORECASE),
    "lang": re.compile(r"[A-Za-z]{2,20}(?:-[A-Za-z0-9]{1,20}){0,8}"),
    "id": re.compile(r"[A-Za-z0-9:_.-]{1,200}"),
    "title": re.compile(r"[^\x00-\x08<>]{1,1000}"),
    "open": re.compile(r"|open", re.IGNORECASE),
    "datetime": re.compile(r"[0-9A-Za-z:.+ -]{1,64}"),
    "type": re.compile(r"[1aAiI]|disc|circle|square", re.IGNORECASE),
    "value": re.compile(r"-?[0-9]{1,9}"),
    "class": re.compile(r"[A-Za-z0-9_ -]{1,200}"),
    "role": re.compile(r"doc-noteref|doc-backlink"),
}
_CODE_CLASS = re.compile(r"language-[A-Za-z0-9]+")
_MAIL = re.compile(r"mailto:[^\s<>\"]{1,1000}", re.IGNORECASE)
_ANCHOR = re.compile(r"#[A-Za-z0-9:_.%-]{1,200}")
_BLANKS = re.compile(r"[\x00-\x20\x7f]+")

_HYGIENE = ("nofollow", "noreferrer", "noopener")
RELS_KEPT = frozenset({"tag"})


def allowed_attributes(name: str, given: Mapping[str, str], rels: frozenset[str]) -> dict[str, str]:
    """Return those attributes of an element that may stay, in the form in which they are shown.

    A link that leads to another place gets the marks of hygiene after those of its own that are in ``rels``.
    """
    own = _OWN.get(name, frozenset())
    kept: dict[str, str] = {}
    for key, value in given.items():
        if (key in own or key in _STANDARD) and key not in ("rel", "target"):
            form = _form(name, key, value)
            if form is not None:
                kept[key] = form
    if name == "a" and not kept.get("href", "#").startswith("#"):
        said = [rel for rel in dict.fromkeys(given.get("rel", "").lower().split()) if rel in rels]
        kept["rel"] = " ".join([*said, *_HYGIENE])
        kept["target"] = "_blank"
    return kept


def is_allowed_attribute(name: str, key: str, value: str) -> bool:
    """Tell the second lock whether an attribute may stay."""
    return key in _OWN.get(name, frozenset()) or key in _STANDARD


def _form(name: str, key: str, value: str) -> str | None:
    read: Callable[[str], str | None] | None = {"href": _address, "cite": _web_address}.get(key)
    if read is not None:
        return read(value)
    if key == "open":
        return ""
    text = " ".join(value.split()) if key in ("class", "title") else value.strip()
    pattern = _CODE_CLASS if name == "code" and key == "class" else _VALUES[key]
    return text if pattern.fullmatch(text) else None


def _address(value: str) -> str | None:
    bare = value.strip()
    if _ANCHOR.fullmatch(bare):
        return bare
    mail = _BLANKS.sub("", bare)
    return mail if _MAIL.fullmatch(mail) else _web_address(value)


def _web_address(value: str) -> str | None:
    address = _BLANKS.sub("%20", value.strip()).replace("<", "%3C").replace(">", "%3E").replace('"', "%22")
    return address if is_web_address(address) else None
