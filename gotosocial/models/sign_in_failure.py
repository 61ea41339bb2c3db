"""Failed sign-ins of one account from one network."""

from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class SignInFailure:
    """How often signing in has failed in a row, and when it did last."""

    account_key: str
    network: str
    count: int
    last_at: datetime
