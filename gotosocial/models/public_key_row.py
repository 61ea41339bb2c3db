"""The public key of somebody elsewhere, as it is kept."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class PublicKeyRow:
    """A key by its id on the wire. ``key``: PEM; ``host``: where its owner lives.

    An expired key is fetched again before it counts.
    """

    uri: str
    owner_uri: str
    host: str
    key: str
    fetched_at: datetime
    is_expired: bool = False
