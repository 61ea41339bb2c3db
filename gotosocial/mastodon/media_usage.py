"""How much room media take, as the admin API shows it; the shape is our own."""

from collections.abc import Mapping
from typing import Any


def usage_json(domain: str, counts: Mapping[Any, int], sizes: Mapping[Any, int]) -> dict[str, Any]:
    """Return the room of one domain, empty for this server: files and bytes, in all and by kind."""
    kinds = ("attachment", "avatar", "header", "emoji")
    return {
        "domain": domain,
        "files": sum(counts.values()),
        "size": sum(sizes.values()),
        "kinds": {kind: {"files": counts.get(kind, 0), "size": sizes.get(kind, 0)} for kind in kinds},
    }
