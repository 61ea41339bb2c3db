"""What becomes of a film or sound: which container, and which streams are copied or converted. Pure.

Streams are copied as they are whenever browsers can play them; only the container may change, since hardly
any browser opens Matroska, AVI or QuickTime. What they cannot play becomes H.264 and AAC in MP4, or AAC, and
sounds without loss become FLAC. Subtitles, chapters, covers, attachments and data (some cameras write where
they are into a stream of its own) are never taken along.
"""

from typing import Literal, NamedTuple

from gotosocial.errors import Refused
from gotosocial.media.job import Limits

NOTHING_TO_SEE = "the file holds neither pictures nor sounds that can be read"
UNKNOWN_CODEC = "the file is written in a way that is not known here"
TOO_LARGE = "the film's pictures are too large"

Step = Literal["copy", "h264", "aac", "opus", "flac", "none"]
_MP4_SOUNDS = frozenset({"aac", "mp3", "opus", "flac"})
_WEBM_SOUNDS = frozenset({"opus", "vorbis"})
_WAV_SOUNDS = frozenset({"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le"})
_H264_PIXELS = frozenset({"yuv420p", "yuvj420p"})
_LOSSLESS = frozenset({"alac", "wavpack", "tta", "mlp", "truehd", "wmalossless"})

MUXERS = {
    "mp4": "mp4", "webm": "webm", "mp3": "mp3", "m4a": "ipod", "flac": "flac", "ogg": "ogg", "wav": "wav",
    "weba": "webm",
}  # fmt: skip
"""The container of each format, as libavformat calls it."""

_VIDEO = (
    "h264 hevc vp8 vp9 av1 mpeg4 mpeg1video mpeg2video theora prores mjpeg msmpeg4v1 msmpeg4v2 msmpeg4v3"
    " wmv1 wmv2 wmv3 vc1 h263 dnxhd dvvideo"
)
_AUDIO = (
    "aac mp1 mp2 mp3 opus vorbis flac alac ac3 eac3 amr_nb amr_wb wmav1 wmav2 wmapro wmalossless speex"
    " adpcm_ms adpcm_ima_wav adpcm_ima_qt pcm_alaw pcm_mulaw pcm_u8 pcm_s8 pcm_s16le pcm_s16be pcm_s24le"
    " pcm_s24be pcm_s32le pcm_s32be pcm_f32le pcm_f32be pcm_f64le pcm_bluray"
)
VIDEO_CODECS, AUDIO_CODECS = frozenset(_VIDEO.split()), frozenset(_AUDIO.split())
"""Whose decoders are trusted with a stranger's bytes; libavcodec has hundreds more."""


class Picture(NamedTuple):
    """A stream of moving pictures: codec, size, how its pixels are laid out.

    ``is_timed``: whether it is known when each of them is shown.
    """

    codec: str
    width: int
    height: int
    pixels: str
    is_timed: bool = True


class Sound(NamedTuple):
    """A stream of sound: codec, samples per second, channels."""

    codec: str
    rate: int
    channels: int


class Plan(NamedTuple):
    """The format that comes out (``models/media_formats.py``), and what happens to picture and sound."""

    format: str
    video: Step
    audio: Step


def decide(container: str, picture: Picture | None, sound: Sound | None, limits: Limits) -> Plan:
    """Return what becomes of the streams of a container; Refused where none of them can be read."""
    if picture is None and sound is None:
        raise Refused(NOTHING_TO_SEE)
    if sound is not None and (sound.codec not in AUDIO_CODECS or not sound.rate or not sound.channels):
        raise Refused(UNKNOWN_CODEC, detail=f"sound {sound}")
    if picture is None:
        assert sound is not None
        return _of_sound(container, sound)
    if picture.codec not in VIDEO_CODECS:
        raise Refused(UNKNOWN_CODEC, detail=f"picture {picture}")
    if picture.width <= 0 or picture.height <= 0:
        raise Refused(NOTHING_TO_SEE)
    if picture.width * picture.height > limits.pixels:
        raise Refused(f"{TOO_LARGE}: {picture.width} x {picture.height}")
    return _of_film(container, picture, sound)


def _of_film(container: str, picture: Picture, sound: Sound | None) -> Plan:
    codec = sound.codec if sound is not None else ""
    is_webm = picture.codec in ("vp9", "av1") and container == "matroska" and codec in (_WEBM_SOUNDS | {""})
    if picture.codec == "vp8" or is_webm:
        return Plan("webm", "copy", _step(codec, _WEBM_SOUNDS, "opus"))
    is_playable = picture.codec in ("vp9", "av1") or (
        picture.codec == "h264" and picture.pixels in _H264_PIXELS and picture.is_timed
    )
    return Plan("mp4", "copy" if is_playable else "h264", _step(codec, _MP4_SOUNDS, "aac"))


def _step(codec: str, playable: frozenset[str], otherwise: Step) -> Step:
    if not codec:
        return "none"
    return "copy" if codec in playable else otherwise


def _of_sound(container: str, sound: Sound) -> Plan:
    as_it_is = {"aac": "m4a", "mp3": "mp3", "flac": "flac"}
    if sound.codec in as_it_is:
        return Plan(as_it_is[sound.codec], "none", "copy")
    if sound.codec in _WEBM_SOUNDS:
        return Plan("weba" if container == "matroska" else "ogg", "none", "copy")
    if sound.codec in _WAV_SOUNDS:
        return Plan("wav", "none", "copy")
    if sound.codec in _LOSSLESS or sound.codec.startswith("pcm_"):
        return Plan("flac", "none", "flac")
    return Plan("m4a", "none", "aac")
