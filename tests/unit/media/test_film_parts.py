"""The small rules that films and sounds go by, one at a time."""

import struct
from fractions import Fraction
from io import BytesIO
from typing import Any

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotosocial.errors import Refused
from gotosocial.media.films import ends, sei, vorbis
from gotosocial.media.films.lanes import fitting
from gotosocial.media.films.plan import Picture, Plan, Sound, decide
from gotosocial.media.films.target import tags_of
from gotosocial.media.job import FILM_LIMITS
from tests.support.films import film

HD = Picture("h264", 1920, 1080, "yuv420p")
STEREO = Sound("aac", 48_000, 2)


@pytest.mark.parametrize(
    ("container", "video", "audio", "wanted"),
    [
        ("mov", "h264", "aac", Plan("mp4", "copy", "copy")),
        ("mov", "h264", "", Plan("mp4", "copy", "none")),
        ("mov", "hevc", "aac", Plan("mp4", "h264", "copy")),
        ("mov", "h264", "pcm_s16le", Plan("mp4", "copy", "aac")),
        ("mov", "av1", "opus", Plan("mp4", "copy", "copy")),
        ("matroska", "h264", "ac3", Plan("mp4", "copy", "aac")),
        ("matroska", "h264", "vorbis", Plan("mp4", "copy", "aac")),
        ("matroska", "vp8", "aac", Plan("webm", "copy", "opus")),
        ("matroska", "vp9", "opus", Plan("webm", "copy", "copy")),
        ("matroska", "vp9", "aac", Plan("mp4", "copy", "copy")),
        ("matroska", "av1", "", Plan("webm", "copy", "none")),
        ("ogg", "theora", "vorbis", Plan("mp4", "h264", "aac")),
        ("asf", "wmv2", "wmav2", Plan("mp4", "h264", "aac")),
        ("mov", "", "aac", Plan("m4a", "none", "copy")),
        ("mov", "", "mp3", Plan("mp3", "none", "copy")),
        ("mov", "", "alac", Plan("flac", "none", "flac")),
        ("mov", "", "pcm_s24be", Plan("flac", "none", "flac")),
        ("mov", "", "amr_nb", Plan("m4a", "none", "aac")),
        ("wav", "", "pcm_f32le", Plan("wav", "none", "copy")),
        ("ogg", "", "speex", Plan("m4a", "none", "aac")),
        ("ogg", "", "flac", Plan("flac", "none", "copy")),
    ],
)
def test_what_browsers_play_is_copied_and_the_rest_converted(
    container: str, video: str, audio: str, wanted: Plan
) -> None:
    picture = HD._replace(codec=video) if video else None
    sound = STEREO._replace(codec=audio) if audio else None
    assert decide(container, picture, sound, FILM_LIMITS) == wanted


@pytest.mark.parametrize("pixels", ["yuv420p10le", "yuv422p", "yuv444p"])
def test_pixels_that_browsers_cannot_show_are_converted(pixels: str) -> None:
    assert decide("mov", HD._replace(pixels=pixels), STEREO, FILM_LIMITS).video == "h264"


def test_pictures_of_which_nobody_knows_when_they_are_shown_are_converted() -> None:
    assert decide("avi", HD._replace(is_timed=False), STEREO, FILM_LIMITS).video == "h264"


@pytest.mark.parametrize(
    ("picture", "sound", "why"),
    [
        (None, None, "neither pictures nor sounds"),
        (HD._replace(codec="cinepak"), None, "not known"),
        (None, STEREO._replace(codec="qdm2"), "not known"),
        (None, STEREO._replace(rate=0), "not known"),
        (HD._replace(width=50_000, height=50_000), None, "too large: 50000 x 50000"),
        (HD._replace(width=0), None, "neither"),
    ],
)
def test_what_cannot_be_read_is_refused(picture: Picture | None, sound: Sound | None, why: str) -> None:
    with pytest.raises(Refused, match=why):
        decide("mov", picture, sound, FILM_LIMITS)


@pytest.mark.parametrize(
    ("size", "pixel", "longest", "wanted"),
    [
        ((320, 240), None, 512, (320, 240)),
        ((1920, 1080), Fraction(1), 512, (512, 288)),
        ((1080, 1920), None, 1280, (720, 1280)),
        ((720, 576), Fraction(64, 45), 1920, (1024, 576)),
        ((321, 241), None, 512, (320, 240)),
        ((4000, 2), None, 512, (512, 2)),
        ((320, 240), Fraction(1000), 512, (320, 240)),
    ],
)
def test_frames_fit(
    size: tuple[int, int], pixel: Fraction | None, longest: int, wanted: tuple[int, int]
) -> None:
    assert fitting(*size, pixel, longest) == wanted


def test_only_three_tags_stay_and_none_is_long() -> None:
    first = {"TITLE": "One", "comment": "no", "artist": "A" * 9999}
    tags = tags_of(first, {"title": "Two", "album": "\0 B \0"})
    assert tags == {"title": "One", "artist": "A" * 500, "album": "B"}


def mp3_frames() -> list[bytes]:
    with av.open(BytesIO(film("mp3", audio="libmp3lame"))) as opened:
        return [bytes(packet) for packet in opened.demux() if packet.size]


def test_an_mp3_frame_is_as_long_as_its_header_says() -> None:
    for packet in mp3_frames():
        assert ends.mpeg_frame(memoryview(packet)) == len(packet)
        assert ends.mpeg_frame(memoryview(packet + b"<html>")) == len(packet)


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (b"\xff\xfd\x90\x04", 522),
        (b"\xff\xf3\x80\xc4", 208),
        (b"\xff\xe3\x40\xc4", 208),
        (b"\xff\xff\x90\x04", 312),
    ],
)
def test_frames_of_all_versions_have_their_sizes(head: bytes, size: int) -> None:
    assert ends.mpeg_frame(memoryview(head)) == size


@given(st.binary(max_size=8))
def test_what_is_no_frame_has_no_length(noise: bytes) -> None:
    assert ends.mpeg_frame(memoryview(b"<" + noise)) == 0
    assert 0 <= ends.mpeg_frame(memoryview(b"\xff" + noise)) < 6000


def test_a_flac_frame_ends_at_its_checksum() -> None:
    with av.open(BytesIO(film("flac", audio="flac"))) as opened:
        frame = next(bytes(packet) for packet in opened.demux() if packet.size)
    assert ends.flac_frame(memoryview(frame)) == len(frame)
    assert ends.flac_frame(memoryview(frame + b"<html>")) == len(frame)
    assert ends.flac_frame(memoryview(b"<html>")) == 0


AVCC = b"\x01\x64\x00\x1e\xff\xe1\x00"
PLACE = b"MDPM GPS 52.5200N 13.4050E"


def message(kind: int, body: bytes) -> bytes:
    return bytes([kind, len(body)]) + body


def unit(body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + body


def cleaned(*units: bytes) -> bytes:
    packet: Any = av.Packet(b"".join(unit(one) for one in units))
    packet.pts, packet.dts, packet.is_keyframe = 7, 5, True
    after = sei.cleaned(packet, AVCC)
    assert (after.pts, after.dts, after.is_keyframe) == (7, 5, True)
    return bytes(after)


def test_places_in_user_data_go_and_pictures_stay() -> None:
    picture = b"\x65" + bytes(range(40))
    talk = b"\x06" + message(5, b"U" * 16 + PLACE) + b"\x80"
    assert cleaned(talk, picture) == unit(picture)
    assert cleaned(picture) == unit(picture)


def test_places_go_from_units_between_start_codes_too() -> None:
    picture, talk = b"\x65" + bytes(range(1, 40)), b"\x06" + message(5, b"U" * 16 + PLACE) + b"\x80"
    packet: Any = av.Packet(b"\0\0\1" + talk + b"\0\0\0\1" + picture)
    assert bytes(sei.cleaned(packet, b"")) == b"\0\0\0\1" + picture


def test_other_messages_stay() -> None:
    picture, captions, recovery = b"\x65abc", message(4, b"\xb5captions"), message(6, b"\0\0\3\1\x80")
    talk = b"\x06" + captions + message(5, b"U" * 16 + PLACE) + recovery + b"\x80"
    after = cleaned(talk, picture)
    assert PLACE not in after
    assert after.endswith(unit(picture))
    assert b"captions" in after


def test_a_packet_of_nothing_but_user_data_is_empty() -> None:
    assert cleaned(b"\x06" + message(5, b"U" * 16 + PLACE) + b"\x80") == b""


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=4), st.binary(max_size=6))
def test_any_packet_is_cleaned_or_left(units: list[bytes], rest: bytes) -> None:
    packet: Any = av.Packet(b"".join(unit(b"\x06" + one) for one in units) + rest + b"\0")
    assert sei.cleaned(packet, AVCC).size <= packet.size * 2


def test_comments_among_vorbis_parameters_go() -> None:
    ident, setup = b"\x01vorbis" + bytes(23), b"\x05vorbis" + bytes(300)
    comment = b"\x03vorbis" + b"COMMENTSECRET" * 40
    lacing = bytes([2, len(ident), 255, 255, len(comment) - 510])
    after = vorbis.without_comment(lacing + ident + comment + setup)
    assert b"COMMENTSECRET" not in after
    assert after == bytes([2, len(ident), 16]) + ident + b"\x03vorbis" + bytes(8) + b"\1" + setup
    assert vorbis.without_comment(after) == after


@given(st.binary(max_size=60))
def test_broken_vorbis_parameters_become_nothing(noise: bytes) -> None:
    assert b"\x03vorbisX" not in vorbis.without_comment(b"\x02" + noise)
    assert vorbis.without_comment(b"\x00" + noise) == b""
