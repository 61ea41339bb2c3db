"""Pouring a film from the container it came in into a clean one, stream by stream."""

from typing import Any, NamedTuple

from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.video.stream import VideoStream

from gotosocial.errors import Refused
from gotosocial.media.films.lanes import Copy, Counted, Lane, ToH264, ToSound
from gotosocial.media.films.packets import AnyPacket
from gotosocial.media.films.plan import NOTHING_TO_SEE, Plan, Step
from gotosocial.media.job import Limits

_ODD_START = 0.5
_SOUNDS_PER_FRAME = 4
"""Packets of sound are shorter than frames, down to 2.5 milliseconds."""


class Poured(NamedTuple):
    """How long the film lasts in seconds, and how many frames a second it shows, 0 for a sound.

    ``is_hollow``: whether its stream of sound held nothing.
    """

    seconds: float
    frame_rate: float
    is_hollow: bool = False


def pour(
    film: InputContainer,
    target: OutputContainer,
    plan: Plan,
    streams: tuple[VideoStream | None, AudioStream | None],
    matrix: list[int],
    limits: Limits,
) -> Poured:
    """Copy or convert the streams as planned; raises what decoders and encoders say, and Refused."""
    video, audio = streams
    lanes: dict[int, Lane] = {}
    counts: dict[int, Counted] = {}
    if video is not None:
        lanes[video.index] = _video_lane(video, target, plan.video, matrix, film.bit_rate or 0)
        counts[video.index] = Counted(limits.frames)
    if audio is not None:
        lanes[audio.index] = _audio_lane(audio, target, plan.audio)
        counts[audio.index] = Counted(limits.frames * _SOUNDS_PER_FRAME)
    start = (film.start_time or 0) / 1_000_000
    for packet in film.demux([one for one in streams if one is not None]):
        _shift(packet, start)
        counts[packet.stream.index].note(packet)
        # The last, empty packet of each stream tells its stream and no number.
        _mux(target, lanes[packet.stream.index].feed(packet))
    for lane in lanes.values():
        _mux(target, lane.end())
    poured = _poured(counts, video)
    return poured._replace(is_hollow=audio is not None and not counts[audio.index].count)


def _shift(packet: AnyPacket, start: float) -> None:
    """Let a film begin at zero whose clock ran before it did; what is less is an encoder's delay."""
    if abs(start) > _ODD_START and packet.time_base:
        ticks = round(start / packet.time_base)
        packet.pts = packet.pts - ticks if packet.pts is not None else None
        packet.dts = packet.dts - ticks if packet.dts is not None else None


def _mux(target: OutputContainer, packets: Any) -> None:
    for packet in packets:
        target.mux(packet)


def _video_lane(
    stream: VideoStream, target: OutputContainer, step: Step, matrix: list[int], bits: int
) -> Lane:
    return Copy(stream, target, matrix) if step == "copy" else ToH264(stream, target, matrix, bits)


def _audio_lane(stream: AudioStream, target: OutputContainer, step: Step) -> Lane:
    return Copy(stream, target, []) if step == "copy" else ToSound(stream, target, step)


def _poured(counts: dict[int, Counted], video: VideoStream | None) -> Poured:
    if not any(count.count for count in counts.values()):
        raise Refused(NOTHING_TO_SEE)
    seconds = max(count.seconds for count in counts.values())
    if video is None:
        return Poured(seconds, 0.0)
    shown = counts[video.index]
    rate = float(video.average_rate or 0)
    if not 0 < rate < 1000:
        rate = shown.count / shown.seconds if shown.seconds else 0.0
    return Poured(seconds, min(rate, 1000.0))
