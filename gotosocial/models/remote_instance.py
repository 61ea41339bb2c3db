"""Another server, as far as it tells about itself."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class RemoteInstance:
    """A server by its host. What it does not tell, or asks robots not to read, is empty.

    ``fetched_at`` is None while nobody has asked yet; ``error`` says why the last attempt brought nothing.
    """

    domain: str
    created_at: datetime
    fetched_at: datetime | None = None
    title: str = ""
    short_description: str = ""
    description: str = ""
    terms: str = ""
    contact_email: str = ""
    contact_username: str = ""
    software: str = ""
    version: str = ""
    error: str = ""
