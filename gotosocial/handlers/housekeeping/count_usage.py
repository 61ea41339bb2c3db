"""Counting how much room media take, for admins (row U3-11)."""

from collections.abc import Mapping, Sequence

import attrs

from gotosocial.models.kept_file import FileKind
from gotosocial.storage.stores import Database


@attrs.frozen(kw_only=True)
class DomainUsage:
    """The room of one domain, empty for this server: bytes by kind, and files and bytes in all."""

    domain: str
    sizes: Mapping[FileKind, int]
    counts: Mapping[FileKind, int]

    @property
    def files(self) -> int:
        """How many attachments, avatars, headers and emojis there are."""
        return sum(self.counts.values())

    @property
    def size(self) -> int:
        """Their bytes."""
        return sum(self.sizes.values())


@attrs.frozen(kw_only=True)
class UsageReport:
    """Every domain that something is kept of, the one with most first."""

    domains: Sequence[DomainUsage]

    @property
    def local(self) -> int:
        """Bytes of this server's own media."""
        return sum(one.size for one in self.domains if not one.domain)

    @property
    def remote(self) -> int:
        """Bytes of other servers' media."""
        return sum(one.size for one in self.domains if one.domain)


@attrs.frozen
class UsageCounter:
    """Counts what the rows say; thumbnails and still emojis are included."""

    db: Database

    async def count(self) -> UsageReport:
        """Return the report."""
        sizes: dict[str, dict[FileKind, int]] = {}
        counts: dict[str, dict[FileKind, int]] = {}
        for one in await self.db.kept_files.usage():
            sizes.setdefault(one.domain, {})[one.kind] = one.size
            counts.setdefault(one.domain, {})[one.kind] = one.files
        domains = [
            DomainUsage(domain=domain, sizes=found, counts=counts[domain]) for domain, found in sizes.items()
        ]
        return UsageReport(domains=sorted(domains, key=lambda one: (-one.size, one.domain)))
