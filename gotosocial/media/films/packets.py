"""Packets of streams: what their class is called in annotations, and packets with other contents."""

from typing import Any, TypeAlias

from av.packet import Packet

AnyPacket: TypeAlias = "Packet[Any]"
"""A packet of any stream; in quotes, since the class of the compiled library takes no parameter."""


def like(packet: AnyPacket, body: bytes) -> AnyPacket:
    """Return a packet with other contents and the same times."""
    made: AnyPacket = Packet(body)
    made.pts, made.dts, made.duration = packet.pts, packet.dts, packet.duration
    made.is_keyframe = packet.is_keyframe
    if packet.time_base:
        made.time_base = packet.time_base
    return made


def cut(packet: AnyPacket, size: int) -> AnyPacket:
    """Return a packet that is so long at most."""
    return packet if size >= packet.size else like(packet, bytes(memoryview(packet)[:size]))
