"""Blocked and allowed domains as the client API shows them (rows J-05, J-06, J-18)."""

from collections.abc import Iterable
from hashlib import sha256
from operator import itemgetter
from typing import Any

import orjson

from gotosocial.models.domain_permission import DomainPermission
from gotosocial.util.clock import iso
from gotosocial.util.domains import readable


def domain_permission_entity(permission: DomainPermission, *, is_export: bool = False) -> dict[str, Any]:
    """Return a DomainPermission for admins; an export has only what other servers may import."""
    shown = {"domain": readable(permission.domain), "public_comment": permission.public_comment}
    if is_export:
        return shown | {"obfuscate": permission.is_obfuscated}
    return shown | {
        "id": permission.id,
        "permission_type": permission.kind,
        "severity": "suspend" if permission.kind == "block" else "",
        "comment": permission.public_comment,
        "private_comment": permission.private_comment,
        "obfuscate": permission.is_obfuscated,
        "created_by": permission.created_by,
        "created_at": iso(permission.created_at),
    }


def domain_permission_json(permission: DomainPermission, *, is_export: bool = False) -> bytes:
    """Return one DomainPermission as JSON."""
    return orjson.dumps(domain_permission_entity(permission, is_export=is_export))


def listed_domains_json(permissions: Iterable[DomainPermission]) -> bytes:
    """Return a list for everybody as a JSON array; some names are hidden."""
    return orjson.dumps([_listed(one) for one in permissions])


def peers_json(open_domains: Iterable[str], decided: Iterable[DomainPermission], *, is_flat: bool) -> bytes:
    """Return other servers in the order of their names, as names or as Domains; some names are hidden.

    What stands in several lists comes once, with the last decision about it.
    """
    found = {domain: {"domain": readable(domain)} for domain in open_domains}
    # By what they are, not by what is shown: hidden names may look alike.
    found |= {one.domain: _listed(one) for one in decided}
    peers = sorted(found.values(), key=itemgetter("domain"))
    return orjson.dumps([peer["domain"] for peer in peers] if is_flat else peers)


def obfuscated(domain: str) -> str:
    """Return a name of which only somebody who knows it can see what it was: ``b**.e******.org``."""
    *labels, last = domain.split(".")
    return ".".join([*(label[:1] + "*" * (len(label) - 1) for label in labels), last])


def _listed(permission: DomainPermission) -> dict[str, Any]:
    name = obfuscated(permission.domain) if permission.is_obfuscated else readable(permission.domain)
    comment = permission.public_comment
    shown = {"domain": name, "comment": comment, "public_comment": comment}
    if permission.kind == "allow":
        return shown
    return shown | {
        "severity": "suspend",
        "suspended_at": iso(permission.created_at),
        "digest": sha256(permission.domain.encode()).hexdigest(),
    }
