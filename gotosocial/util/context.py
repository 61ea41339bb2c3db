"""Who asked for the work that runs now: carried by ``contextvars`` through every ``await``."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
