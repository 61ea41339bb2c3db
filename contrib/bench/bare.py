"""The yardstick: a bare Klein route, an ``async def`` that returns a constant, in a process of its own.

Usage: ``python contrib/bench/bare.py PORT``. Every promise about speed is a ratio to this route, measured
in the same run, because absolute times on shared machines mean nothing.
"""

import sys

from klein import Klein
from twisted.internet import reactor
from twisted.web.server import Site

BODY = b'{"id":"01","content":"' + b"x" * 900 + b'"}'

app = Klein()


@app.route("/bare", methods=["GET"])
async def bare(request):
    """Return the constant."""
    request.setHeader(b"Content-Type", b"application/json; charset=utf-8")
    return BODY


def main() -> None:
    """Serve until killed."""
    reactor.listenTCP(int(sys.argv[1]), Site(app.resource()), interface="127.0.0.1")
    reactor.run()


if __name__ == "__main__":
    main()
