"""Cutting off what hides behind the frames of a sound, where a container has no lengths of its own.

In MP3 and FLAC frame follows upon frame until the file ends. Parsers give whatever stands behind the last
one, be it a web page, along with it; copied frames must end where they say that they do.
"""

from functools import cache

_MPEG1, _LAYER3 = 3, 1
_RATES = {
    (3, 3): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (3, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (3, 1): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 3): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Kilobits per second by version and layer as headers write them; MPEG 2.5 has those of 2."""

_FREQUENCIES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def mpeg_frame(packet: memoryview) -> int:
    """Return how long an MPEG audio frame is by its header (ISO 11172-3, 2.4.1.3); 0 where there is none."""
    if len(packet) < 4 or packet[0] != 0xFF or packet[1] & 0xE0 != 0xE0:
        return 0
    version, layer = packet[1] >> 3 & 3, packet[1] >> 1 & 3
    rate, frequency, padding = packet[2] >> 4, packet[2] >> 2 & 3, packet[2] >> 1 & 1
    if version == 1 or layer == 0 or rate in (0, 15) or frequency == 3:
        return 0
    low = version != _MPEG1
    bits = _RATES[2 if low else 3, 2 if low and layer < 3 else layer][rate] * 1000
    hertz = _FREQUENCIES[version][frequency]
    if layer == 3:
        return (12 * bits // hertz + padding) * 4
    return (72 if low and layer == _LAYER3 else 144) * bits // hertz + padding


def flac_frame(packet: memoryview) -> int:
    """Return where a FLAC frame ends: where its checksum fits (RFC 9639, 9.3); 0 where it never does."""
    table, check, end = _checksums(), 0, 0
    for at, byte in enumerate(packet):
        check = (check << 8 & 0xFFFF) ^ table[check >> 8 ^ byte]
        if check == 0:
            end = at + 1
    return end


@cache
def _checksums() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        check = byte << 8
        for _ in range(8):
            check = check << 1 ^ (0x8005 if check & 0x8000 else 0)
        table.append(check & 0xFFFF)
    return tuple(table)
