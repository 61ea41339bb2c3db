"""The thread around a status, as the client API shows it."""

from collections.abc import Iterable


def context_json(ancestors: Iterable[bytes], descendants: Iterable[bytes]) -> bytes:
    """Return a Context of Statuses that are JSON already, each list in the order of reading."""
    return b"".join(
        (b'{"ancestors":[', b",".join(ancestors), b'],"descendants":[', b",".join(descendants), b"]}")
    )
