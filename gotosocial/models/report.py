"""A report about an account and some of its statuses (rows I-17, U-08)."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class Report:
    """``account_id`` complains about ``target_id``. ``is_forwarded``: the target's server was told too."""

    id: str
    uri: str
    account_id: str
    target_id: str
    comment: str
    created_at: datetime
    updated_at: datetime
    status_ids: tuple[str, ...] = ()
    rule_ids: tuple[str, ...] = ()
    is_forwarded: bool = False
    action_taken_at: datetime | None = None
    action_taken_by: str = ""
    action_taken: str = ""
