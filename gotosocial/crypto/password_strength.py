"""Decide whether a new password is hard enough to guess (rows AU-14 and SE-10).

A password has 1 to 72 bytes and at least 60 bits of entropy: its counted characters times the binary
logarithm of the size of the alphabets it draws from. A character counts once in a row of equal ones, at
most twice in the whole password, and not at all where it only goes on with a sequence such as ``abc``,
``321`` or ``qwerty``.
"""

import math
from itertools import pairwise

from gotosocial.errors import Invalid

MIN_ENTROPY_BITS = 60
MAX_BYTES = 72

_ALPHABETS = (
    ("abcdefghijklmnopqrstuvwxyz", 26),
    ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 26),
    ("0123456789", 10),
    ("!@$&*", 5),
    ("_-., ", 5),
    ("\"#%'()+/:;<=>?[\\]^{|}~`", 22),
)
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = frozenset(pair for row in _ROWS for a, b in pairwise(row) for pair in ((a, b), (b, a)))


def check_strength(password: str) -> None:
    """Raise Invalid where a new password is empty, too long or too easy to guess.

    The error names the percentage of the wanted strength that was reached.
    """
    if not password:
        raise Invalid("the password must not be empty")
    size = len(password.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise Invalid(f"the password has {size} bytes, at most {MAX_BYTES} are allowed")
    entropy = entropy_bits(password)
    if entropy < MIN_ENTROPY_BITS:
        reached = int(100 * entropy / MIN_ENTROPY_BITS)
        raise Invalid(
            f"the password is only {reached}% strong enough:"
            " make it longer, or mix upper and lower case, digits and special characters"
        )


def entropy_bits(password: str) -> float:
    """Return how many bits of guessing the password is worth."""
    return _counted_length(password) * math.log2(max(_alphabet_size(password), 1))


def _alphabet_size(password: str) -> int:
    used = set(password)
    known = {letter for letters, _ in _ALPHABETS for letter in letters}
    size = sum(size for letters, size in _ALPHABETS if used & set(letters))
    return size + len(used - known)


def _counted_length(password: str) -> int:
    length = 0
    seen: dict[str, int] = {}
    for index, letter in enumerate(password):
        if _continues(password[max(index - 2, 0) : index], letter) or seen.get(letter, 0) >= 2:
            continue
        seen[letter] = seen.get(letter, 0) + 1
        length += 1
    return length


def _continues(before: str, letter: str) -> bool:
    if not before:
        return False
    if before[-1] == letter:
        return True
    if len(before) < 2:
        return False
    one, two, three = before[0].lower(), before[1].lower(), letter.lower()
    if not (one + two + three).isalnum():
        return False
    step = ord(two) - ord(one)
    if abs(step) == 1 and ord(three) - ord(two) == step:
        return True
    return one != three and (one, two) in _NEIGHBOURS and (two, three) in _NEIGHBOURS
