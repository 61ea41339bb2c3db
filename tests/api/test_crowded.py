"""A process that has no file descriptor left says so in one line, whatever Twisted says."""

import socket
import subprocess
import sys

PROGRAM = """
import resource, sys
from twisted.internet import reactor
from twisted.internet.protocol import Factory, Protocol
from gotosocial.util import log

log.begin(sys.stdout, level="info", shape="logfmt", timestamp="")
factory = Factory.forProtocol(Protocol)
factory.noisy = False
port = reactor.listenTCP(0, factory, interface="127.0.0.1")
print("port", port.getHost().port, flush=True)
resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))
reactor.run()
"""


def test_what_twisted_says_when_no_descriptor_is_left_is_recognized() -> None:
    crowd = []
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = next(int(line[5:]) for line in server.stdout if line.startswith("port "))
        for _ in range(40):
            crowd.append(socket.create_connection(("127.0.0.1", port), timeout=20))
        for one in crowd[-5:]:
            assert one.recv(1) == b""
        server.terminate()
        lines = server.stdout.read().splitlines()
    told = [line for line in lines if "EMFILE" in line or "127.0.0.1" in line or "turned away" in line]
    assert len(told) == 1
    assert "level=warn" in told[0]
    for one in crowd:
        one.close()
