"""Doing once, before the child shuts itself in, what any film may ask for.

PyAV and Pillow import parts of themselves when they are first needed; a confined process can no longer do
that. So a film of a few frames is made and worked on, in files in memory. What a film's subtitles need is
imported here, though nobody reads them.
"""

import os
from fractions import Fraction
from io import BytesIO
from typing import Any

import av
import av.subtitles.codeccontext
import av.subtitles.stream
import av.subtitles.subtitle
from av.audio.frame import AudioFrame
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from gotosocial.media.child import Files, Work
from gotosocial.media.job import Limits, MediaJob

_SIDE, _FRAMES, _RATE = 64, 4, 8000


def rehearse(work: Work) -> None:
    """Do the work with a tiny film that is copied, one that is converted, and a sound."""
    for container, video, audio in (
        ("mov", "libx264", "aac"),
        ("avi", "mpeg4", "pcm_mulaw"),
        ("mp3", "", "libmp3lame"),
        ("wav", "", "pcm_mulaw"),
    ):
        _in_memory(work, container, _film(container, video, audio))


def _in_memory(work: Work, container: str, film: bytes) -> None:
    descriptors = [os.memfd_create(name) for name in ("source", "original", "small")]
    try:
        os.write(descriptors[0], film)
        work(Files(memoryview(film), *descriptors), MediaJob(container, _SIDE, Limits()))
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _film(container: str, video: str, audio: str) -> bytes:
    out = BytesIO()
    with av.open(out, "w", format=container) as film:
        # All streams must be there before the first packet: PyAV crashes otherwise.
        seen = film.add_stream(video, rate=_FRAMES) if video else None
        heard: Any = film.add_stream(audio, rate=_RATE)
        heard.codec_context.layout = "mono"
        if isinstance(seen, VideoStream):
            _show(film, seen)
        film.mux(heard.encode(_silence(heard.codec_context.format.name)))
        film.mux(heard.encode(None))
    return out.getvalue()


def _show(film: OutputContainer, seen: VideoStream) -> None:
    seen.width = seen.height = _SIDE
    seen.pix_fmt = "yuv420p"
    seen.codec_context.thread_count = 1
    noise = Image.effect_noise((_SIDE, _SIDE), 90).convert("RGBA").tobytes()
    for _ in range(_FRAMES):
        frame = VideoFrame.from_bytes(noise, _SIDE, _SIDE, "rgba")
        film.mux(seen.encode(frame))
    film.mux(seen.encode(None))


def _silence(format_name: str) -> AudioFrame:
    silence = AudioFrame(format=format_name, layout="mono", samples=_RATE)
    silence.sample_rate, silence.time_base, silence.pts = _RATE, Fraction(1, _RATE), 0
    for plane in silence.planes:
        plane.update(bytes(plane.buffer_size))
    return silence
