"""Each kind of value is read as GoToSocial's admins write it, and written back in one way."""

import re
from datetime import time
from ipaddress import ip_network
from typing import Any

import pytest

from gotosocial.config.kinds import (
    ByteSize,
    Decimal,
    Duration,
    Flag,
    HeaderName,
    Host,
    Kind,
    Languages,
    Networks,
    Text,
    TimeOfDay,
    Whole,
    Words,
)

MODES = Text(allowed=("WAL", "OFF", ""))


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Text(), " a b ", " a b "),
        (MODES, " wal ", "WAL"),
        (MODES, "", ""),
        (Host(), "Social.Example.ORG", "social.example.org"),
        (Host(), "localhost:8080", "localhost:8080"),
        (Host(), "bücher.example", "xn--bcher-kva.example"),
        (Host(), "", ""),
        (Flag(), "TRUE", True),
        (Flag(), "0", False),
        (Whole(), " -3 ", -3),
        (Whole(least=0, most=65535), "65535", 65535),
        (Decimal(), "0.75", 0.75),
        (ByteSize(), "40MiB", 40 * 1024 * 1024),
        (ByteSize(), "1.5 KiB", 1536),
        (ByteSize(), "5242880", 5242880),
        (ByteSize(), "500kB", 500_000),
        (ByteSize(), "2M", 2_000_000),
        (ByteSize(), "0B", 0),
        (Duration(), "1h30m", 5400),
        (Duration(), "0.5s", 0.5),
        (Duration(), "250ms", 0.25),
        (Duration(), "0", 0),
        (TimeOfDay(), "23:00", time(23)),
        (TimeOfDay(), "0:05", time(0, 5)),
        (Words(), "a, b,,c", ("a", "b", "c")),
        (Words(), ["a,b", "c"], ("a,b", "c")),
        (Words(), "", ()),
        (Words(allowed=("ab", "c")), "C,AB", ("c", "ab")),
        (Languages(), ["en", "pt-BR", "zh-Hant-TW"], ("en", "pt-BR", "zh-Hant-TW")),
        (Networks(), "10.0.0.1/8,::1", (ip_network("10.0.0.0/8"), ip_network("::1/128"))),
    ],
)
def test_a_value_is_read(kind: Kind[Any], raw: str | list[str], value: object) -> None:
    assert kind.read(raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "reason"),
    [
        (Text(), ["a"], "one value is wanted"),
        (MODES, "fast", 'must be one of WAL, OFF, ""'),
        (Host(), "https://example.org", "host name"),
        (Host(), "example.org/path", "host name"),
        (Flag(), "yes", "true or false"),
        (Flag(), "", "true or false"),
        (Whole(), "8080x", "whole number"),
        (Whole(), "", "whole number"),
        (Whole(), "٣", "whole number"),
        (Whole(least=32), "31", "at least 32"),
        (Whole(most=65535), "65536", "at most 65535"),
        (Decimal(), "-1", "must be a number"),
        (Decimal(), "nan", "must be a number"),
        (ByteSize(), "40 apples", "must be a size"),
        (ByteSize(), "-1", "must be a size"),
        (Duration(), "30", "must be a duration"),
        (Duration(), "-5s", "must be a duration"),
        (Duration(), "", "must be a duration"),
        (TimeOfDay(), "24:00", "time of day"),
        (TimeOfDay(), "1380", "time of day"),
        (Languages(), ["english please"], "language tag"),
        (HeaderName(), "", "name of a header"),
        (HeaderName(), "X Trace: 1", "name of a header"),
        (HeaderName(), "X-Trace\r\nX-Other", "name of a header"),
        (Words(allowed=("ab", "c")), "c,d", "has 'd', which is not one of ab, c"),
        (Networks(), "10.0.0.0/33", "not an address or network"),
    ],
)
def test_what_has_the_wrong_form_is_refused_with_a_reason(kind: Kind[Any], raw: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        kind.read(raw)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (ByteSize(), "40MiB"),
        (ByteSize(), "0B"),
        (ByteSize(), "1001B"),
        (ByteSize(), "50KiB"),
        (Duration(), "24h"),
        (Duration(), "30m"),
        (Duration(), "90s"),
        (Duration(), "250ms"),
        (Duration(), "0s"),
        (TimeOfDay(), "23:05"),
    ],
)
def test_a_value_is_written_as_it_would_be_typed(kind: Kind[Any], text: str) -> None:
    assert kind.write(kind.read(text)) == text


def test_a_single_address_is_written_without_a_mask() -> None:
    assert Networks().write(Networks().read("127.0.0.1/32,::1,10.0.0.0/8")) == [
        "127.0.0.1",
        "::1",
        "10.0.0.0/8",
    ]
