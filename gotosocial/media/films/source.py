"""Opening a stranger's film: one container, known before, and no way out of it.

libavformat can follow a file to other files and addresses (playlists, references). Here it is told which
container it reads, so that nothing is guessed; it gets no protocol; whatever it still wants to open is
refused; and the confined child could open nothing anyway.
"""

import os
from typing import Any, NoReturn

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from gotosocial.media.films.plan import Picture, Sound

_DECODERS = (
    "h264,hevc,vp8,vp9,libdav1d,av1,mpeg4,mpeg1video,mpeg2video,theora,prores,mjpeg,msmpeg4v1,msmpeg4v2,"
    "msmpeg4,wmv1,wmv2,wmv3,vc1,h263,dnxhd,dvvideo,aac,mp1float,mp2float,mp3float,opus,vorbis,flac,alac,ac3,"
    "eac3,amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,wmav1,wmav2,wmapro,wmalossless,speex,adpcm_ms,"
    "adpcm_ima_wav,adpcm_ima_qt,pcm_alaw,pcm_mulaw,pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,"
    "pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_bluray"
)
_MOST_STREAMS = 40
_LOOK_AT = 5_000_000
_ANALYZED = 10_000_000


class Reader:
    """A file object over a descriptor with a place of its own, since a confined child cannot copy one."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        """Return up to so many bytes."""
        wanted = size if size >= 0 else os.fstat(self._descriptor).st_size - self._at
        found = os.pread(self._descriptor, max(0, wanted), self._at)
        self._at += len(found)
        return found

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place and return it."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: os.fstat(self._descriptor).st_size}
        self._at = max(0, start[whence] + offset)
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at


def open_film(descriptor: int, container: str) -> InputContainer:
    """Open a film whose container was sniffed; raises what libavformat says about broken ones."""
    return av.open(
        Reader(descriptor),
        "r",
        format=container,
        container_options={
            "format_whitelist": ",".join((container, "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm")),
            "codec_whitelist": _DECODERS,
            "protocol_whitelist": "none",
            "max_streams": str(_MOST_STREAMS),
            "probesize": str(_LOOK_AT),
            "analyzeduration": str(_ANALYZED),
        },
        metadata_errors="replace",
        io_open=_refuse,
    )


def _refuse(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    raise PermissionError(f"a film wants to open {url[:100]!r}")


def find_video(film: InputContainer) -> VideoStream | None:
    """Return the stream of moving pictures, or None; a cover is none."""
    for stream in film.streams.video:
        if _has_decoder(stream) and not stream.disposition & av.stream.Disposition.attached_pic:
            stream.codec_context.thread_count = 1
            stream.codec_context.thread_type = "NONE"
            return stream
    return None


def find_audio(film: InputContainer) -> AudioStream | None:
    """Return the stream of sound that players would choose, or None."""
    streams = [stream for stream in film.streams.audio if _has_decoder(stream)]
    defaults = [one for one in streams if one.disposition & av.stream.Disposition.default]
    found = next(iter(defaults or streams), None)
    if found is not None:
        found.codec_context.thread_count = 1
        found.codec_context.thread_type = "NONE"
    return found


def _has_decoder(stream: Any) -> bool:
    return stream.codec_context is not None


def picture_of(stream: VideoStream | None) -> Picture | None:
    """Describe the moving pictures for the plan."""
    if stream is None:
        return None
    context = stream.codec_context
    name, pixels = context.codec.canonical_name, context.pix_fmt or ""
    return Picture(name, context.width, context.height, pixels, is_timed(stream))


def is_timed(stream: VideoStream) -> bool:
    """Tell whether it is known when each frame of a stream is shown.

    AVI says when frames are decoded, which is no answer where H.264 shows them in another order.
    """
    context = stream.codec_context
    is_reordered = context.codec.canonical_name == "h264" and context.has_b_frames
    return not (is_reordered and stream.container.format.name == "avi")


def sound_of(stream: AudioStream | None) -> Sound | None:
    """Describe the sound for the plan."""
    if stream is None:
        return None
    context = stream.codec_context
    return Sound(context.codec.canonical_name, context.sample_rate or 0, context.channels or 0)
