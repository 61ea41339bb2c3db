"""What one viewer did to one status: the part of a rendered status that differs between viewers."""

import attrs


@attrs.frozen(kw_only=True)
class Marks:
    """The viewer's own marks on a status."""

    is_favourited: bool = False
    is_reblogged: bool = False
    is_bookmarked: bool = False
    is_muted: bool = False


NO_MARKS = Marks()
