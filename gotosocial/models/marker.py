"""How far somebody has read a timeline (row T-13)."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class Marker:
    """The last read id of a timeline; ``version`` counts the writes."""

    account_id: str
    timeline: str
    last_read_id: str
    version: int
    updated_at: datetime
