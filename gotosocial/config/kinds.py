"""The kinds of values an option can have: how each is read from text and written back.

Every source (file, environment, flag) hands over text or a list of texts, so that ``8080`` and ``"8080"``
mean the same everywhere. ``read`` raises ``ValueError`` with the reason, as the end of "the value ...".
"""

import re
from datetime import time
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import ClassVar, Generic, TypeVar

import attrs

from gotosocial.util import domains

T = TypeVar("T")
Raw = str | list[str]
Plain = str | bool | int | float | list[str]
"""What a value looks like in JSON and YAML."""

Network = IPv4Network | IPv6Network

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgtp]?)(i?)b?", re.IGNORECASE)
_POWERS = " kmgtp"
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)")
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110, section 5.6.2
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


class Kind(Generic[T]):
    """How the values of an option are read and written; ``name`` stands in the documentation."""

    name: ClassVar[str] = "string"

    def read(self, raw: Raw) -> T:
        """Turn what the admin wrote into a value, or raise ValueError with the reason."""
        if isinstance(raw, list):
            raise ValueError("is a list; one value is wanted")
        return self.read_text(raw.strip())

    def read_text(self, text: str) -> T:
        """Turn one text into a value, or raise ValueError with the reason."""
        raise ValueError(f"cannot be read: {text}")

    def write(self, value: T) -> Plain:
        """Turn a value into what the admin would write."""
        return str(value)


@attrs.frozen(kw_only=True)
class Text(Kind[str]):
    """Any text, or one of a few words, whose case does not matter."""

    allowed: tuple[str, ...] = ()

    def read(self, raw: Raw) -> str:
        """Return the text as it is, since a password may begin with a space, or the allowed word."""
        return raw if isinstance(raw, str) and not self.allowed else super().read(raw)

    def read_text(self, text: str) -> str:
        """Return the text, or the allowed word that it spells."""
        if not self.allowed:
            return text
        for word in self.allowed:
            if word.lower() == text.lower():
                return word
        raise ValueError("must be one of " + ", ".join(word or '""' for word in self.allowed))


class Host(Kind[str]):
    """A host name, with a port only where people type one; empty where none is given."""

    def read_text(self, text: str) -> str:
        """Return the host in lower-case punycode."""
        try:
            return domains.normal(text) if text else ""
        except ValueError:
            raise ValueError("must be a host name such as social.example.org, without https://") from None


class HeaderName(Kind[str]):
    """The name of an HTTP header."""

    def read_text(self, text: str) -> str:
        """Return the name as it is written."""
        if not _TOKEN.fullmatch(text):
            raise ValueError("must be the name of a header such as X-Request-Id")
        return text


class Flag(Kind[bool]):
    """Yes or no."""

    name = "bool"
    _words: ClassVar = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}

    def read_text(self, text: str) -> bool:
        """Return the boolean."""
        try:
            return self._words[text.lower()]
        except KeyError:
            raise ValueError("must be true or false") from None

    def write(self, value: bool) -> Plain:
        """Return the boolean as it is."""
        return value


@attrs.frozen(kw_only=True)
class Whole(Kind[int]):
    """A whole number within limits."""

    name: ClassVar[str] = "int"
    least: int | None = None
    most: int | None = None

    def read_text(self, text: str) -> int:
        """Return the number."""
        if not re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII):
            raise ValueError("must be a whole number")
        number = int(text)
        if self.least is not None and number < self.least:
            raise ValueError(f"must be at least {self.least}")
        if self.most is not None and number > self.most:
            raise ValueError(f"must be at most {self.most}")
        return number

    def write(self, value: int) -> Plain:
        """Return the number as it is."""
        return value


class Decimal(Kind[float]):
    """A number that may have a fraction."""

    name = "float"

    def read_text(self, text: str) -> float:
        """Return the number."""
        if not re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
            raise ValueError("must be a number such as 2.5")
        return float(text)

    def write(self, value: float) -> Plain:
        """Return the number as it is."""
        return value


class ByteSize(Kind[int]):
    """A number of bytes: ``40MiB``, ``100kB`` or plain ``5242880``."""

    name = "bytesize"

    def read_text(self, text: str) -> int:
        """Return the bytes."""
        match = _SIZE.fullmatch(text)
        if match is None:
            raise ValueError("must be a size such as 40MiB, 500kB or 5242880")
        unit = 1024 if match[3] else 1000
        power = _POWERS.index(match[2].lower() or " ")
        return int(float(match[1]) * unit**power) if "." in match[1] else int(match[1]) * unit**power

    def write(self, value: int) -> Plain:
        """Return the size in the largest binary unit that holds it exactly."""
        power = 0
        while value and power < 4 and value % 1024 == 0:
            value, power = value // 1024, power + 1
        return f"{value}{['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}"


class Duration(Kind[float]):
    """A span of time in Go's spelling (``30s``, ``1h30m``); its value is in seconds."""

    name = "duration"

    def read_text(self, text: str) -> float:
        """Return the seconds."""
        if text == "0":
            return 0.0
        if not text or _DURATION.sub("", text):
            raise ValueError("must be a duration such as 30s, 15m or 24h")
        return sum(float(number) * _SECONDS[unit] for number, unit in _DURATION.findall(text))

    def write(self, value: float) -> Plain:
        """Return the duration in the largest unit that holds it exactly."""
        for unit in ("h", "m", "s", "ms"):
            count = value / _SECONDS[unit]
            if value and count == int(count):
                return f"{int(count)}{unit}"
        return f"{value:g}s"


class TimeOfDay(Kind[time]):
    """A time of day in UTC, ``hh:mm``."""

    def read_text(self, text: str) -> time:
        """Return the time."""
        match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text, re.ASCII)
        if match is None:
            raise ValueError("must be a time of day such as 23:00")
        return time(int(match[1]), int(match[2]))

    def write(self, value: time) -> Plain:
        """Return ``hh:mm``."""
        return f"{value:%H:%M}"


class Several(Kind[tuple[T, ...]]):
    """A list of values: a YAML list, or text with commas."""

    name = "[]string"

    def read(self, raw: Raw) -> tuple[T, ...]:
        """Return the values in order; an empty text is an empty list."""
        texts = raw if isinstance(raw, list) else raw.split(",")
        return tuple(self.read_one(text.strip()) for text in texts if text.strip())

    def read_one(self, text: str) -> T:
        """Turn one element into a value, or raise ValueError with the reason."""
        raise ValueError(f"cannot be read: {text}")

    def write(self, value: tuple[T, ...]) -> Plain:
        """Return a list of texts."""
        return [str(one) for one in value]


@attrs.frozen(kw_only=True)
class Words(Several[str]):
    """A list of texts, of any, or of a few words, whose case does not matter."""

    allowed: tuple[str, ...] = ()

    def read_one(self, text: str) -> str:
        """Return the text, or the allowed word that it spells."""
        for word in self.allowed or (text,):
            if word.lower() == text.lower():
                return word
        raise ValueError(f"has {text!r}, which is not one of " + ", ".join(self.allowed))


class Languages(Several[str]):
    """A list of BCP 47 language tags, best first."""

    name = "[]bcp47"

    def read_one(self, text: str) -> str:
        """Return the tag."""
        if not _LANGUAGE.fullmatch(text):
            raise ValueError(f"has {text!r}, which is not a language tag such as en or pt-BR")
        return text


class Networks(Several[Network]):
    """A list of addresses and networks, such as ``::1`` and ``10.0.0.0/8``."""

    name = "[]cidr"

    def read_one(self, text: str) -> Network:
        """Return the network; a single address is a network of one."""
        try:
            return ip_network(text, strict=False)
        except ValueError:
            raise ValueError(f"has {text!r}, which is not an address or network such as 10.0.0.0/8") from None

    def write(self, value: tuple[Network, ...]) -> Plain:
        """Return the networks; a network of one address as that address."""
        return [str(one.network_address if one.num_addresses == 1 else one) for one in value]
