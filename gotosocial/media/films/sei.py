"""Taking what cameras tell about place and time out of H.264 (ITU-T H.264, annex D).

Camcorders write positions, dates and settings into "user data unregistered" messages between the pictures
(AVCHD's MDPM block does); encoders their settings. No decoder needs them. Other messages stay.
"""

import re
from collections.abc import Iterator

from gotosocial.media.films.packets import AnyPacket, like

_SEI = 6
_USER_DATA = 5
_STOP = b"\x80"
_START_CODE = re.compile(rb"\x00\x00\x01")


def cleaned(packet: AnyPacket, private: bytes) -> AnyPacket:
    """Return a packet without such messages, perhaps an empty one; ``private`` are the stream's parameters.

    Where those are an avcC each unit has its length before it (ISO 14496-15), else start codes stand between
    the units (annex B), as in AVI.
    """
    wide = (private[4] & 3) + 1 if len(private) >= 7 and private[0] == 1 else 0
    whole = memoryview(packet)
    units = (
        list(_units(whole, wide)) if wide else [one for one in _START_CODE.split(whole) if one.strip(b"\0")]
    )
    if not any(unit[0] & 31 == _SEI for unit in units):
        return packet
    kept = [_without(bytes(unit)) if unit[0] & 31 == _SEI else bytes(unit) for unit in units]
    heads = [len(unit).to_bytes(wide) if wide else b"\0\0\0\1" for unit in kept]
    return like(packet, b"".join(head + unit for head, unit in zip(heads, kept, strict=True) if unit))


def _units(packet: memoryview, wide: int) -> Iterator[memoryview]:
    at = 0
    while at + wide < len(packet):
        size = int.from_bytes(packet[at : at + wide])
        at += wide
        if size == 0 or at + size > len(packet):
            if size:
                yield packet[at:]
                return
            continue
        yield packet[at : at + size]
        at += size


def _without(unit: bytes) -> bytes:
    """Return a unit of messages without user data; empty where none is left."""
    kept, at, body = bytearray(), 1, unit.rstrip(b"\0").replace(b"\0\0\3", b"\0\0")
    while at + 2 < len(body):
        start = at
        kind, at = _number(body, at)
        size, at = _number(body, at)
        if kind != _USER_DATA:
            kept += body[start : at + size]
        at += size
    return unit[:1] + _escaped(bytes(kept)) + _STOP if kept else b""


def _number(body: bytes, at: int) -> tuple[int, int]:
    value = 0
    while at < len(body) and body[at] == 0xFF:
        value, at = value + 255, at + 1
    return value + (body[at] if at < len(body) else 0), at + 1


def _escaped(body: bytes) -> bytes:
    out, zeros = bytearray(), 0
    for byte in body:
        if zeros >= 2 and byte <= 3:
            out.append(3)
            zeros = 0
        zeros = zeros + 1 if byte == 0 else 0
        out.append(byte)
    return bytes(out)
