"""Other servers: what they say about themselves."""

from typing import Any

import attrs

from gotosocial.models.remote_instance import RemoteInstance
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.statements import insert_into
from gotosocial.util.clock import from_millis, maybe_from_millis, maybe_to_millis, to_millis

_COLUMNS = (
    *("domain", "created_at", "fetched_at", "title", "short_description", "description", "terms"),
    *("contact_email", "contact_username", "software", "version", "error"),
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM instances"
_CHANGED = ", ".join(f"{one} = excluded.{one}" for one in _COLUMNS if one not in ("domain", "created_at"))
_UPSERT = f"{insert_into('instances', _COLUMNS)} ON CONFLICT (domain) DO UPDATE SET {_CHANGED}"


@attrs.frozen
class Instances:
    """Servers by their host."""

    querier: Querier

    async def find(self, domain: str) -> RemoteInstance | None:
        """Return the server, or None where nobody has met it yet."""
        row = await self.querier.maybe(f"{_SELECT} WHERE domain = :domain", domain=domain)
        return _instance(row) if row else None

    async def upsert(self, instance: RemoteInstance) -> None:
        """Write what is known of a server; the time when it was first met stays."""
        await self.querier.run(_UPSERT, **_values(instance))


def _values(instance: RemoteInstance) -> dict[str, Any]:
    values = {column: getattr(instance, column) for column in _COLUMNS}
    values.update(
        created_at=to_millis(instance.created_at), fetched_at=maybe_to_millis(instance.fetched_at)
    )
    return values


def _instance(row: Row) -> RemoteInstance:
    values = {column: row[column] for column in _COLUMNS}
    values.update(
        created_at=from_millis(row["created_at"]), fetched_at=maybe_from_millis(row["fetched_at"])
    )
    return RemoteInstance(**values)
