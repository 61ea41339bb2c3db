"""A block between two accounts."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class Block:
    """``account_id`` blocks ``target_id``; both lose sight of each other (row M-04)."""

    id: str
    uri: str
    account_id: str
    target_id: str
    created_at: datetime
