"""How a parsed request gets from twisted.web to the pipeline: straight, or through Klein.

Both carry the same requests to the same doors and pass the same tests; they differ in what they cost.
"""

from collections.abc import Callable
from typing import Any

Carry = Callable[[Any], None]
"""Takes a ``WebExchange`` whose body has arrived and sees to it that its ``serve`` is called."""


def carry_straight(exchange: Any) -> None:
    """Serve without anybody in between."""
    exchange.serve()
