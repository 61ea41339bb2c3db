"""Tell what kind of letter stands around a mention or a hashtag, in any script."""

import re
import unicodedata

_BREAKS = frozenset("|\u200b\ufeff")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_DIRECTIONS = re.compile(r"[\u202a-\u202e\u2066-\u206f]")
"""What turns the direction of the text that follows (Unicode TR9), and its deprecated neighbours."""
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n?|[\x0c\x85\u2028\u2029]")


def is_word_letter(letter: str) -> bool:
    """Tell whether a name or a hashtag may hold the letter: letters, marks, numbers and the underscore."""
    return letter == "_" or letter.isalnum() or unicodedata.category(letter)[0] in "LMN"


def is_boundary(letter: str) -> bool:
    """Tell whether a hashtag may begin or end here: space, punctuation but ``_``, ``|``, U+200B, U+FEFF."""
    if letter == "_":
        return False
    return letter in _BREAKS or letter.isspace() or unicodedata.category(letter)[0] == "P"


def starts_word(text: str, at: int) -> bool:
    """Tell whether something with a sign of its own (``@``, ``#``) may begin at this place."""
    return at == 0 or is_boundary(text[at - 1])


def tidy(text: str) -> str:
    """Return the text with Unix line ends, without control letters or halves of surrogate pairs."""
    return _LINE_ENDS.sub("\n", _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text)))


def one_line(text: str) -> str:
    """Return a name or an option as one line: no control letters, single spaces, none at the ends.

    Names stand among the words of others, which must not run backwards because of them.
    """
    return " ".join(_DIRECTIONS.sub("", tidy(text)).split())
