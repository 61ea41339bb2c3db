"""A decision of the admins about a domain: nobody from there may talk with us, or everybody may."""

from datetime import datetime
from typing import Literal

import attrs

PermissionKind = Literal["block", "allow"]
DomainList = Literal["open", "block", "allow"]
"""Lists of other servers that people may ask for: who is known and may talk with us, blocks, allows."""


@attrs.frozen(kw_only=True)
class DomainPermission:
    """A block or an allow; it covers the domain, in lower-case ASCII, and everything below it (row J-03).

    ``created_by``: the id of the account that made it, empty where it was made on the command line.
    """

    id: str
    kind: PermissionKind
    domain: str
    created_by: str = ""
    public_comment: str = ""
    private_comment: str = ""
    is_obfuscated: bool = False
    created_at: datetime
