"""Where the posts of a timeline come from."""

from enum import Enum


class Origin(Enum):
    """Posts of this server, of all others, or of any."""

    ANY = "any"
    LOCAL = "local"
    REMOTE = "remote"
