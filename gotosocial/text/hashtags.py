"""Find hashtags in plain text and bring their names into the form in which they are stored.

A name holds letters, marks, numbers and ``_`` of any script, at least one of them a letter, at most 100
together after NFC. It begins and ends at a boundary (``letters.is_boundary``); any other letter next to it,
such as an emoji, means that this is no hashtag.
"""

import unicodedata

import attrs

from gotosocial.text.letters import is_boundary, is_word_letter, starts_word

MAX_LETTERS = 100
_MAX_READ = 4 * MAX_LETTERS


@attrs.frozen(kw_only=True)
class HashtagText:
    """A hashtag as it stands in a text, from ``start`` to before ``end``; ``name`` as typed, in NFC."""

    name: str
    start: int
    end: int

    @property
    def normal(self) -> str:
        """The stored form of the name."""
        return _lower(self.name)


def hashtag_at(text: str, at: int) -> HashtagText | None:
    """Return the hashtag whose ``#`` stands at this place, or None."""
    if not text.startswith("#", at) or not starts_word(text, at):
        return None
    end = at + 1
    while end < len(text) and is_word_letter(text[end]):
        end += 1
        if end - at > _MAX_READ:
            return None
    if end < len(text) and not is_boundary(text[end]):
        return None
    name = unicodedata.normalize("NFC", text[at + 1 : end])
    return HashtagText(name=name, start=at, end=end) if _is_name(name) else None


def normal_hashtag(name: str) -> str | None:
    """Return the stored form of a name, with or without its ``#``, or None where it is no hashtag."""
    name = name.removeprefix("#")
    if len(name) > _MAX_READ:
        return None
    name = unicodedata.normalize("NFC", name)
    if not all(map(is_word_letter, name)) or not _is_name(name):
        return None
    return _lower(name)


def _is_name(name: str) -> bool:
    if not any(unicodedata.category(letter)[0] == "L" for letter in name):
        return False
    return len(_lower(name)) <= MAX_LETTERS and len(name) <= MAX_LETTERS


def _lower(name: str) -> str:
    return unicodedata.normalize("NFC", name.lower())
