"""Floor 5, the part that talks with other servers: who is let in, what is fetched, what is sent."""

import os

from gotosocial.app.bundles import Abroad, Cellar, Foundations
from gotosocial.app.fetching import build_fetchers
from gotosocial.federation.client import SignedClient
from gotosocial.federation.domain_policy import DomainPolicy
from gotosocial.federation.gate import Gate
from gotosocial.federation.gate_limits import GateLimits
from gotosocial.federation.key_source import KeySource
from gotosocial.federation.keys import Keys
from gotosocial.federation.proof import SignatureCheck
from gotosocial.federation.recent_actors import RecentActors
from gotosocial.federation.sender.batch import Post
from gotosocial.federation.sender.courier import Courier
from gotosocial.federation.sender.destinations import Destinations
from gotosocial.federation.sender.ledger import Ledger
from gotosocial.federation.sender.outbox import Outbox
from gotosocial.federation.sender.sender import DeliverySender, hosts_at_once
from gotosocial.federation.sender.shares import Shares
from gotosocial.federation.signing import SigningKeys
from gotosocial.http.addresses import NetworkSet
from gotosocial.http.client import open_http_client
from gotosocial.http.limits import RateLimiter
from gotosocial.storage.known_accounts import KnownAccounts


def go_abroad(base: Foundations, cellar: Cellar) -> Abroad:
    """Build everything between our doors and other servers."""
    own = frozenset({base.addresses.host, base.addresses.account_domain})
    policy = DomainPolicy(cellar.db, own, base.config.instance.federation_mode, base.background)
    policy.listen(cellar.bus)
    signing = SigningKeys(cellar.db, base.addresses.host)
    http = open_http_client(
        base.reactor,
        base.config.http_client,
        f"gotosocial/{base.config.general.version} (+{base.addresses.origin})",
        resolver=base.resolver,
        ca_file=base.trusted_ca,
    )
    client = SignedClient(http, signing, policy, base.clock)
    recent = RecentActors(base.clock)
    destinations = Destinations(cellar.db, base.clock, base.background)
    destinations.listen(cellar.bus)
    outbox = Outbox(destinations, policy.is_blocked_now, own, base.ulids, base.clock)
    return Abroad(
        http=http,
        client=client,
        signing=signing,
        policy=policy,
        recent=recent,
        gate=_gate(base, cellar, policy, client, recent, destinations),
        destinations=destinations,
        outbox=outbox,
        sender=_sender(base, cellar, policy, Courier(cellar.db, http, signing, base.clock), destinations),
        fetchers=build_fetchers(base, cellar, client, recent),
    )


def _sender(
    base: Foundations, cellar: Cellar, policy: DomainPolicy, courier: Courier, destinations: Destinations
) -> DeliverySender:
    is_alone = base.config.database.type == "sqlite"
    post = Post(
        db=cellar.db,
        carrier=courier,
        health=destinations,
        write=Ledger(cellar.db).write,
        is_blocked=policy.is_blocked,
        clock=base.clock,
    )
    return DeliverySender(
        post=post,
        destinations=destinations,
        shares=Shares(cellar.db, base.clock, is_alone),
        bus=cellar.bus,
        reactor=base.reactor,
        at_once=hosts_at_once(base.config.advanced.sender_multiplier, os.cpu_count() or 1),
    )


def _gate(
    base: Foundations,
    cellar: Cellar,
    policy: DomainPolicy,
    client: SignedClient,
    recent: RecentActors,
    destinations: Destinations,
) -> Gate:
    keys = Keys(cellar.db, KeySource(client, recent), base.clock, base.reactor)
    keys.listen(cellar.bus)
    advanced = base.config.advanced
    limits = GateLimits(
        RateLimiter(base.clock),
        NetworkSet(advanced.rate_limit_exceptions),
        advanced.rate_limit_requests,
    )
    return Gate(
        SignatureCheck(keys, policy, base.addresses, base.clock),
        limits,
        KnownAccounts(cellar.db, cellar.caches),
        destinations.alive,
    )
