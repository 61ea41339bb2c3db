"""The accounts of one domain and of those below it, for what admins do to whole servers."""

import attrs

from gotosocial.storage.database import Querier
from gotosocial.storage.statements import literal
from gotosocial.util.domains import host_of, is_within

_SELECT = """
SELECT id, domain, uri FROM accounts
WHERE id > :after AND domain <> ''
  AND (domain = :domain OR domain LIKE :below ESCAPE '!'
    OR lower(uri) LIKE :within ESCAPE '!')"""
_NOT_WIPED = "AND NOT (suspended_at IS NOT NULL AND suspension_origin <> id AND fetched_at IS NULL)"
_BY_ORIGIN = "AND suspended_at IS NOT NULL AND suspension_origin = :origin"
_ENDING = "ORDER BY id LIMIT :row_limit"


@attrs.frozen
class DomainAccounts:
    """Ids of accounts; account domain and host of the id both count. Slow, in parts."""

    querier: Querier

    async def not_wiped(self, domain: str, after: str, limit: int) -> list[str]:
        """Return accounts that are not suspended here, or not wiped since; ids larger than ``after``."""
        return await self._list(f"{_SELECT} {_NOT_WIPED} {_ENDING}", domain, after, limit)

    async def suspended_by(self, domain: str, origin: str, after: str, limit: int) -> list[str]:
        """Return accounts that ``origin`` has suspended; ids larger than ``after``."""
        return await self._list(f"{_SELECT} {_BY_ORIGIN} {_ENDING}", domain, after, limit, origin=origin)

    async def emoji_domains(self, domain: str) -> list[str]:
        """Return the domain and those below it that custom emojis are from, on any port."""
        name = literal(domain)
        rows = await self.querier.scan(
            "SELECT DISTINCT domain FROM emojis WHERE domain <> '' AND ("
            "domain = :domain OR domain LIKE :below ESCAPE '!'"
            " OR domain LIKE :ported ESCAPE '!' OR domain LIKE :ported_below ESCAPE '!')",
            domain=domain,
            below=f"%.{name}",
            ported=f"{name}:%",
            ported_below=f"%.{name}:%",
        )
        return sorted(row["domain"] for row in rows)

    async def delete_emojis(self, domain: str) -> int:
        """Delete the custom emojis of exactly this domain; return how many there were."""
        deleted = await self.querier.run(
            "DELETE FROM emojis WHERE domain = :domain AND domain <> ''", domain=domain
        )
        if deleted:
            self.querier.tell("emojis", "")
        return deleted

    async def _list(self, sql: str, domain: str, after: str, limit: int, **more: str) -> list[str]:
        found: list[str] = []
        while len(found) < limit:
            rows = await self.querier.scan(
                sql,
                domain=domain,
                below=f"%.{literal(domain)}",
                within=f"http%//%{literal(domain)}%",
                after=after,
                row_limit=limit,
                **more,
            )
            # The host stands somewhere in the id; whether it is the host is told here.
            found += [row["id"] for row in rows if _lies_in(domain, row["domain"], row["uri"])]
            if len(rows) < limit:
                break
            after = rows[-1]["id"]
        return found[:limit]


def _lies_in(domain: str, account_domain: str, uri: str) -> bool:
    host = host_of(uri)
    names = {account_domain, host, host.partition(":")[0], account_domain.partition(":")[0]}
    return any(is_within(name, domain) for name in names if name)
