"""Floors 6 and 7: what only admins may do, and what they show of it."""

from gotosocial.app.bundles import Cellar, Foundations
from gotosocial.federation.domain_policy import DomainPolicy
from gotosocial.handlers.deliveries.decide import DeliveryDecider
from gotosocial.handlers.deliveries.inspect import DeliveryInspector
from gotosocial.handlers.domains.expire_keys import KeyExpiry
from gotosocial.handlers.domains.expose import ExposedDomains
from gotosocial.handlers.domains.permissions import DomainPermissions
from gotosocial.models.domain_permission import DomainList
from gotosocial.rest.client.admin_deliveries import AdminDeliveryDoors
from gotosocial.rest.client.admin_domains import DomainPermissionDoors
from gotosocial.rest.client.instance_domains import InstanceDomainDoors


def domain_doors(base: Foundations, cellar: Cellar, policy: DomainPolicy) -> list[object]:
    """Return the doors to other servers: what is decided about them, and who may read it."""
    own = frozenset({base.addresses.host, base.addresses.account_domain})
    permissions = DomainPermissions(cellar.db, own, base.ulids)
    return [
        DomainPermissionDoors(permissions, KeyExpiry(cellar.db, base.ulids)),
        InstanceDomainDoors(ExposedDomains(permissions, policy, exposed_domains(base))),
    ]


def exposed_domains(base: Foundations) -> frozenset[DomainList]:
    """Return which lists of other servers strangers may read."""
    instance = base.config.instance
    lists: dict[DomainList, bool] = {
        "open": instance.expose_peers,
        "block": instance.expose_blocklist,
        "allow": instance.expose_allowlist,
    }
    return frozenset(kind for kind, is_exposed in lists.items() if is_exposed)


def delivery_doors(base: Foundations, cellar: Cellar) -> list[object]:
    """Return the doors through which admins look at deliveries and decide about them."""
    return [AdminDeliveryDoors(DeliveryInspector(cellar.db), DeliveryDecider(cellar.db, base.clock))]
