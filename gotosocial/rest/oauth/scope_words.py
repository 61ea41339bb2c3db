"""What an app may do with a scope, in words that everybody understands."""

from gotosocial.models.scopes import permits

_THINGS = {
    "accounts": "accounts",
    "applications": "your applications",
    "blocks": "your blocks",
    "bookmarks": "your bookmarks",
    "conversations": "your conversations",
    "custom_emojis": "custom emojis",
    "favourites": "your favourites",
    "filters": "your filters",
    "follows": "whom you follow",
    "lists": "your lists",
    "media": "media",
    "mutes": "your mutes",
    "notifications": "your notifications",
    "reports": "reports",
    "search": "search results",
    "statuses": "posts",
    "domain_allows": "allowed domains",
    "domain_blocks": "blocked domains",
}
_WHOLE = {
    "read": "Read everything in your account, private posts and notifications included",
    "write": "Post, follow, upload and change everything in your account",
    "follow": "Read and change whom you follow, block and mute",
    "push": "Send you push notifications",
    "profile": "See who you are",
    "admin": "Read and change everything on this server, if you are an admin",
    "admin:read": "Read everything on this server, if you are an admin",
    "admin:write": "Change everything on this server, if you are an admin",
}
_SPECIAL = {
    "read:accounts": "See accounts, with the settings of your own",
    "read:search": "Search in your name",
    "write:accounts": "Change your profile and your settings",
    "write:media": "Upload media",
    "write:reports": "Report posts and accounts to the moderators",
    "write:statuses": "Post and delete in your name",
    "write:favourites": "Favourite posts in your name",
    "write:follows": "Follow and unfollow in your name",
    "write:notifications": "Clear your notifications",
}


def words_of(scope: str) -> str:
    """Return one sentence without a full stop."""
    known = _WHOLE.get(scope) or _SPECIAL.get(scope)
    if known:
        return known
    way, _, thing = scope.removeprefix("admin:").partition(":")
    words = f"{'Read' if way == 'read' else 'Change'} {_THINGS.get(thing, thing)}"
    return f"{words}, if you are an admin" if scope.startswith("admin:") else words


def scopes_in_words(scopes: frozenset[str]) -> list[tuple[str, str]]:
    """Return the scopes with their words; what another one already permits is left out."""
    shown = [one for one in scopes if not any(permits(other, one) for other in scopes - {one})]
    return [(scope, words_of(scope)) for scope in sorted(shown)]
