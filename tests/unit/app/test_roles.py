"""Roles divide doors and lanes among processes, and together they leave nothing out."""

from functools import cache

import attrs
import pytest
from twisted.internet import reactor

from gotosocial.app.build import lay_foundations
from gotosocial.app.doors import hang_doors
from gotosocial.app.instance import build_instance
from gotosocial.app.page_doors import page_templates
from gotosocial.app.roles import Role, Roles
from gotosocial.config.config import Config
from gotosocial.config.sections.general import General
from gotosocial.config.sections.processes import ROLES
from gotosocial.handlers.instance.prepare import InstanceSecrets
from gotosocial.http.routes import routes_of
from gotosocial.jobs.kinds import Lane, MakeRoom
from gotosocial.jobs.runner import SHARES
from gotosocial.jobs.schedule import RECURRING


@cache
def routes_with(*roles: str) -> frozenset[tuple[str, str]]:
    """Return method and path of everything that a process with these roles answers."""
    base = lay_foundations(Config(general=General(host="here.example")), reactor)
    instance = build_instance(attrs.evolve(base, roles=Roles.of(roles)))
    secrets = InstanceSecrets(cookie_key="", vapid_public_key="", vapid_private_key="")
    doors = hang_doors(
        instance.base, instance.cellar, instance.near, instance.shared, secrets, page_templates(base)
    )
    routes = [(route.method, route.path) for route in routes_of(doors)]
    assert len(routes) == len(set(routes)), "something is served twice"
    return frozenset(routes)


def test_the_configuration_names_every_role() -> None:
    assert {role.value for role in Role} == set(ROLES)


def test_a_process_with_all_roles_does_everything() -> None:
    every = Roles.of(ROLES)
    assert every.shares() == SHARES
    assert every.own(RECURRING) == RECURRING


@pytest.mark.parametrize("lane", Lane)
def test_each_lane_is_run_by_one_role(lane: Lane) -> None:
    assert len([role for role in Role if lane in Roles.of([role]).shares()]) == 1


def test_a_media_process_runs_media_jobs_alone() -> None:
    media = Roles.of(["media"])
    assert media.shares() == {Lane.MEDIA: SHARES[Lane.MEDIA]}
    assert media.own(RECURRING) == (MakeRoom(),)
    others = Roles.of(set(ROLES) - {"media"})
    assert Lane.MEDIA not in others.shares()
    assert MakeRoom() not in others.own(RECURRING)


def test_a_media_process_opens_the_doors_of_uploads_and_files() -> None:
    health = {("GET", "/livez"), ("HEAD", "/livez"), ("GET", "/readyz"), ("HEAD", "/readyz")}
    one = {(method, f"/api/v{n}/media/{{id}}") for method in ("GET", "PUT") for n in (1, 2)}
    uploads = {("POST", "/api/v1/media"), ("POST", "/api/v2/media"), ("DELETE", "/api/v1/media/{id}")}
    files = {route for route in routes_with("media") if route[1].startswith("/fileserver/")}
    assert files
    assert routes_with("media") - health == one | uploads | files


def test_the_roles_together_open_every_door() -> None:
    each = [routes_with(role) for role in ROLES]
    assert frozenset().union(*each) == routes_with(*ROLES)
    assert routes_with("background") == routes_with("federation_sender")


def test_what_other_servers_ask_is_served_by_receivers() -> None:
    receiver, client = routes_with("federation_receiver"), routes_with("client")
    inbox, home = ("POST", "/users/{name}/inbox"), ("GET", "/api/v1/timelines/home")
    assert (inbox in receiver, inbox in client) == (True, False)
    assert (home in receiver, home in client) == (False, True)
    assert ("GET", "/.well-known/webfinger") in receiver & client
