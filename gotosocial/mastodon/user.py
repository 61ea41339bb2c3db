"""The user behind an account, as only its owner sees it."""

from datetime import datetime
from typing import Any

import orjson

from gotosocial.models.user import User
from gotosocial.util.clock import iso


def user_json(user: User) -> bytes:
    """Return a User; times of things that have not happened are left out."""
    entity: dict[str, Any] = {
        "id": user.id,
        "created_at": iso(user.created_at),
        "email": user.email,
        "moderator": user.is_moderator,
        "admin": user.is_admin,
        "disabled": user.is_disabled,
        "approved": user.is_approved,
    }
    texts = {"unconfirmed_email": user.unconfirmed_email, "reason": user.reason}
    times: dict[str, datetime | None] = {
        "confirmed_at": user.confirmed_at,
        "last_emailed_at": user.last_emailed_at,
        "two_factor_enabled_at": user.two_factor_enabled_at,
    }
    entity |= {name: text for name, text in texts.items() if text}
    entity |= {name: iso(time) for name, time in times.items() if time is not None}
    return orjson.dumps(entity)
