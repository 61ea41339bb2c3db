"""What the plumbing needs to know from the admin, taken from several sections of the configuration."""

from typing import Literal

import attrs


@attrs.frozen(kw_only=True)
class HttpSettings:
    """The choices of one listener; built from the configuration by ``app/build.py``.

    ``origin``: ``https://host`` as the instance calls itself. ``trusted_proxies``: networks whose
    X-Forwarded-For is believed. ``rate_limit``: requests per client, group and five minutes, 0 for no limit.
    ``throttle_multiplier``: requests in process per CPU, 0 for no limit. ``throttle_retry_after``: seconds.
    ``csp_extra_uris``: further sources of pictures and media (an S3 bucket). ``max_file``: bytes of one
    uploaded file. ``temp_dir``: where uploads wait, None for the system's own place.
    ``log_timestamp_format``: Go's layout of the time in the access log, empty for none.
    """

    origin: str
    trusted_proxies: tuple[str, ...] = ("127.0.0.1/32", "::1")
    request_id_header: str = "X-Request-Id"
    rate_limit: int = 300
    rate_limit_exceptions: tuple[str, ...] = ()
    throttle_multiplier: int = 8
    throttle_retry_after: float = 30.0
    gzip: bool = True
    csp_extra_uris: tuple[str, ...] = ()
    log_format: Literal["logfmt", "json"] = "logfmt"
    log_client_ip: bool = True
    log_requests: bool = True
    log_timestamp_format: str = "2006-01-02T15:04:05.000Z07:00"
    max_file: int = 40 * 1024 * 1024
    temp_dir: str | None = None
