"""Real films and sounds, made with PyAV: with places, dates, comments and covers to be found again."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from fractions import Fraction
from io import BytesIO
from typing import Any

import av
from PIL import Image

from tests.support import pictures

PLACE = "+52.5200+013.4050/"
COMMENT = "COMMENTSECRET-film"
DATE = "2023-04-05T06:07:08.000000Z"
SECRETS = (b"+52.52", b"COMMENTSECRET", b"2023-04-05", b"CHAPTERSECRET", b"STREAMSECRET", b"COVERSECRET")
TAGS = {"title": "A song", "artist": "Somebody", "album": "Somewhere"}
METADATA = {
    **TAGS, "comment": COMMENT, "location": PLACE, "location-eng": PLACE, "creation_time": DATE, "date": DATE,
    "com.apple.quicktime.location.ISO6709": PLACE, "description": COMMENT, "encoder": COMMENT,
}  # fmt: skip
_RATE = 48_000
_QUIET = {
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=none"},
    "libx264": {"preset": "fast"},
}
_ODD_PIXELS = {"prores_ks": "yuv422p10le"}


def film(
    container: str,
    video: str = "",
    audio: str = "",
    *,
    seconds: float = 1.0,
    size: tuple[int, int] = (320, 240),
    metadata: Mapping[str, str] = METADATA,
    dark: int = 0,
    pixels: str = "",
    options: Mapping[str, str] | None = None,
    chapters: bool = False,
    rate: Fraction | int = 25,
    hollow: str = "",
) -> bytes:
    """Return a film, 25 frames for each second, the first ``dark`` of them black, with a tone.

    Either codec may be empty; with another ``rate`` the frames last longer or shorter. The stream of the
    kind ``hollow``, video or audio, holds nothing.
    """
    out = BytesIO()
    with av.open(out, "w", format=container) as made:
        made.metadata.update(metadata)
        wanted = dict(options or _QUIET.get(video, {}))
        seen: Any = made.add_stream(video, rate=rate, options=wanted) if video else None
        heard: Any = made.add_stream(audio, rate=_RATE, options=_sound_options(audio)) if audio else None
        if seen:
            seen.width, seen.height = size
            seen.pix_fmt = pixels or _ODD_PIXELS.get(video, "yuv420p")
            seen.metadata["title"] = "STREAMSECRET"
        if heard:
            heard.codec_context.layout = "stereo"
            heard.codec_context.bit_rate = 96_000
            heard.metadata["comment"] = COMMENT
        if chapters:
            name = {"title": "CHAPTERSECRET"}
            made.set_chapters(
                [{"id": 1, "start": 0, "end": 500, "time_base": Fraction(1, 1000), "metadata": name}]
            )
        made.start_encoding()
        full = (None if hollow == "video" else seen, None if hollow == "audio" else heard)
        for packet in _merged(*full, seconds, size, dark):
            made.mux(packet)
    return out.getvalue()


def _sound_options(codec: str) -> dict[str, str]:
    return {"strict": "experimental"} if codec == "vorbis" else {}


def _merged(seen: Any, heard: Any, seconds: float, size: tuple[int, int], dark: int) -> Iterator[Any]:
    frames = _frames(round(seconds * 25), size, dark) if seen else iter(())
    sounds = _sounds(heard, seconds) if heard else iter(())
    for frame in frames:
        yield from seen.encode(frame)
        if sound := next(sounds, None):
            yield from heard.encode(sound)
    for sound in sounds:
        yield from heard.encode(sound)
    for stream in (seen, heard):
        if stream:
            yield from stream.encode(None)


def _frames(count: int, size: tuple[int, int], dark: int) -> Iterator[Any]:
    for index in range(count):
        scene = Image.new("RGB", size) if index < dark else pictures.scene(*size)
        if index >= dark:
            scene.putpixel((index % size[0], 0), (255, 255, 255))
        yield av.VideoFrame.from_image(scene)


def _sounds(heard: Any, seconds: float) -> Iterator[Any]:
    samples, total = heard.codec_context.frame_size or 1024, 0
    while total < seconds * _RATE:
        frame = av.AudioFrame(format=heard.codec_context.format.name, layout="stereo", samples=samples)
        frame.sample_rate, frame.pts, frame.time_base = _RATE, total, Fraction(1, _RATE)
        for plane in frame.planes:
            size = plane.buffer_size
            plane.update((bytes(range(64)) * (size // 64 + 1))[:size])
        yield frame
        total += samples


def with_cover(sound: bytes, container: str) -> bytes:
    """Return a sound with a cover picture, a JPEG that holds a secret."""
    cover = pictures.plain_jpeg(64, 64)
    cover = cover[:2] + b"\xff\xfe\x00\x0dCOVERSECRET" + cover[2:]
    out = BytesIO()
    with av.open(BytesIO(sound)) as source, av.open(out, "w", format=container) as made:
        made.metadata.update(source.metadata)
        heard = made.add_stream_from_template(source.streams.audio[0])
        shown: Any = made.add_stream("mjpeg", rate=1)
        shown.width = shown.height = 64
        shown.pix_fmt = "yuvj420p"
        shown.disposition = av.stream.Disposition.attached_pic
        picture = av.Packet(cover)
        picture.stream, picture.pts, picture.dts, picture.time_base = shown, 0, 0, Fraction(1, 1)
        made.mux(picture)
        for packet in source.demux(audio=0):
            if packet.size:
                packet.stream = heard
                made.mux(packet)
    return out.getvalue()


SUBTITLES = b"1\n00:00:00,000 --> 00:00:00,500\nEXTRASECRET\n"


def with_extras() -> bytes:
    """Return a film with subtitles and a font, which hold secrets."""
    out, places = BytesIO(), (BytesIO(film("mp4", "libx264")), BytesIO(SUBTITLES))
    with ExitStack() as ends:
        sources = [ends.enter_context(av.open(place)) for place in places]
        made = ends.enter_context(av.open(out, "w", format="matroska"))
        targets = [made.add_stream_from_template(one.streams[0], opaque=True) for one in sources]
        made.add_attachment("EXTRASECRET.ttf", "font/ttf", b"EXTRASECRET" * 9)
        for source, target in zip(sources, targets, strict=True):
            for packet in source.demux(source.streams[0]):
                if packet.size:
                    packet.stream = target
                    made.mux(packet)
    return out.getvalue()


_UPRIGHT = b"".join(n.to_bytes(4) for n in (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000))
_QUARTER = (0, 1, -1, 0)


def turned(mp4: bytes, how: tuple[int, int, int, int] = _QUARTER) -> bytes:
    """Return an MP4 that is shown turned or mirrored: a, b, c and d of its matrix.

    A quarter clockwise is how phones write films held upright.
    """
    at, (a, b, c, d) = mp4.index(_UPRIGHT, mp4.index(b"tkhd")), (one << 16 for one in how)
    matrix = b"".join((n % (1 << 32)).to_bytes(4) for n in (a, b, 0, c, d, 0, 0, 0, 0x40000000))
    return mp4[:at] + matrix + mp4[at + len(matrix) :]


def opened(path: str) -> Any:
    """Open a clean film to look into it."""
    return av.open(path)


def padded(mp4: bytes, size: int = 1 << 20) -> bytes:
    """Return an MP4 that is larger by so many bytes, in a box that every reader skips."""
    return mp4 + size.to_bytes(4) + b"free" + bytes(size - 8)
