"""What happens to the packets of one stream on their way: they are copied, or decoded and encoded anew."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final, Protocol

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from gotosocial.errors import Refused
from gotosocial.media.films import ends, sei, vorbis
from gotosocial.media.films.packets import AnyPacket, cut, like
from gotosocial.media.films.plan import Step
from gotosocial.media.films.source import is_timed

TOO_MANY_FRAMES = "the film or sound has too many frames"
_LONGEST_SIDE, _LONGEST_OF_LARGE = 1920, 1280
_LARGE = 2_400_000
"""Pixels of a frame beyond which the decoder takes so much memory that the encoder must do with less."""

_X264 = "log-level=none:threads=1:lookahead-threads=1:sync-lookahead=0"
_SPARING = {"rc-lookahead": "0", "bf": "0", "refs": "1"}
_MOST_ERRORS = 200
_MOST_REORDERED = 16
"""So many frames H.264 may show later than they were decoded (ITU-T H.264, A.3.1)."""
_BESIDE: Final = "matroska_block_additional"
_ALPHA = bytes(7) + b"\1"
_SEE_THROUGH = "alpha_mode"
"""How libavformat calls it where a film in VP8 or VP9 has a second picture that says how opaque it is."""

_SOUND_RATES = frozenset({8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000})
_OPUS_RATE = 48000
_BITS_PER_CHANNEL = 80_000
_LEAST_BITS, _MOST_BITS = 800_000, 8_000_000


class Lane(Protocol):
    """Takes packets of the source and gives packets for the target."""

    def feed(self, packet: AnyPacket) -> Iterator[AnyPacket]:
        """Take one packet, give what it becomes."""

    def end(self) -> Iterator[AnyPacket]:
        """Give what is left."""


class Copy:
    """Passes packets on as they are, with times that containers accept."""

    def __init__(self, source: VideoStream | AudioStream, target: OutputContainer, matrix: list[int]) -> None:
        self._out = target.add_stream_from_template(source, opaque=True)
        self._codec = source.codec_context.codec.canonical_name
        self._private = source.codec_context.extradata or b""
        told = {name.lower(): value for name, value in source.metadata.items()}
        self._is_see_through = told.get(_SEE_THROUGH) == "1"
        if self._is_see_through:
            self._out.metadata[_SEE_THROUGH] = "1"
        if self._codec == "vorbis":
            self._out.codec_context.extradata = vorbis.without_comment(self._private)
        self._last: int | None = None
        self._held: AnyPacket | None = None
        self._undated: list[AnyPacket] = []
        if matrix and isinstance(self._out, VideoStream):
            self._out.set_display_matrix(matrix)

    def feed(self, packet: AnyPacket) -> Iterator[AnyPacket]:
        """Pass a packet on; the last one of a FLAC is held back, since nothing tells where it ends."""
        if not packet.size:
            return
        whole = self._whole(self._alone(packet))
        if whole is not None and whole.size:
            yield from self._dated(whole)

    def _alone(self, packet: AnyPacket) -> AnyPacket:
        """Return a packet without what Matroska lets stand beside it, unless that makes it see-through."""
        if not packet.has_sidedata(_BESIDE):
            return packet
        is_alpha = bytes(packet.get_sidedata(_BESIDE))[:8] == _ALPHA
        return packet if self._is_see_through and is_alpha else like(packet, bytes(memoryview(packet)))

    def _whole(self, packet: AnyPacket) -> "AnyPacket | None":
        """Return a packet that holds a frame and nothing else; of a FLAC the one before."""
        if self._codec == "flac":
            before, self._held = self._held, packet
            return before
        if self._codec == "mp3":
            return cut(packet, ends.mpeg_frame(memoryview(packet)))
        return sei.cleaned(packet, self._private) if self._codec == "h264" else packet

    def end(self) -> Iterator[AnyPacket]:
        """Pass on what was held back, up to where it ends."""
        if self._held is not None:
            last = cut(self._held, ends.flac_frame(memoryview(self._held)))
            if last.size:
                yield self._timed(last)
        yield from map(self._timed, self._undated)

    def _dated(self, packet: AnyPacket) -> Iterator[AnyPacket]:
        """Give the first packets times of decoding, where a container tells only those of showing.

        Matroska is one. From the first packet on whose time is known the steps go back, also below zero;
        guesses from the times of showing would let the first frames be shown at other times than before.
        """
        waiting = [*self._undated, packet]
        if packet.dts is None and self._last is None and len(waiting) <= _MOST_REORDERED:
            self._undated = waiting
            return
        self._undated = []
        for back, one in enumerate(reversed(waiting)):
            if one.dts is None and packet.dts is not None:
                one.dts = packet.dts - back * (packet.duration or 1)
        yield from map(self._timed, waiting)

    def _timed(self, packet: AnyPacket) -> AnyPacket:
        """Mend times that stand still or are missing, and address the packet to its stream."""
        dts = packet.dts if packet.dts is not None else packet.pts
        if dts is None:
            dts = 0 if self._last is None else self._last + 1
        if self._last is not None and dts <= self._last:
            dts = self._last + 1
        self._last = dts
        packet.dts = dts
        packet.pts = dts if packet.pts is None else max(packet.pts, dts)
        packet.stream = self._out
        return packet


class Decoder:
    """Decodes packets and bears some that are broken."""

    def __init__(self) -> None:
        self._errors = 0

    def frames(self, packet: AnyPacket) -> list[Any]:
        """Return the frames of a packet; raises only when very many of them are broken."""
        try:
            return list(packet.decode())
        except av.error.InvalidDataError:
            self._errors += 1
            if self._errors > _MOST_ERRORS:
                raise
            return []


class ToH264:
    """Encodes moving pictures as every browser shows them, at most Full HD, their colours meant as before."""

    def __init__(self, source: VideoStream, target: OutputContainer, matrix: list[int], bits: int) -> None:
        context = source.codec_context
        self._source, self._decoder, self._last = source, Decoder(), -(1 << 62)
        self._is_timed, self._reformatter = is_timed(source), VideoReformatter()
        self._size = size_kept(source, "h264")
        most = max(_LEAST_BITS, min(_MOST_BITS, 2 * bits))
        options = {
            "preset": "veryfast", "crf": "23", "maxrate": str(most), "bufsize": str(2 * most),
            "x264-params": _X264,
        }  # fmt: skip
        options |= _SPARING if _is_large(source) else {"rc-lookahead": "5"}
        out = target.add_stream("libx264", rate=source.average_rate or 25, options=options)
        out.width, out.height, out.pix_fmt = *self._size, "yuv420p"
        out.codec_context.time_base = source.time_base or Fraction(1, 1000)
        out.codec_context.thread_count = 1
        out.codec_context.color_range = context.color_range
        out.codec_context.color_primaries = context.color_primaries
        out.codec_context.color_trc = context.color_trc
        out.codec_context.colorspace = context.colorspace
        if matrix:
            out.set_display_matrix(matrix)
        self._out = out

    def feed(self, packet: AnyPacket) -> Iterator[AnyPacket]:
        """Encode the frames of a packet."""
        for frame in self._decoder.frames(packet):
            yield from self._out.encode(self._fitted(frame))

    def _fitted(self, frame: VideoFrame) -> VideoFrame:
        width, height = self._size
        small = self._reformatter.reformat(frame, width, height, "yuv420p", threads=1)
        told = frame.pts if self._is_timed else frame.dts
        pts = told if told is not None else self._last + 1
        small.pts = self._last = max(pts, self._last + 1)
        small.time_base = self._source.time_base or Fraction(1, 1000)
        small.pict_type = 0
        return small

    def end(self) -> Iterator[AnyPacket]:
        """Encode what the encoder still looks at."""
        yield from self._out.encode(None)


class ToSound:
    """Encodes sound as AAC, Opus or FLAC, with two channels at most."""

    def __init__(self, source: AudioStream, target: OutputContainer, step: Step) -> None:
        self._decoder = Decoder()
        context = source.codec_context
        rate = _OPUS_RATE if step == "opus" else _rate(context.sample_rate, step)
        out: Any = target.add_stream("libopus" if step == "opus" else step, rate=rate)
        layout = "mono" if context.channels == 1 else "stereo"
        out.codec_context.layout = layout
        if step != "flac":
            out.codec_context.bit_rate = _BITS_PER_CHANNEL * (1 if layout == "mono" else 2)
        self._out = out

    def feed(self, packet: AnyPacket) -> Iterator[AnyPacket]:
        """Encode the sound of a packet."""
        for frame in self._decoder.frames(packet):
            yield from self._encoded(frame)

    def _encoded(self, frame: AudioFrame) -> Iterator[AnyPacket]:
        yield from self._out.encode(frame)

    def end(self) -> Iterator[AnyPacket]:
        """Encode what is left."""
        yield from self._out.encode(None)


def _rate(rate: int, step: Step) -> int:
    return rate if rate in _SOUND_RATES or (step == "flac" and rate <= 192_000) else 48_000


def size_kept(source: VideoStream, step: Step) -> tuple[int, int]:
    """Return the size in square pixels that the pictures of a stream have after a step."""
    context = source.codec_context
    if step == "h264":
        longest = _LONGEST_OF_LARGE if _is_large(source) else _LONGEST_SIDE
        return fitting(context.width, context.height, context.sample_aspect_ratio, longest)
    pixel = context.sample_aspect_ratio or 1
    return max(1, round(context.width * min(10.0, max(0.1, float(pixel))))), context.height


def _is_large(source: VideoStream) -> bool:
    return source.codec_context.width * source.codec_context.height > _LARGE


def fitting(width: int, height: int, pixel: Fraction | None, longest: int) -> tuple[int, int]:
    """Return the size in square pixels, both sides even, none above the longest, never blown up."""
    shown = width * float(pixel) if pixel and 0.1 < pixel < 10 else float(width)
    scale = min(1.0, longest / max(shown, height))
    return max(2, round(shown * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


class Counted:
    """Counts the packets of a stream and how long they last, and refuses what has no end."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.count = 0
        self._first = float("inf")
        self._end = float("-inf")

    def note(self, packet: AnyPacket) -> None:
        """Count a packet of the source; Refused where there are too many."""
        if not packet.size:
            return
        self.count += 1
        if self.count > self._most:
            raise Refused(TOO_MANY_FRAMES)
        if packet.pts is not None and packet.time_base:
            at = float(packet.pts * packet.time_base)
            # What comes before the beginning is there for the decoder (AAC's priming) and not heard.
            self._first = min(self._first, max(at, 0.0))
            self._end = max(self._end, at + float((packet.duration or 0) * packet.time_base))

    @property
    def seconds(self) -> float:
        """How long the stream lasts."""
        return max(0.0, self._end - self._first) if self.count else 0.0
