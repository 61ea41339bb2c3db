"""A mark that an account sets on a status: a favourite or a bookmark."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class Mark:
    """A favourite or a bookmark; ``target_id`` wrote the status, ``uri`` is empty for bookmarks."""

    id: str
    account_id: str
    status_id: str
    target_id: str
    uri: str = ""
    is_pending: bool = False
    approved_by_uri: str = ""
    created_at: datetime
