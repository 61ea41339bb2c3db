"""The yardstick of deliveries: treq posts 1.5 kB to the crowd's ``/bare``, unsigned, 16 at once.

Usage: ``python contrib/bench/bare_treq.py FOLDER TLS_PORT COUNT``. Writes the CPU seconds of all posts.
"""

import sys
import time
from pathlib import Path
from typing import Any

from crowd import HOSTS
from treq.client import HTTPClient
from twisted.internet import reactor, ssl
from twisted.internet.defer import Deferred, ensureDeferred, gatherResults
from twisted.internet.endpoints import TCP4ClientEndpoint, wrapClientTLS
from twisted.internet.ssl import Certificate, optionsForClientTLS, trustRootFromCertificates
from twisted.web.client import Agent, HTTPConnectionPool

BODY = b"x" * 1500
AT_ONCE = 16


class CrowdEndpoints:
    """Leads every name to the crowd."""

    def __init__(self, authority: Path, port: int) -> None:
        trusted = trustRootFromCertificates([Certificate.loadPEM(authority.read_bytes())])
        self._options = {host: optionsForClientTLS(host, trustRoot=trusted) for host in HOSTS}
        self._port = port

    def endpointForURI(self, uri: Any) -> Any:
        """Return where a host is (IAgentEndpointFactory)."""
        plain = TCP4ClientEndpoint(reactor, "127.0.0.1", self._port)
        return wrapClientTLS(self._options[uri.host.decode()], plain)


async def post_all(client: HTTPClient, numbers: list[int]) -> None:
    """Take the next host as long as there is one."""
    while numbers:
        host = HOSTS[numbers.pop() % len(HOSTS)]
        answer = await client.post(
            f"https://{host}/bare", data=BODY, headers={"Content-Type": "application/activity+json"}
        )
        await answer.content()


async def main() -> None:
    """Post and say what it cost."""
    folder, port, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    pool = HTTPConnectionPool(reactor)
    pool.retryAutomatically = False
    endpoints: Any = CrowdEndpoints(folder / "authority.pem", port)
    client = HTTPClient(Agent.usingEndpointFactory(reactor, endpoints, pool))
    await post_all(client, list(range(len(HOSTS))))
    numbers, begun = list(range(count)), time.process_time()
    await gatherResults([ensureDeferred(post_all(client, numbers)) for _ in range(AT_ONCE)])
    print(time.process_time() - begun, flush=True)
    await pool.closeCachedConnections()


def run() -> None:
    """Run to the end."""
    started: Deferred[Any] = ensureDeferred(main())
    started.addErrback(lambda failure: failure.printTraceback()).addBoth(lambda _: reactor.stop())


if __name__ == "__main__":
    assert ssl.SSL is not None
    reactor.callWhenRunning(run)
    reactor.run()
