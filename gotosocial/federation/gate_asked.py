"""A request of another server, as the gate looks at it."""

import attrs

from gotosocial.crypto.signed_request import HeaderLookup


@attrs.frozen(kw_only=True)
class Asked:
    """One request as it came.

    ``target``: path and query, undecoded. ``client``: the address of the client behind trusted proxies.
    """

    method: str
    target: str
    headers: HeaderLookup
    client: str
    body: bytes = b""
