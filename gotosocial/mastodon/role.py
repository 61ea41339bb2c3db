"""What a local account may do on the instance, as the client API shows it (row A-36)."""

from enum import Flag

from gotosocial.models.account import Account


class Power(Flag):
    """Mastodon's permission bits that mean something here."""

    ADMINISTRATOR = 1 << 0
    MANAGE_REPORTS = 1 << 4
    MANAGE_FEDERATION = 1 << 5
    MANAGE_SETTINGS = 1 << 6
    MANAGE_BLOCKS = 1 << 7
    MANAGE_USERS = 1 << 10
    MANAGE_RULES = 1 << 12
    MANAGE_CUSTOM_EMOJIS = 1 << 14
    DELETE_USERS = 1 << 19


_MODERATOR = Power.MANAGE_REPORTS | Power.MANAGE_USERS
_ADMIN = ~Power(0)


def public_roles(account: Account) -> list[dict[str, str]]:
    """Return the roles that everybody sees: those of local moderators and admins."""
    name = _name(account)
    return [] if name == "user" else [{"id": name, "name": name, "color": ""}]


def role_entity(account: Account) -> dict[str, str | bool]:
    """Return the Role of somebody's own account, whose permissions apps may ask."""
    name = _name(account)
    powers = {"admin": _ADMIN, "moderator": _MODERATOR, "user": Power(0)}[name]
    return {
        "id": name,
        "name": name,
        "color": "",
        "permissions": str(powers.value),
        "highlighted": name != "user",
    }


def _name(account: Account) -> str:
    if account.is_admin:
        return "admin"
    return "moderator" if account.is_moderator else "user"
