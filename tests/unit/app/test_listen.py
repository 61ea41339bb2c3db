"""Where the server listens."""

from typing import Any

import attrs
import pytest

from gotosocial.app.listen import Listener
from gotosocial.config.config import Config


@attrs.define
class Ports:
    """A reactor that writes down on which addresses it is told to listen."""

    interfaces: list[str] = attrs.field(factory=list)

    def listenTCP(self, port: int, site: Any, backlog: int, interface: str) -> None:
        self.interfaces.append(interface)


@pytest.mark.parametrize(
    ("written", "address"),
    [("[::1]", "::1"), ("[::]", "::"), ("::1", "::1"), ("127.0.0.1", "127.0.0.1"), ("", "")],
)
def test_an_address_of_ipv6_may_stand_in_brackets(written: str, address: str) -> None:
    config = attrs.evolve(Config(), general=attrs.evolve(Config().general, bind_address=written))
    ports = Ports()
    site: Any = None
    Listener(config, ports, site).start()
    assert ports.interfaces == [address]
