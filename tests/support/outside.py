"""What a client of ours meets outside: a rude server under made-up names, with certificates that hold."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import attrs

from gotosocial.config.sections.http_client import HttpClient as HttpClientSection
from gotosocial.http.client import HttpClient, open_http_client
from tests.support.certificates import Authority, an_authority
from tests.support.rude_server import RudeServer, Script
from tests.support.table_resolver import TableResolver
from tests.support.waiting import until
from tests.support.wire import reactor

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def client_section(**settings: Any) -> HttpClientSection:
    """Return a section of the configuration that lets loopback be asked."""
    usual: dict[str, Any] = {
        "allow_ips": LOOPBACK,
        "block_ips": (),
        "timeout": 10.0,
        "tls_insecure_skip_verify": False,
        "insecure_outgoing": False,
    }
    return HttpClientSection(**(usual | settings))


@attrs.define
class Outside:
    """A rude server that is ``a.test`` and ``b.test`` over TLS, and a client that trusts its authority."""

    folder: Path
    authority: Authority
    server: RudeServer
    resolver: TableResolver
    port: int
    _clients: list[HttpClient] = attrs.field(factory=list, init=False)

    def client(self, *, trusts: bool = True, asks_system: bool = False, **settings: Any) -> HttpClient:
        """Open a client with other settings; one that asks the system knows no made-up names."""
        made = open_http_client(
            reactor,
            client_section(**settings),
            "gotosocial/1.0.0 (+https://us.test)",
            resolver=None if asks_system else self.resolver,
            ca_file=str(self.authority.chain) if trusts else "",
        )
        self._clients.append(made)
        return made

    def on(self, path: str, script: Script) -> str:
        """Let a path do something and return its URL at a.test."""
        self.server.scripts[path] = script
        return f"https://a.test{path}"

    def plain(self, host: str) -> None:
        """Let another name lead to the same server without TLS."""
        self.resolver.add(host, self.server.listen())

    async def all_gone(self) -> None:
        """Wait until the server has no connection left."""
        await until(lambda: not self.server.open)

    async def stop(self) -> None:
        for client in self._clients:
            client.close()
        await self.server.stop()


@asynccontextmanager
async def outside(folder: Path) -> AsyncIterator[Outside]:
    """Start the server, and stop it with all clients."""
    authority = an_authority(folder)
    server, resolver = RudeServer(), TableResolver()
    port = server.listen(authority.issue(folder, "a.test", "b.test", "127.0.0.1"))
    resolver.add("a.test", port)
    resolver.add("b.test", port)
    made = Outside(folder, authority, server, resolver, port)
    try:
        yield made
    finally:
        await made.stop()
