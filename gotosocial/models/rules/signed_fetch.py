"""What other servers may read without signing: the admin's choice of a level (rows H-04, SE-12, U3-49).

Keys and the instance actor are readable without a signature at every level, because whoever checks a
signature needs them first. What is not for everybody is never readable without one.
"""

from enum import StrEnum


class SignedFetch(StrEnum):
    """How much needs a signature."""

    ALL = "all"
    POSTS = "posts"
    OFF = "off"


class Wanted(StrEnum):
    """What kind of document is asked for."""

    ACTOR = "actor"
    EMOJI = "emoji"
    COLLECTION = "collection"
    POST = "post"


def needs_signature(level: SignedFetch, wanted: Wanted) -> bool:
    """Tell whether a document of this kind is kept from who does not sign."""
    if level is SignedFetch.ALL:
        return True
    return level is SignedFetch.POSTS and wanted in (Wanted.COLLECTION, Wanted.POST)
