"""An account that moves to another server, or tries to (row G1-04)."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class Move:
    """``origin_uri`` lives at ``target_uri`` since ``succeeded_at``; None where the attempt failed."""

    id: str
    uri: str
    origin_uri: str
    target_uri: str
    tried_at: datetime
    succeeded_at: datetime | None = None
