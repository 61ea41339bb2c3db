"""A hashtag."""

import attrs


@attrs.frozen(kw_only=True)
class Tag:
    """A hashtag by its normalised name; moderators decide whether it may be used and listed."""

    name: str
    is_usable: bool = True
    is_listable: bool = True
