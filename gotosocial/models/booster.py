"""Who boosted a status."""

import attrs


@attrs.frozen(kw_only=True)
class Booster:
    """``id`` is that of the boost itself, ``account_id`` made it."""

    id: str
    account_id: str
