"""Watching the server from outside: traces, numbers, and a copy of the log."""

import attrs

from gotosocial.config.kinds import Flag, Text
from gotosocial.config.options import option


@attrs.frozen(kw_only=True)
class Observability:
    """Traces and metrics."""

    tracing_enabled: bool = option(
        "tracing-enabled",
        Flag(),
        False,
        "Send OpenTelemetry traces; OTEL_* environment variables say where to.",
    )
    metrics_enabled: bool = option(
        "metrics-enabled", Flag(), False, "Offer metrics; OTEL_* environment variables say where."
    )


@attrs.frozen(kw_only=True)
class Syslog:
    """A copy of the log for syslog."""

    enabled: bool = option("syslog-enabled", Flag(), False, "Also send the log to syslog.")
    protocol: str = option(
        "syslog-protocol",
        Text(allowed=("udp", "tcp", "")),
        "udp",
        "How to reach it; empty for the local one.",
    )
    address: str = option(
        "syslog-address", Text(), "localhost:514", "Where it is, host:port; empty for the local one."
    )
