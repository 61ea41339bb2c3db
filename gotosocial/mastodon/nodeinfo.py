"""NodeInfo 2.0 and 2.1: what the instance tells other software and surveys (https://nodeinfo.diaspora.software)."""

from typing import Any

import orjson

from gotosocial.mastodon.version import SOFTWARE
from gotosocial.models.addresses import Addresses
from gotosocial.models.instance import InstanceCounts

_SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/"
VERSIONS = ("2.0", "2.1")


def nodeinfo_content_type(version: str) -> str:
    """Return the content type of a document of this version."""
    return f'application/json; profile="{_SCHEMA}{version}#"; charset=utf-8'


def nodeinfo_links_json(addresses: Addresses) -> bytes:
    """Return the index of documents for ``/.well-known/nodeinfo``."""
    links = [{"rel": _SCHEMA + one, "href": f"{addresses.origin}/nodeinfo/{one}"} for one in VERSIONS]
    return orjson.dumps({"links": links})


def nodeinfo_json(
    version: str,
    *,
    software_version: str,
    source_url: str,
    counts: InstanceCounts,
    is_registration_open: bool,
) -> bytes:
    """Return the document of version 2.0 or 2.1."""
    software = {"name": SOFTWARE, "version": software_version}
    if version == "2.1":
        software |= {"repository": source_url, "homepage": source_url}
    entity: dict[str, Any] = {
        "version": version,
        "software": software,
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": is_registration_open,
        "usage": {
            "users": {"total": counts.users, "activeMonth": counts.active_month},
            "localPosts": counts.statuses,
        },
        "metadata": {},
    }
    return orjson.dumps(entity)
