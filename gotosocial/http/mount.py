"""Builds the whole plumbing from rooms and settings: the one place where its parts meet."""

import os
from collections.abc import Callable, Sequence
from typing import Any, Literal

import attrs

from gotosocial.http.access_log import AccessLog
from gotosocial.http.addresses import NetworkSet, client_addresses, networks
from gotosocial.http.admission import Admission
from gotosocial.http.answers import Answers
from gotosocial.http.carrier import Carry, carry_straight
from gotosocial.http.failures import Failures, RenderError
from gotosocial.http.heads import Heads
from gotosocial.http.kept import KeptReplies
from gotosocial.http.klein_carrier import klein_carrier
from gotosocial.http.limits import RateLimiter
from gotosocial.http.packing import Packing
from gotosocial.http.pipeline import Pipeline
from gotosocial.http.router import build_router
from gotosocial.http.routes import Group, mounted_of
from gotosocial.http.settings import HttpSettings
from gotosocial.http.site import Site
from gotosocial.http.throttle import Throttle
from gotosocial.http.tokens import Authenticator, Doorkeeper
from gotosocial.util.clock import Clock
from gotosocial.util.log import clock_face


@attrs.frozen(kw_only=True)
class Plumbing:
    """What the plumbing is given from outside.

    ``render_error`` makes the HTML page of an error from status, message and request id; ``write_log``
    takes lines of the access log, many at once. ``kept``: answers that may be given again.
    """

    settings: HttpSettings
    authenticator: Authenticator
    render_error: RenderError
    write_log: Callable[[str], object]
    clock: Clock
    reactor: Any
    kept: KeptReplies | None = None
    kept_things: KeptReplies | None = None


def mount(
    doors: Sequence[object], plumbing: Plumbing, *, carrier: Literal["klein", "straight"] = "klein"
) -> Site:
    """Return the factory that serves the rooms; raise Misconfigured for a careless route."""
    settings, clock = plumbing.settings, plumbing.clock
    log = _access_log(plumbing)
    admission = Admission(
        settings,
        build_router(mounted_of(doors)),
        client_addresses(settings.trusted_proxies),
        RateLimiter(clock),
        NetworkSet(networks(settings.rate_limit_exceptions)),
        clock,
    )
    kept, things = plumbing.kept or KeptReplies(clock), plumbing.kept_things or KeptReplies(clock)
    failures, packing = Failures(plumbing.render_error), Packing(settings.gzip)
    answers = Answers(Heads(settings, clock), failures, log, clock, packing)
    doorkeeper = Doorkeeper(plumbing.authenticator)
    throttles = _throttles(settings, plumbing.reactor)
    pipeline = Pipeline(admission, doorkeeper, throttles, answers, settings.origin, kept, things)
    return Site(pipeline, _carrier(carrier), log, clock, plumbing.reactor)


def _access_log(plumbing: Plumbing) -> AccessLog:
    settings = plumbing.settings
    return AccessLog(
        plumbing.write_log if settings.log_requests else None,
        settings.log_format,
        settings.log_client_ip,
        plumbing.clock,
        plumbing.reactor,
        clock_face(settings.log_timestamp_format),
    )


def _carrier(name: str) -> Carry:
    return klein_carrier() if name == "klein" else carry_straight


def _throttles(settings: HttpSettings, reactor: Any) -> dict[Group, Throttle]:
    slots = max(0, settings.throttle_multiplier) * (os.cpu_count() or 1)
    backlog = slots * settings.throttle_multiplier

    def make(slots: int = slots) -> Throttle:
        return Throttle(slots, backlog, settings.throttle_retry_after, reactor)

    servers, files = make(), make()
    shared: dict[Group, Throttle] = {"s2s": servers, "inbox": servers, "files": files, "emoji": files}
    return {"client": make(), "health": make(slots=0), **shared}
