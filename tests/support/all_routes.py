"""Every route of an instance as data, and how to ask each of them with something in its path."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from gotosocial.app.doors import hang_doors
from gotosocial.app.page_doors import page_templates
from gotosocial.handlers.instance.prepare import InstanceSecrets
from gotosocial.http.routes import Route, routes_of
from tests.support.instance import Running

UNKNOWN_ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
_NAME = re.compile(r"\{[^}]*\}")
_CONTRACT = Path(__file__).parent / "contract" / "client_api.json"


def all_routes(server: Running) -> list[Route]:
    """Return the routes that the instance serves."""
    instance = server.instance
    secrets = InstanceSecrets(cookie_key="", vapid_public_key="", vapid_private_key="")
    templates = page_templates(instance.base)
    return routes_of(
        hang_doors(instance.base, instance.cellar, instance.near, instance.shared, secrets, templates)
    )


def path_with(route: Route, value: str = UNKNOWN_ID) -> str:
    """Return the path of the route with the value for each of its parameters."""
    path = route.path
    while "{" in path:
        start, _, rest = path.partition("{")
        path = start + value + rest.partition("}")[2]
    return path


def parameters_of(route: Route) -> list[dict[str, Any]]:
    """Return what the contract says that may be sent, beside what stands in the path."""
    known = _contract().get((route.method, _NAME.sub("{}", route.path)), [])
    return [one for one in known if one["in"] in ("form", "query")]


@cache
def _contract() -> dict[tuple[str, str], list[dict[str, Any]]]:
    routes = orjson.loads(_CONTRACT.read_bytes())
    return {(one["method"], _NAME.sub("{}", one["path"])): one.get("params", []) for one in routes}
