"""With whom we talk: the admins' blocks and allows, and the mode that they chose (rows J-01 to J-03).

``blocklist``: with everybody but those who are blocked; an allow beats a block. ``allowlist``: only with
those who are allowed; a block beats an allow. An entry covers its domain and all below it. Our own names are
never blocked, whatever the tables say. The tables are small and asked at every turn, so they are kept in
memory and read anew after a change.
"""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from gotosocial.storage.bus import LOST, Bus
from gotosocial.storage.cache import Cache
from gotosocial.storage.stores import Database
from gotosocial.util.domains import host_of, normal
from gotosocial.util.flow import Background

_ALL = "all"
ALLOWLIST = "allowlist"


@attrs.frozen(kw_only=True)
class Permissions:
    """The ids of all blocks and allows by their domains."""

    blocks: Mapping[str, str]
    allows: Mapping[str, str]
    is_allowlist: bool

    def forbid(self, domain: str) -> bool:
        """Tell whether a normal domain is blocked."""
        names = tuple(parents_of(domain))
        is_blocked = any(name in self.blocks for name in names)
        is_allowed = any(name in self.allows for name in names)
        return is_blocked or not is_allowed if self.is_allowlist else is_blocked and not is_allowed

    def block_of(self, domain: str) -> str:
        """Return the id of the closest block that covers a normal domain, or ""."""
        return next((self.blocks[name] for name in parents_of(domain) if name in self.blocks), "")


@attrs.define(eq=False)
class DomainPolicy:
    """Says about every domain whether it is blocked. ``own``: the host and the account domain."""

    db: Database
    own: frozenset[str]
    mode: str
    background: Background
    _kept: Cache[str, Permissions] = attrs.field(factory=lambda: Cache(1), init=False)
    _latest: Permissions | None = attrs.field(default=None, init=False)

    def listen(self, bus: Bus) -> None:
        """Read the tables anew after every change of them."""
        bus.subscribe("domains", self._changed)
        bus.subscribe(LOST, self._changed)

    async def start(self) -> None:
        """Read the tables, so that ``is_blocked_now`` knows them; before anything is sent."""
        await self.permissions()

    def is_own(self, domain: str) -> bool:
        """Tell whether a host or account domain is ours."""
        return domain in self.own

    async def is_blocked(self, domain: str) -> bool:
        """Tell whether a host or an account domain may not talk with us; what is no domain may not."""
        if domain in self.own:
            return False
        try:
            name = normal(domain)
        except ValueError:
            return not domain.startswith("[")
        return name not in self.own and (await self.permissions()).forbid(name)

    def is_blocked_now(self, domain: str) -> bool:
        """Tell the same from memory, for those who cannot wait: a moment behind after a change."""
        if domain in self.own or self._latest is None:
            return False
        try:
            return self._latest.forbid(normal(domain))
        except ValueError:
            return not domain.startswith("[")

    async def any_blocked(self, uris: Iterable[str]) -> bool:
        """Tell whether any URI lies on a blocked host, or is none of http(s); empty ones do not count."""
        for host in {host_of(uri) for uri in uris if uri}:
            if await self.is_blocked(host):
                return True
        return False

    async def permissions(self) -> Permissions:
        """Return the tables as they are now."""
        found = self._kept.get(_ALL) or await self._kept.get_or_load(_ALL, self._load)
        assert found is not None, "loading always finds the tables"
        return found

    async def read_anew(self) -> None:
        """Read the tables as they stand, also what no message has told of yet."""
        self._kept.clear()
        await self.permissions()

    async def _load(self) -> Permissions:
        self._latest = Permissions(
            blocks=await self.db.domain_blocks.list_domains(),
            allows=await self.db.domain_allows.list_domains(),
            is_allowlist=self.mode == ALLOWLIST,
        )
        return self._latest

    def _changed(self, key: str) -> None:
        self._kept.clear()
        if self._latest is not None:
            self.background.spawn("domains", self.permissions())


def parents_of(domain: str) -> Iterator[str]:
    """Yield a normal domain and everything that it lies in, closest first; a port counts only by itself."""
    if ":" in domain:
        yield domain
    name = domain.partition(":")[0]
    while name:
        yield name
        name = name.partition(".")[2]
