"""Check and normalise language tags (BCP 47, RFC 5646), as far as a post needs it.

The grammar is checked in full. Of the registry only the two-letter languages are known here, because wrong
ones of these are the mistakes that people make (``en-UK`` is well formed, ``jp`` is none); longer subtags
are taken as they come.
"""

import re

from gotosocial.errors import Invalid

MAX_LETTERS = 100

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?P<extended>(?:-[a-z]{3}){0,3})"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"(?P<extensions>(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*)"
    r"(?P<private>-x(?:-[a-z0-9]{1,8})+)?"
)
_TWO_LETTERS = frozenset(
    re.findall(
        "..",
        "aaabaeafakamanarasavayazbabebgbhbibmbnbobrbscacechcocrcscucvcydadedvdzeeeleneoeseteufafffifj"
        "fofrfygagdglgngugvhahehihohrhthuhyhziaidieigiiikioisitiujajvkakgkikjkkklkmknkokrkskukvkwkylalb"
        "lglilnloltlulvmgmhmimkmlmnmrmsmtmynanbndnengnlnnnonrnvnyocojomorospapiplpsptqurmrnrorurwsascsd"
        "sesgsiskslsmsnsosqsrssstsusvswtatetgthtitktltntotrtstttwtyugukuruzvevivowawoxhyiyozazhzu",
    )
)
_REPLACED = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "sh": "sr-Latn"}


def normal_language(tag: str) -> str:
    """Return the tag in its usual spelling (``pt-br`` and ``PT_BR`` become ``pt-BR``); raise Invalid where
    it is no language tag.
    """
    found = _TAG.fullmatch(tag.strip().lower().replace("_", "-")) if len(tag) <= MAX_LETTERS else None
    if found is None:
        raise Invalid("language is not a valid BCP 47 tag")
    language = _REPLACED.get(found["language"], found["language"])
    if len(language) == 2 and language not in _TWO_LETTERS:
        raise Invalid("language is not a valid BCP 47 tag")
    parts = [language + found["extended"]]
    if found["script"]:
        parts = [language.split("-")[0] + found["extended"], found["script"].title()]
    if found["region"]:
        parts.append(found["region"].upper())
    return "-".join(parts) + found["variants"] + found["extensions"] + (found["private"] or "")


def maybe_language(tag: str) -> str:
    """Return the tag of a remote post in its usual spelling, or nothing where it is no language tag."""
    try:
        return normal_language(tag)
    except Invalid:
        return ""
