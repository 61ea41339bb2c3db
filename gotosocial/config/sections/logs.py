"""What is written to the log, and how."""

import attrs

from gotosocial.config.kinds import Flag, HeaderName, Text
from gotosocial.config.options import option


@attrs.frozen(kw_only=True)
class Logs:
    """The log: how much of it, in which shape."""

    level: str = option(
        "log-level",
        Text(allowed=("trace", "debug", "info", "warn", "error", "fatal")),
        "info",
        "Least important level that is still written.",
    )
    format: str = option("log-format", Text(allowed=("logfmt", "json")), "logfmt", "Shape of a log line.")
    timestamp_format: str = option(
        "log-timestamp-format",
        Text(),
        "02/01/2006 15:04:05.000",
        "Layout of the time of a log line, written the way Go does: how 2 January 2006, 15:04:05 would "
        "look. Times are in UTC. An empty value leaves the time out, for a log collector that adds its own.",
        example="2006-01-02T15:04:05.000Z07:00",
    )
    db_queries: bool = option(
        "log-db-queries",
        Flag(),
        False,
        "Also write the SQL statements; they show at level debug and below.",
    )
    client_ip: bool = option("log-client-ip", Flag(), True, "Write addresses of clients into the access log.")
    request_id_header: str = option(
        "request-id-header",
        HeaderName(),
        "X-Request-Id",
        "Header from which a request's id is taken; an id is made when it is missing.",
        example="X-Trace-Id",
    )
