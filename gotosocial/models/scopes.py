"""OAuth scopes: which exist and which one permits which (row AU-06)."""

_READ = {
    *("accounts", "applications", "blocks", "bookmarks", "custom_emojis", "favourites", "filters"),
    *("follows", "lists", "mutes", "notifications", "search", "statuses"),
}
_WRITE = {
    *("accounts", "applications", "blocks", "bookmarks", "conversations", "favourites", "filters"),
    *("follows", "lists", "media", "mutes", "notifications", "reports", "statuses"),
}
_ADMIN = {"accounts", "reports", "domain_allows", "domain_blocks", "custom_emojis"}

SCOPES = frozenset(
    {"read", "write", "push", "profile", "admin", "admin:read", "admin:write", "follow"}
    | {f"read:{name}" for name in _READ}
    | {f"write:{name}" for name in _WRITE}
    | {f"admin:{way}:{name}" for way in ("read", "write") for name in _ADMIN}
)
"""Every scope that may be asked for. ``follow`` is Mastodon's old name for reading and writing follows,
blocks and mutes, which apps still ask for."""

_FOLLOW = frozenset(f"{way}:{name}" for way in ("read", "write") for name in ("follows", "blocks", "mutes"))


def permits(granted: str, wanted: str) -> bool:
    """Tell whether one granted scope covers the wanted one: itself, or anything below it."""
    if granted == "follow":
        return wanted in _FOLLOW or wanted == "follow"
    return granted == wanted or wanted.startswith(granted + ":")


def permit(granted: frozenset[str], wanted: str) -> bool:
    """Tell whether any of the granted scopes covers the wanted one."""
    return any(permits(one, wanted) for one in granted)


def parse(text: str) -> frozenset[str]:
    """Split a scope parameter, whose names are separated by spaces or plus signs."""
    return frozenset(text.replace("+", " ").split())
