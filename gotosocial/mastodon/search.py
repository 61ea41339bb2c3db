"""What a search found, in the forms of both versions of the API."""

from collections.abc import Iterable

import orjson


def search_v2_json(accounts: Iterable[bytes], statuses: Iterable[bytes], hashtags: Iterable[bytes]) -> bytes:
    """Return a Search of Accounts, Statuses and Tags that are JSON already."""
    return _join(accounts, statuses, b",".join(hashtags))


def search_v1_json(accounts: Iterable[bytes], statuses: Iterable[bytes], hashtags: Iterable[str]) -> bytes:
    """Return a V1::Search, whose hashtags are names only."""
    return _join(accounts, statuses, orjson.dumps(list(hashtags))[1:-1])


def _join(accounts: Iterable[bytes], statuses: Iterable[bytes], hashtags: bytes) -> bytes:
    parts = (b'{"accounts":[', b",".join(accounts), b'],"statuses":[', b",".join(statuses))
    return b"".join((*parts, b'],"hashtags":[', hashtags, b"]}"))
