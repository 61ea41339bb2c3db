"""A hashtag, as the client API shows it alone (row T-17) and in a status."""

from typing import Any

import orjson

from gotosocial.models.addresses import Addresses


def status_tag_entity(name: str, addresses: Addresses) -> dict[str, str]:
    """Return a Status::Tag: the name without ``#``."""
    return {"name": name, "url": addresses.tag(name)}


def tag_json(name: str, addresses: Addresses, *, is_followed: bool | None = None) -> bytes:
    """Return a Tag; ``is_followed`` None leaves the answer open, as for somebody not signed in."""
    entity: dict[str, Any] = {"name": name, "url": addresses.tag(name), "history": []}
    if is_followed is not None:
        entity["following"] = is_followed
    return orjson.dumps(entity)
