"""An OAuth application: the app that somebody posts with."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class Application:
    """A registered app (row AU-01). ``user_id`` names the user who manages it, if any."""

    id: str
    name: str
    website: str
    redirect_uris: tuple[str, ...]
    client_id: str
    client_secret: str = attrs.field(repr=False)
    scopes: frozenset[str]
    created_at: datetime
    user_id: str = ""
