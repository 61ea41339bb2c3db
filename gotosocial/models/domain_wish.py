"""What an admin says about a domain."""

import attrs


@attrs.frozen(kw_only=True)
class DomainWish:
    """The parts of a block or an allow that an admin chooses.

    None: it stays as it is, or is empty where the block or allow is new.
    """

    domain: str = ""
    public_comment: str | None = None
    private_comment: str | None = None
    is_obfuscated: bool | None = None
