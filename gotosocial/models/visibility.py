"""How far a status reaches (rows V-01 to V-05)."""

from enum import StrEnum


class Visibility(StrEnum):
    """The audience of a status, in the client API's words."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"
    MUTUALS_ONLY = "mutuals_only"
    DIRECT = "direct"

    @property
    def is_open(self) -> bool:
        """Whether anybody may see it."""
        return self in (Visibility.PUBLIC, Visibility.UNLISTED)

    @property
    def is_for_followers(self) -> bool:
        """Whether every follower may see it; what is for mutuals they are not told, wherever they live."""
        return self.is_open or self is Visibility.PRIVATE
