"""A request of another server as the gate sees it."""

from gotosocial.federation.gate_asked import Asked
from gotosocial.http.call import Call


def asked_of(call: Call) -> Asked:
    """Return what the gate looks at, exactly as it came."""
    return Asked(
        method=call.method,
        target=f"{call.path}?{call.query}" if call.query else call.path,
        headers=call.headers,
        client=call.client,
        body=call.body,
    )
