"""Apps as the client API shows them: to their owners, to everybody, and below a status."""

from typing import Any

import orjson

from gotosocial.models.application import Application
from gotosocial.util.clock import iso

UNKNOWN = {"name": "unknown application", "website": None}


def status_application(application_id: str, application: Application | None) -> dict[str, Any] | None:
    """Return the app that made a status (row S-24): None for no app, a stock name for one that is gone."""
    if application is None:
        return UNKNOWN if application_id else None
    return {"name": application.name, "website": application.website or None}


def application_entity(application: Application, vapid_key: str) -> dict[str, Any]:
    """Return an Application, as the app itself may ask for it (G-005); it holds no secrets."""
    return {
        "id": application.id,
        "created_at": iso(application.created_at),
        "name": application.name,
        "website": application.website or None,
        "redirect_uri": "\n".join(application.redirect_uris),
        "redirect_uris": list(application.redirect_uris),
        "scopes": sorted(application.scopes),
        "vapid_key": vapid_key,
    }


def application_json(application: Application, vapid_key: str) -> bytes:
    """Return an Application as JSON."""
    return orjson.dumps(application_entity(application, vapid_key))


def credential_application_json(application: Application, vapid_key: str, client_secret: str) -> bytes:
    """Return a CredentialApplication: with the secret in clear, which never expires (row AU-01)."""
    entity = application_entity(application, vapid_key)
    entity |= {
        "client_id": application.client_id,
        "client_secret": client_secret,
        "client_secret_expires_at": 0,
    }
    return orjson.dumps(entity)
