"""Names that exist only in a test: a resolver with a table, for ``open_http_client(..., resolver=...)``.

The addresses go through the same check as all others, so a client needs ``allow_ips`` for loopback.
"""

from collections.abc import Sequence

import attrs

from gotosocial.http.safe_agent import Place


@attrs.define
class TableResolver:
    """Knows the names that were put into ``places`` and no others; notes whom it was asked for."""

    places: dict[str, list[Place]] = attrs.field(factory=dict)
    asked: list[str] = attrs.field(factory=list)

    def add(self, host: str, port: int | None = None, address: str = "127.0.0.1") -> None:
        """Let a name, beside what it has already, lead to an address, and to a port whatever the URL says."""
        self.places.setdefault(host, []).append(Place(address, port))

    async def resolve(self, host: str, port: int) -> Sequence[Place]:
        """Return what the table says; nothing for unknown names."""
        self.asked.append(host)
        return tuple(self.places.get(host, ()))
